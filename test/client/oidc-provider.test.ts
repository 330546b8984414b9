import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@sso-login/client'
import { createClient as createBrowserClient } from '@sso-login/client/browser'
import { defineProvider } from '@sso-login/providers'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { failing, redirectUri } from './support.ts'

// A provider that nobody here wrote, over real HTTP.

const provider = defineProvider({
  id: 'oidc-provider',
  name: 'oidc-provider',
  protocol: 'oidc',
  issuer: 'https://op.example',
  baseUrl: 'https://op.example',
  endpoints: {
    authorization: '/auth',
    token: '/token',
    revocation: '/token/revocation',
    userinfo: '/me',
    jwks: '/jwks',
  },
  tokenEndpointAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
  browserTokens: 'yes',
  scopes: {
    openid: { title: 'Who you are' },
    email: { title: 'Your email' },
    offline_access: { title: 'Staying signed in' },
  },
  resources: {
    sub: { scope: 'openid', shape: 'string' },
    email: { scope: 'email', shape: 'string' },
    email_verified: { scope: 'email', shape: 'boolean' },
  },
  identity: { id: 'sub', name: [['email']] },
  refresh: { rotates: true, graceSeconds: 0 },
})

let server: Server
let baseUrl: string

const client = (id: string, more: object) => ({
  client_id: id,
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  ...more,
})

const secret = 'a secret with: odd/characters%+'

const clients = [
  client('app rs', { client_secret: secret, token_endpoint_auth_method: 'client_secret_basic' }),
  client('app-ed', {
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'EdDSA',
  }),
  client('page', { token_endpoint_auth_method: 'none', application_type: 'web' }),
]

