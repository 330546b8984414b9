/** oidc-provider, which nobody here wrote, over real HTTP. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { CookieJar } from '../support/cookie-jar.ts'
import { redirectUri } from './support.ts'

const client = (id: string, more: object) => ({
  client_id: id,
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  ...more,
})

export const secret = 'a secret with: odd/characters%+'

export const loggedOut = 'https://site.example/bye'

const clients = [
  client('app rs', {
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    post_logout_redirect_uris: [loggedOut],
  }),
  client('app-ed', {
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'EdDSA',
  }),
  client('page', { token_endpoint_auth_method: 'none', application_type: 'web' }),
]

const jwk = ({ privateKey }: { privateKey: KeyObject }, alg: string) => ({
  ...privateKey.export({ format: 'jwk' }),
  alg,
  use: 'sig',
  kid: alg,
})

/** Every application must use PKCE; refresh tokens rotate, and one used twice ends them all. */
export async function startOidcProvider(): Promise<{ baseUrl: string; close: () => void }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const op = new Provider(baseUrl, {
    clients,
    cookies: { keys: ['a key of this test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    scopes: ['openid', 'email', 'offline_access', 'api'],
    conformIdTokenClaims: true,
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'EdDSA'] },
    features: {
      revocation: { enabled: true },
      introspection: { enabled: true },
      clientCredentials: { enabled: true },
      registration: { enabled: true, initialAccessToken: 'an-initial-token' },
      registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
      rpInitiatedLogout: { enabled: true },
    },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@op.example`, email_verified: true }),
    }),
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    jwks: {
      keys: [
        jwk(generateKeyPairSync('rsa', { modulusLength: 2048 }), 'RS256'),
        jwk(generateKeyPairSync('ed25519'), 'EdDSA'),
      ],
    },
  })
  server.on('request', op.callback())
  return { baseUrl, close: () => server.close() }
}

/** A person's browser: keeps cookies, submits each form it is shown, stops at the site's own addresses. */
export const browser = () => {
  const jar = new CookieJar()
  return async (url: string, login = ''): Promise<string> => {
    let next = new URL(url)
    let body: URLSearchParams | undefined
    for (let hop = 0; hop < 20; hop++) {
      if (next.host === new URL(redirectUri).host) return next.href
      const answer = await fetch(next, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie: jar.header() },
        ...(body && { body }),
      })
      jar.keep(answer)
      body = undefined
      const location = answer.headers.get('location')
      if (location) {
        next = new URL(location, next)
        continue
      }
      const page = await answer.text()
      const action = page.match(/<form[^>]* action="([^"]+)"/)?.[1]
      const prompt = page.match(/name="prompt" value="(\w+)"/)?.[1]
      const xsrf = page.match(/name="xsrf" value="(\w+)"/)?.[1]
      if (!action || !(prompt || xsrf))
        throw new Error(`no form: ${answer.status} ${page.slice(-300)}`)
      next = new URL(action, next)
      body = new URLSearchParams(
        xsrf
          ? { xsrf, logout: 'yes' }
          : { prompt: prompt as string, ...(prompt === 'login' && { login, password: 'any' }) },
      )
    }
    throw new Error('the login goes in circles')
  }
}

export const signIn = (url: string, login: string): Promise<string> => browser()(url, login)
