/** The providers that the demo offers, each with a mock, a client and a login of its own. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type Client, createClient } from '@sso-login/client'
import { createCookieSessionClient } from '@sso-login/client/cookie-session'
import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import type { Provider, TokenProvider } from '@sso-login/providers'
import { bridgekeeper } from '@sso-login/providers/bridgekeeper'
import { miniorange } from '@sso-login/providers/miniorange'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { usso } from '@sso-login/providers/usso'
import { createLogin, type ExpressAdapter, type Login, memory } from '@sso-login/server'
import { createMessages, type Messages } from './messages.ts'

/** What the page shows of a person. */
export interface Known {
  readonly granted: Readonly<Record<string, unknown>>
  readonly missing: readonly string[]
  /** Where the site asks for what was withheld. */
  readonly askAgain: string | null
  /** Null where the provider sends no mail. */
  readonly mayMail: boolean | null
}

/** A provider as the site offers it: its own page, routes and story. */
export interface Offer {
  readonly provider: Pick<Provider, 'id' | 'name' | 'identity'>
  /** Before the page's own paths: nothing for the first, else e.g. `/usso`. */
  readonly path: string
  /** Where the provider answers, an origin. */
  readonly url: string
  readonly mock: MockProvider
  readonly auth: ExpressAdapter
  readonly messages: Messages
  /** Null where nobody is signed in. */
  readonly know: (request: IncomingMessage) => Promise<Known | null>
  readonly sendMail?: (request: IncomingMessage) => Promise<boolean>
}

const clientName = 'Campus Demo'

const secretOf = () => randomBytes(24).toString('base64url')

const listenFreely = (mock: MockProvider) => mock.listen({ port: 0, host: 'localhost' })

/** Of a provider that gives tokens. */
export const knowBy =
  <P extends TokenProvider>(
    { provider, scopes }: Pick<Client<P>, 'provider' | 'scopes'>,
    read: (tokens: never, fields: readonly string[]) => Promise<{ missing: readonly string[] }>,
    login: Login,
    path: string,
  ): Offer['know'] =>
  async (request) => {
    const { user } = await login.session(request)
    if (!user) return null
    const fields = Object.keys(provider.resources)
    const [{ missing, ...granted }, held] = await login.withTokens(user.id, async (tokens) => [
      await read(tokens as never, fields),
      tokens.scopes,
    ])
    const withheld = scopes.filter((scope) => !held.includes(scope))
    const askAgain = `${path}/auth/login?${new URLSearchParams({ scope: withheld.join(' '), return_to: path || '/' })}`
    const mailScope = provider.mail?.scope
    const mayMail = mailScope === undefined ? null : held.includes(mailScope)
    return { granted, missing, askAgain: withheld.length ? askAgain : null, mayMail }
  }

/** A provider of OpenID Connect, on a port of its own. */
async function offerOpenId(provider: TokenProvider, site: string): Promise<Offer & Closing> {
  const path = `/${provider.id}`
  const [redirectUri, home] = [`${site}${path}/auth/callback`, `${site}${path}`]
  const [method] = provider.tokenEndpointAuthMethods as [string]
  const clientSecret = secretOf()
  const canEnd = 'endSession' in provider.endpoints
  const mock = createMockProvider(provider, {
    clients: [
      {
        client_id: 'demo-site',
        client_secret: clientSecret,
        client_name: clientName,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: method,
        ...(canEnd && { post_logout_redirect_uris: [home] }),
      },
    ],
  })
  const { url, close } = await listenFreely(mock)
  const now = () => mock.clock.now()
  const sso = createClient(provider, {
    clientId: 'demo-site',
    clientSecret,
    redirectUri,
    scopes: Object.keys(provider.scopes),
    baseUrl: url,
    now,
  })
  const login = createLogin(sso, {
    secrets: [secretOf()],
    store: memory({ now }),
    basePath: `${path}/auth`,
    ...(canEnd && { postLogoutRedirectUri: home }),
    now,
  })
  const read = (sso as { user: Parameters<typeof knowBy>[1] }).user
  const know = knowBy(sso, read, login, path)
  return {
    provider,
    path,
    url,
    mock,
    auth: login.express(),
    messages: createMessages(),
    know,
    close,
  }
}

interface Closing {
  readonly close: () => Promise<void>
}

/**
 * Bridgekeeper answers on the site's own domain too (`toClientDomain`), which is where it sets its cookie; people sign in
 * on the domain that its mock listens on.
 */
async function offerCookieSession(site: string): Promise<Offer & Closing> {
  const path = `/${bridgekeeper.id}`
  const clientId = 7
  const mock = createMockProvider(bridgekeeper, {
    clients: [
      {
        client_id: String(clientId),
        client_name: clientName,
        redirect_uris: [`${site}${bridgekeeper.endpoints.token}`],
      },
    ],
  })
  const { url, close } = await listenFreely(mock)
  const now = () => mock.clock.now()
  const fetch = mock.fetch as typeof globalThis.fetch
  const callbackUri = `${site}${path}/auth/callback`
  const sso = createCookieSessionClient(bridgekeeper, { clientId, callbackUri, now, fetch })
  const login = createLogin(sso, {
    secrets: [secretOf()],
    store: memory({ now }),
    basePath: `${path}/auth`,
    now,
  })
  const know: Offer['know'] = async (request) => {
    const { user } = await login.session(request)
    const cookie = new RegExp(`\\b${bridgekeeper.session.cookie}=([^;]*)`)
    const [, session] = request.headers.cookie?.match(cookie) ?? []
    const person = user && session ? await sso.user({ cookie: session }) : null
    return person && { granted: person, missing: [], askAgain: null, mayMail: null }
  }
  const provider = bridgekeeper
  return {
    provider,
    path,
    url,
    mock,
    auth: login.express(),
    messages: createMessages(),
    know,
    close,
  }
}

/** All but the first, each on a free port. */
export const furtherOffers = (site: string): Promise<(Offer & Closing)[]> =>
  Promise.all([
    offerOpenId(usso, site),
    offerOpenId(ubisecure, site),
    offerCookieSession(site),
    offerOpenId(miniorange, site),
  ])
