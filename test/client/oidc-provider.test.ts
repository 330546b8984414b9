import { createClient } from '@sso-login/client'
import { createClient as createBrowserClient } from '@sso-login/client/browser'
import { defineProvider } from '@sso-login/providers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { secret, signIn, startOidcProvider } from './oidc-provider-server.ts'
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

let baseUrl: string
let close: () => void

beforeAll(async () => {
  // It warns on the console about its development pages, which are what this test wants.
  vi.spyOn(console, 'warn').mockReturnValue()
  vi.spyOn(console, 'info').mockReturnValue()
  ;({ baseUrl, close } = await startOidcProvider())
})

afterAll(() => {
  close()
  vi.restoreAllMocks()
})

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
