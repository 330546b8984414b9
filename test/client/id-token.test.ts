import { createClient } from '@sso-login/client'
import { createClient as createBrowserClient } from '@sso-login/client/browser'
import { defineProvider } from '@sso-login/providers'
import { beforeAll, describe, expect, it } from 'vitest'
import { failing, json, noon, redirectUri } from './support.ts'

const provider = defineProvider({
  id: 'op',
  name: 'OP',
  protocol: 'oidc',
  issuer: 'https://op.example/oidc',
  baseUrl: 'https://op.example',
  endpoints: { authorization: '/auth', token: '/token', jwks: '/jwks', userinfo: '/me' },
  tokenEndpointAuthMethods: ['client_secret_basic', 'none'],
  browserTokens: 'yes',
  idTokenSigningAlgs: ['RS256', 'ES384', 'EdDSA', 'Ed25519'],
  scopes: { openid: { title: 'Who you are' } },
  resources: { sub: { scope: 'openid', shape: 'string' } },
  identity: { id: 'sub', name: [] },
})

const algorithms = {
  RS256: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  ES384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  EdDSA: { name: 'Ed25519' },
} as const

type Alg = keyof typeof algorithms
const algs = Object.keys(algorithms) as Alg[]

const keys = {} as Record<Alg, CryptoKeyPair>
beforeAll(async () => {
  for (const alg of algs) {
    keys[alg] = (await crypto.subtle.generateKey(algorithms[alg], true, [
      'sign',
      'verify',
    ])) as CryptoKeyPair
  }
})

const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url')

async function sign(alg: Alg, claims: object, header: object = {}) {
  const input = [{ alg, kid: alg, ...header }, claims]
    .map((part) => base64url(JSON.stringify(part)))
    .join('.')
  const { privateKey } = keys[alg]
  const bytes = await crypto.subtle.sign(algorithms[alg], privateKey, Buffer.from(input))
  return `${input}.${base64url(new Uint8Array(bytes))}`
}

async function halfHash(name: string, text: string) {
  const hash = await crypto.subtle.digest(name, Buffer.from(text))
  return base64url(new Uint8Array(hash).subarray(0, hash.byteLength / 2))
}

/** A login whose provider answers with an id_token of these claims. */
async function login({
  alg = 'RS256' as Alg,
  claims = {} as object,
  header = {} as object,
  tamper = (jwt: string): string | undefined => jwt,
  iss = undefined as string | undefined,
  baseUrl = undefined as string | undefined,
  parameters = {} as { max_age?: string },
}) {
  const jwks = await Promise.all(
    algs.map(async (alg) => ({
      ...(await crypto.subtle.exportKey('jwk', keys[alg].publicKey)),
      // A key of Ed25519 signs by either name of its algorithm.
      ...(alg === 'EdDSA' ? { alg: undefined } : { alg }),
      kid: alg,
      use: 'sig',
    })),
  )
  let idToken: string | undefined
  const fetch = async (url: unknown) => {
    if (String(url).endsWith('/jwks')) return json({ keys: jwks })
    return json({ access_token: 'the-access-token', token_type: 'bearer', id_token: idToken })
  }
  const client = createClient(provider, {
    clientId: 'app',
    clientSecret: 'secret',
    redirectUri,
    scopes: ['openid'],
    fetch,
    now: () => noon * 1000,
    ...(baseUrl && { baseUrl }),
  })
  const { transaction } = await client.start({ parameters })
  const { nonce } = transaction
  const whole = {
    iss: baseUrl ? `${baseUrl}/oidc` : 'https://op.example/oidc',
    aud: 'app',
    sub: 'alice',
    iat: noon,
    exp: noon + 300,
    nonce,
  }
  idToken = tamper(await sign(alg, { ...whole, ...claims }, header))
  const query = new URLSearchParams({
    code: 'the-code',
    state: transaction.state,
    ...(iss && { iss }),
  })
  return client.finish(`${redirectUri}?${query}`, transaction)
}