beforeAll(async () => {
  // It warns on the console about its development pages, which are what this test wants.
  vi.spyOn(console, 'warn').mockReturnValue()
  vi.spyOn(console, 'info').mockReturnValue()
  server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const jwk = (pair: ReturnType<typeof generateKeyPairSync>, alg: string) => ({
    ...(pair.privateKey as never as import('node:crypto').KeyObject).export({ format: 'jwk' }),
    alg,
    use: 'sig',
    kid: alg,
  })
  const op = new Provider(baseUrl, {
    clients,
    cookies: { keys: ['a key of this test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    scopes: ['openid', 'email', 'offline_access'],
    conformIdTokenClaims: true,
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'EdDSA'] },
    features: { revocation: { enabled: true } },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@op.example`, email_verified: true }),
    }),
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    jwks: {
      keys: [
        jwk(generateKeyPairSync('rsa', { modulusLength: 2048 }) as never, 'RS256'),
        jwk(generateKeyPairSync('ed25519') as never, 'EdDSA'),
      ],
    },
  })
  server.on('request', op.callback())
})

afterAll(() => {
  server.close()
  vi.restoreAllMocks()
})

/** A person's browser: keeps cookies, submits each form it is shown, stops at the site's own callback. */
async function signIn(url: string, login: string): Promise<string> {
  const jar = new Map<string, string>()
  let next = new URL(url)
  let body: URLSearchParams | undefined
  for (let hop = 0; hop < 20; hop++) {
    if (next.href.startsWith(redirectUri)) return next.href
    const answer = await fetch(next, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
      ...(body && { body }),
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1)[0]?.split('=') ?? []
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    body = undefined
    const location = answer.headers.get('location')
    if (location) {
      next = new URL(location, next)
      continue
    }
    const page = await answer.text()
    const action = page.match(/<form[^>]* action="([^"]+)"/)?.[1]
    const prompt = page.match(/name="prompt" value="(\w+)"/)?.[1]
    if (!action || !prompt) throw new Error(`no form: ${answer.status} ${page.slice(-300)}`)
    next = new URL(action, next)
    body = new URLSearchParams({ prompt, ...(prompt === 'login' && { login, password: 'any' }) })
  }
  throw new Error('the login goes in circles')
}

const site = (clientId: string) => ({
  clientId,
  redirectUri,
  scopes: ['openid', 'email', 'offline_access'] as const,
  baseUrl,
})

const flavours = [
  [
    'a confidential client with Basic and RS256',
    () => createClient(provider, { ...site('app rs'), clientSecret: secret }),
  ],
  [
    'a confidential client with its secret in the body and EdDSA',
    () =>
      createClient(provider, {
        ...site('app-ed'),
        clientSecret: secret,
        tokenEndpointAuthMethod: 'client_secret_post',
      }),
  ],
  ['a public client of the browser entry', () => createBrowserClient(provider, site('page'))],
] as const

describe.each(flavours)('%s at oidc-provider', (_, create) => {
  it('signs in, reads the user, refreshes, and revokes', async () => {
    const sso = create()
    const { url, transaction } = await sso.start({ parameters: { prompt: 'consent' } })
    const callback = await signIn(url, 'alice')
    expect(new URL(callback).searchParams.get('iss')).toBe(baseUrl)

    const tokens = await sso.finish(callback, transaction)
    expect(tokens.missing).toEqual([])
    expect(tokens.idToken).toBeDefined()
    expect(tokens.expiresAt).toBeGreaterThan(tokens.issuedAt)

    expect(await sso.user(tokens, ['sub', 'email', 'email_verified'])).toEqual({
      sub: 'alice',
      email: 'alice@op.example',
      email_verified: true,
      missing: [],
    })
    expect(await sso.identity(tokens)).toEqual({ id: 'alice', name: 'alice@op.example' })

    const renewed = await sso.refresh(tokens)
    expect(renewed.accessToken).not.toBe(tokens.accessToken)
    expect(renewed.refreshToken).not.toBe(tokens.refreshToken)
    expect(renewed.scopes.toSorted()).toEqual(['email', 'offline_access', 'openid'])

    await sso.revoke(renewed)
    expect(await failing(sso.refresh(renewed))).toMatchObject({
      code: 'invalid_grant',
      step: 'refresh',
      provider: { status: 400, error: 'invalid_grant' },
    })
    expect(await failing(sso.user(renewed, ['email']))).toMatchObject({
      code: 'invalid_token',
      provider: { status: 401, error: 'invalid_token' },
    })
  })

  it('is refused with another verifier, and a code of another login', async () => {
    const sso = create()
    const { url, transaction } = await sso.start()
    const callback = await signIn(url, 'alice')
    const other = await sso.start()
    const wrong = { ...transaction, codeVerifier: other.transaction.codeVerifier }
    const error = await failing(sso.finish(callback, wrong))
    expect(error).toMatchObject({ code: 'invalid_grant', step: 'exchange' })
    expect(error.provider?.status).toBe(400)
  })

  it('is refused with another nonce', async () => {
    const sso = create()
    const { url, transaction } = await sso.start()
    const callback = await signIn(url, 'alice')
    const error = await failing(sso.finish(callback, { ...transaction, nonce: 'other' }))
    expect(error).toMatchObject({ code: 'id_token_invalid', step: 'exchange' })
  })

  it('hears that a refresh token was used twice', async () => {
    const sso = create()
    const { url, transaction } = await sso.start({ parameters: { prompt: 'consent' } })
    const tokens = await sso.finish(await signIn(url, 'bob'), transaction)
    await sso.refresh(tokens)
    expect(await failing(sso.refresh(tokens))).toHaveProperty('code', 'invalid_grant')
  })

  it('hears that nobody is signed in', async () => {
    const sso = create()
    const { url, transaction } = await sso.start({ parameters: { prompt: 'none' } })
    const error = await failing(sso.finish(await signIn(url, 'alice'), transaction))
    expect(error).toMatchObject({ code: 'login_required', step: 'callback' })
    expect(error.provider?.description).toBe('End-User authentication is required')
  })
})

describe('oidc-provider', () => {
  it('does not accept a wrong secret', async () => {
    const sso = createClient(provider, { ...site('app rs'), clientSecret: 'wrong' })
    const { url, transaction } = await sso.start()
    const error = await failing(sso.finish(await signIn(url, 'alice'), transaction))
    expect(error).toMatchObject({
      code: 'invalid_client',
      step: 'exchange',
      provider: { status: 401 },
    })
  })
})
