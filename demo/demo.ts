/** The demo whole: mock providers, a site that signs people in with each of them, and what they said. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@sso-login/client'
import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin } from '@sso-login/server'
import { sqlite } from '@sso-login/server/sqlite'
import { createMessages } from './messages.ts'
import { furtherOffers, knowBy, type Offer } from './offers.ts'
import { drawProvider } from './record.ts'
import { createSite } from './site.ts'

export interface DemoOptions {
  /** Default 3000, or any free port if that is taken. */
  sitePort?: number
  /** Of the first provider. Default 4000, or any free port if that is taken. */
  providerPort?: number
  /** Keep a person's grant when they log out, for background work; default false. */
  keepGrants?: boolean
}

export async function startDemo(options: DemoOptions = {}) {
  const siteServer = createServer()
  const sitePort = await listen(siteServer, options.sitePort ?? 3000)
  // Two host names on purpose: one would make site and provider same-site, and SameSite go untested.
  const site = `http://127.0.0.1:${sitePort}`

  const clientSecret = randomBytes(24).toString('base64url')
  const mock = createMockProvider(iitb, {
    clients: [
      {
        client_id: 'demo-site',
        client_secret: clientSecret,
        client_name: 'Campus Demo',
        redirect_uris: [`${site}/auth/callback`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
  })
  const provider = await listenProvider(mock, options.providerPort ?? 4000)

  // One clock for both sides: moved by the control API, the site's tokens age with the provider's.
  const now = () => mock.clock.now()
  const sso = createClient(iitb, {
    clientId: 'demo-site',
    clientSecret,
    redirectUri: `${site}/auth/callback`,
    scopes: [
      'basic',
      'profile',
      'picture',
      'sex',
      'ldap',
      'phone',
      'insti_address',
      'program',
      'secondary_emails',
      'send_mail',
    ],
    baseUrl: provider.url,
    now,
  })

  const folder = await mkdtemp(join(tmpdir(), 'sso-login-demo-'))
  const store = sqlite(join(folder, 'sso.db'), { now })
  const login = createLogin(sso, {
    secrets: [randomBytes(32).toString('base64url')],
    store,
    keepGrants: options.keepGrants ?? false,
    now,
  })

  async function sendMail(request: IncomingMessage): Promise<boolean> {
    const { user } = await login.session(request)
    if (!user) return false
    const letter = {
      subject: 'Hello from the demo',
      message: `${user.name ?? 'You'} pressed "Send me a mail" at ${site}.`,
    }
    await login.withTokens(user.id, (tokens) => sso.sendMail(tokens, letter))
    return true
  }

  const first: Offer = {
    provider: iitb,
    path: '',
    url: provider.url,
    mock,
    auth: login.express(),
    messages: createMessages(),
    know: knowBy(sso, sso.user as Parameters<typeof knowBy>[1], login, ''),
    sendMail,
  }
  const others = await furtherOffers(site)
  const offers: readonly Offer[] = [first, ...others]
  offers.forEach(drawProvider)
  siteServer.on('request', createSite({ offers, origin: site }))

  return {
    site,
    provider: provider.url,
    offers,
    mock,
    sso,
    login,
    async close(): Promise<void> {
      siteServer.closeAllConnections()
      await new Promise((resolve) => siteServer.close(resolve))
      await Promise.all([provider, ...others].map((opened) => opened.close()))
      store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type Demo = Awaited<ReturnType<typeof startDemo>>

const isPortTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EADDRINUSE'

/** Listens on `port`, or on any free one if it is taken. */
async function listen(server: Server, port: number): Promise<number> {
  const tryPort = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject)
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject)
        resolve((server.address() as { port: number }).port)
      })
    })
  return tryPort(port).catch((error: unknown) => {
    if (isPortTaken(error)) return tryPort(0)
    throw error
  })
}

async function listenProvider(mock: MockProvider, port: number) {
  const host = 'localhost'
  return mock.listen({ port, host }).catch((error: unknown) => {
    if (isPortTaken(error)) return mock.listen({ port: 0, host })
    throw error
  })
}