describe('an id_token', () => {
  it.each(['EdDSA', 'Ed25519'])('signed with %s hashes by SHA-512 (RFC 9864)', async (alg) => {
    const claims = { at_hash: await halfHash('SHA-512', 'the-access-token') }
    const tokens = await login({ alg: 'EdDSA', claims, header: { alg } })
    expect(tokens.accessToken).toBe('the-access-token')
  })

  it.each(algs)('signed with %s is believed', async (alg) => {
    const tokens = await login({ alg })
    expect(tokens.accessToken).toBe('the-access-token')
    expect(tokens.idToken).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  })

  it.each([
    ['no time of the sign-in', {}],
    ['a sign-in before it', { auth_time: noon - 3600 }],
  ])('with %s is refused where max_age was asked for', async (_, claims) => {
    const error = await failing(login({ claims, parameters: { max_age: '60' } }))
    expect(error).toMatchObject({ code: 'id_token_invalid', step: 'exchange' })
    await expect(login({ claims })).resolves.toBeDefined()
  })

  it('with a sign-in within max_age is believed', async () => {
    const claims = { auth_time: noon - 30 }
    await expect(login({ claims, parameters: { max_age: '60' } })).resolves.toBeDefined()
  })

  it.each(['soon', '-1', ''])('has no max_age of %j', async (max_age) => {
    const error = await failing(login({ parameters: { max_age } }))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'parameters.max_age' })
  })

  it.each([
    ['RS256', 'SHA-256'],
    ['ES384', 'SHA-384'],
    ['EdDSA', 'SHA-512'],
  ] as const)('with %s may carry the at_hash of its access token', async (alg, hash) => {
    const at_hash = await halfHash(hash, 'the-access-token')
    await expect(login({ alg, claims: { at_hash } })).resolves.toBeDefined()
    for (const wrong of [await halfHash(hash, 'another-token'), '', 7, null]) {
      const error = await failing(login({ alg, claims: { at_hash: wrong } }))
      expect(error).toMatchObject({ code: 'id_token_invalid', step: 'exchange' })
      expect(error.message).toBe('at_hash belongs to another access token')
    }
  })

  it.each([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'other-app' }],
    ['further audiences', { aud: ['app', 'other-app'] }],
    ['another nonce', { nonce: 'other' }],
    ['no nonce', { nonce: undefined }],
    ['no subject', { sub: undefined }],
    ['an expiry long ago', { exp: noon - 60 }],
    ['no expiry', { exp: undefined }],
    ['an expiry in words', { exp: 'soon' }],
    ['a beginning in an hour', { nbf: noon + 3600 }],
  ])('with %s is refused', async (_, claims) => {
    const error = await failing(login({ claims }))
    expect(error).toMatchObject({ code: 'id_token_invalid', step: 'exchange' })
    expect(error.hint).toContain('clock')
    expect(error.message).toBe('The id_token does not hold')
  })

  it.each([
    ['azp', { azp: 'other-app' }],
    ['azp', { aud: ['app', 'other-app'], azp: 'other-app' }],
    ['sub', { sub: '' }],
    ['iat', { iat: noon + 7200, exp: noon + 7500 }],
  ])('with a wrong %s is refused', async (_, claims) => {
    const error = await failing(login({ claims }))
    expect(error).toMatchObject({ code: 'id_token_invalid', step: 'exchange' })
  })

  it('may be a few minutes ahead: clocks differ', async () => {
    await expect(login({ claims: { iat: noon + 240, exp: noon + 540 } })).resolves.toBeDefined()
  })

  it('may be for several, as long as the client is the party', async () => {
    const claims = { aud: ['app', 'other-app'], azp: 'app' }
    await expect(login({ claims })).resolves.toBeDefined()
  })

  it.each([
    ['alg none', { header: { alg: 'none' } }],
    ['an alg with a shared key', { header: { alg: 'HS256' } }],
    ['an unknown key', { header: { kid: 'other' } }],
    ['a key of another alg', { header: { kid: 'EdDSA' } }],
    [
      'another payload',
      { tamper: (jwt: string) => jwt.replace(/\.(.)/, (_, c) => `.${c === 'e' ? 'f' : 'e'}`) },
    ],
    ['a changed signature', { tamper: (jwt: string) => `${jwt.slice(0, -8)}AAAAAAAA` }],
    ['no signature', { tamper: (jwt: string) => jwt.replace(/[^.]*$/, '') }],
    ['one part', { tamper: () => 'jwt' }],
    ['five parts', { tamper: (jwt: string) => `${jwt}.a.b` }],
  ])('with %s is refused', async (_, change) => {
    const error = await failing(login(change))
    expect(error).toMatchObject({ code: 'id_token_invalid', step: 'exchange' })
  })

  it.each(['', undefined])('is required: %j is none', async (none) => {
    const error = await failing(login({ tamper: () => none }))
    expect(error).toMatchObject({ code: 'response_invalid', step: 'exchange' })
  })

  it('names the issuer where the provider was moved to', async () => {
    await expect(login({ baseUrl: 'http://localhost:4000' })).resolves.toBeDefined()
  })
})

