import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'

export const redirectUri = 'https://app.example.test/cb'
export const web = {
  client_id: 'web',
  client_secret: 'web secret: with+odd/characters%',
  client_name: 'Web App',
  redirect_uris: [redirectUri],
  post_logout_redirect_uris: ['https://app.example.test/bye'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
}
/** Its secret travels in the body, and its id_tokens are signed with EdDSA. */
export const other = {
  client_id: 'other',
  client_secret: 'other-secret-0123456789',
  redirect_uris: ['https://other.example.test/cb'],
  token_endpoint_auth_method: 'client_secret_post',
  id_token_signed_response_alg: 'EdDSA',
}
export const page = {
  client_id: 'page',
  redirect_uris: ['https://page.example.test/cb'],
  token_endpoint_auth_method: 'none',
}

export const start = Date.UTC(2026, 0, 1)

export const createStandard = (options: object = {}) =>
  createMockProvider(standard, { clients: [web, other, page], now: () => start, ...options })

// RFC 7636 appendix B.
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

export type Changes = Readonly<Record<string, string | undefined>>

/** The good values with those changes; undefined takes one away. */
export const changed = (good: Readonly<Record<string, string>>, changes: Changes) =>
  new URLSearchParams(
    Object.entries({ ...good, ...changes }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
  )

export const endpoint = (mock: MockProvider, name: string): string => mock.endpoints[name] as string

export const authorizeUrl = (mock: MockProvider, changes: Changes = {}): string =>
  `${endpoint(mock, 'authorization')}?${changed(
    {
      response_type: 'code',
      client_id: web.client_id,
      redirect_uri: redirectUri,
      scope: 'openid email offline_access',
      state: 'state-that-nobody-may-see',
      nonce: 'nonce-of-this-login',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    },
    changes,
  )}`

export async function landing(
  mock: MockProvider,
  changes: Changes = {},
  approval: object = {},
): Promise<URLSearchParams> {
  const url = authorizeUrl(mock, changes)
  const { location } = await mock.approve(url, { user: 'alice', ...approval })
  return new URL(location ?? '', 'https://no.location').searchParams
}

export const codeFor = async (mock: MockProvider, changes: Changes = {}): Promise<string> =>
  (await landing(mock, changes)).get('code') ?? ''

const encode = (text: string) => encodeURIComponent(text).replaceAll('%20', '+')
export const basic = `Basic ${btoa(`${encode(web.client_id)}:${encode(web.client_secret)}`)}`

export const post = (
  mock: MockProvider,
  name: string,
  form: URLSearchParams,
  headers: Record<string, string> = { Authorization: basic },
): Promise<Response> => mock.fetch(endpoint(mock, name), { method: 'POST', headers, body: form })

export const exchange = async (
  mock: MockProvider,
  code: string,
  changes: Changes = {},
  headers?: Record<string, string>,
): Promise<Response> =>
  post(
    mock,
    'token',
    changed(
      {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      },
      changes,
    ),
    headers,
  )

export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly id_token: string
  readonly scope: string
}

export const tokensFor = async (mock: MockProvider, changes: Changes = {}): Promise<Tokens> =>
  (await exchange(mock, await codeFor(mock, changes))).json()

export const refresh = (mock: MockProvider, token: string, changes: Changes = {}) =>
  post(mock, 'token', changed({ grant_type: 'refresh_token', refresh_token: token }, changes))

export const userinfo = (mock: MockProvider, token: string, init: RequestInit = {}) =>
  mock.fetch(endpoint(mock, 'userinfo'), { headers: { Authorization: `Bearer ${token}` }, ...init })

export const introspect = async (mock: MockProvider, token: string) =>
  (await post(mock, 'introspection', new URLSearchParams({ token }))).json()