describe('the issuer in the callback (RFC 9207)', () => {
  it('is believed when it is the provider', async () => {
    await expect(login({ iss: 'https://op.example/oidc' })).resolves.toBeDefined()
  })

  it('is refused when it is another', async () => {
    const error = await failing(login({ iss: 'https://op.example' }))
    expect(error).toMatchObject({ code: 'issuer_mismatch', step: 'callback' })
  })
})

describe('the same person', () => {
  const site = { clientId: 'app', redirectUri, scopes: ['openid'] as const, now: () => noon * 1000 }
  const claims = { iss: 'https://op.example/oidc', aud: 'app', iat: noon, exp: noon + 300 }

  it('answers a refresh, or it fails', async () => {
    const idToken = await sign('RS256', { ...claims, sub: 'alice', nonce: 'of the login' })
    for (const [outcome, changed] of [
      ['ok', { sub: 'alice' }],
      ['ok', { sub: 'alice', nonce: 'of the login' }],
      ['fails', { sub: 'alice', nonce: 'of another' }],
      ['fails', { sub: 'bob' }],
    ] as const) {
      const id_token = await sign('RS256', { ...claims, ...changed })
      const jwk = await crypto.subtle.exportKey('jwk', keys.RS256.publicKey)
      const fetch = async (url: unknown) =>
        String(url).endsWith('/jwks')
          ? json({ keys: [{ ...jwk, kid: 'RS256' }] })
          : json({ access_token: 'a', token_type: 'bearer', id_token })
      const client = createBrowserClient(provider, { ...site, fetch })
      const call = client.refresh({ refreshToken: 'r', scopes: ['openid'], idToken })
      if (outcome === 'ok') expect((await call).idToken).toBe(id_token)
      else expect(await failing(call)).toMatchObject({ code: 'id_token_invalid', step: 'refresh' })
    }
  })

  it('keeps the id_token where a refresh gives none', async () => {
    const fetch = async () => json({ access_token: 'a', token_type: 'bearer' })
    const client = createBrowserClient(provider, { ...site, fetch })
    const renewed = await client.refresh({
      refreshToken: 'r',
      scopes: ['openid'],
      idToken: 'h.p.s',
    })
    expect(renewed).toMatchObject({ idToken: 'h.p.s', refreshToken: 'r' })
  })

  it('is whom the user API answers about, or it fails (OpenID Connect Core 5.3.2)', async () => {
    const idToken = await sign('RS256', { ...claims, sub: 'alice' })
    const tokens = { accessToken: 'a', scopes: ['openid'], idToken }
    const about = (sub: string) =>
      createBrowserClient(provider, { ...site, fetch: async () => json({ sub }) })
    expect(await about('alice').identity(tokens)).toEqual({ id: 'alice', name: null })
    expect(await failing(about('bob').user(tokens, ['sub']))).toMatchObject({
      code: 'response_invalid',
      step: 'user',
    })
  })
})
