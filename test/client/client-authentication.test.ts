import { createClient } from '@sso-login/client'
import { createClient as createBrowserClient } from '@sso-login/client/browser'
import { clientCredentials } from '@sso-login/client/client-credentials'
import { discover } from '@sso-login/client/discover'
import { registerClient } from '@sso-login/client/registration'
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { signIn as signInAt, startOidcProvider } from './oidc-provider-server.ts'
import { failing, form, json, noon, redirectUri, scripted } from './support.ts'

const secret = 'a secret with: odd/characters%+ and 32 of them'
const clientId = 'app: one'
const scopes = ['openid'] as const

let keys: CryptoKeyPair
let jwks: { keys: object[] }
beforeAll(async () => {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const jwk = await crypto.subtle.exportKey('jwk', keys.publicKey)
  jwks = { keys: [{ ...jwk, kid: 'one', alg: 'ES256', use: 'sig' }] }
})

const bySecret = { clientSecret: secret }
const byKey = () => ({ privateKey: { key: keys.privateKey, kid: 'one' } })

const mockFor = (method: string) =>
  createMockProvider(ubisecure, {
    clients: [
      {
        client_id: clientId,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: method,
        grant_types: ['authorization_code', 'refresh_token'],
        ...(method === 'private_key_jwt' && { jwks }),
        ...(!['private_key_jwt', 'none'].includes(method) && { client_secret: secret }),
      },
    ],
    now: () => noon * 1000,
  })

const create = (options: object, mock = mockFor('client_secret_basic')) =>
  createClient(ubisecure, {
    clientId,
    redirectUri,
    scopes,
    fetch: mock.fetch,
    now: mock.clock.now,
    ...options,
  })

type Sso = ReturnType<typeof create>

async function signIn(mock: ReturnType<typeof mockFor>, sso: Sso) {
  const { url, transaction } = await sso.start()
  const { location } = await mock.approve(url, { user: 'alice' })
  return sso.finish(location as string, transaction)
}

/** What a refresh with these options sends. */
async function sentBy(options: object, now = () => noon * 1000) {
  const { fetch, sent } = scripted(json({}))
  await failing(
    create({ ...options, fetch, now }).refresh({ refreshToken: 'r', scopes: ['openid'] }),
  )
  return sent[0]
}

const decode = (part: string | undefined) =>
  JSON.parse(atob((part ?? '').replaceAll('-', '+').replaceAll('_', '/')))

describe.each([
  ['client_secret_basic', () => bySecret],
  ['client_secret_post', () => bySecret],
  ['client_secret_jwt', () => bySecret],
  ['x_client_secret_query', () => bySecret],
  ['private_key_jwt', byKey],
  ['none', () => ({})],
] as const)('a client that proves itself by %s', (method, credentials) => {
  it('signs in, refreshes and revokes', async () => {
    vi.spyOn(console, 'warn').mockReturnValue()
    const mock = mockFor(method)
    const sso = create({ ...credentials(), tokenEndpointAuthMethod: method }, mock)
    const tokens = await sso.refresh(await signIn(mock, sso))
    await sso.revoke(tokens)
    expect(await failing(sso.refresh(tokens))).toHaveProperty('code', 'invalid_grant')
    expect(mock.requests.all({ rejected: true }).map(({ rejection }) => rejection)).toEqual([
      'refresh_token was revoked',
    ])
    vi.restoreAllMocks()
  })
})

describe('a JWT of the client', () => {
  it.each([
    ['client_secret_jwt', () => ({ ...bySecret, tokenEndpointAuthMethod: 'client_secret_jwt' })],
    ['private_key_jwt', byKey],
  ] as const)(
    '%s names client and issuer, is short-lived, and never the same',
    async (_, options) => {
      const sent = await sentBy(options())
      expect(sent?.headers.has('authorization')).toBe(false)
      const { client_assertion, client_assertion_type, client_id, client_secret } = form(sent)
      expect([client_id, client_secret]).toEqual([clientId, undefined])
      expect(client_assertion_type).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      const claims = decode(client_assertion?.split('.')[1])
      expect(claims).toMatchObject({
        iss: clientId,
        sub: clientId,
        aud: 'https://sso.example.com/uas',
        jti: expect.stringMatching(/^.{20,}$/),
      })
      // By the caller's clock, give or take the second between two looks at the machine's.
      expect(Math.abs(claims.iat - noon)).toBeLessThanOrEqual(1)
      expect(claims.exp - claims.iat).toBe(60)
      const again = decode(form(await sentBy(options())).client_assertion?.split('.')[1])
      expect(again.jti).not.toBe(claims.jti)
    },
  )

  it('names the key by which it is signed', async () => {
    const header = decode(form(await sentBy(byKey())).client_assertion?.split('.')[0])
    expect(header).toEqual({ alg: 'ES256', kid: 'one' })
    const unnamed = await sentBy({ privateKey: keys.privateKey })
    expect(decode(form(unnamed).client_assertion?.split('.')[0])).toEqual({ alg: 'ES256' })
  })

  it('of another key, or with another secret, is refused', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign'])
    const byOtherKey = mockFor('private_key_jwt')
    const one = create({ privateKey }, byOtherKey)
    expect(await failing(signIn(byOtherKey, one))).toHaveProperty('code', 'invalid_client')
    const bySecretOnly = mockFor('client_secret_jwt')
    const tokenEndpointAuthMethod = 'client_secret_jwt'
    const two = create({ clientSecret: 'another', tokenEndpointAuthMethod }, bySecretOnly)
    const error = await failing(signIn(bySecretOnly, two))
    expect(error).toMatchObject({ code: 'invalid_client', step: 'exchange' })
    expect(bySecretOnly.requests.last()?.rejection).toMatch(/^the client assertion does not hold/)
  })
})

describe('the secret in the URL', () => {
  it('is there for who asks for it, and warned of', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    const sent = await sentBy({ ...bySecret, tokenEndpointAuthMethod: 'x_client_secret_query' })
    expect(Object.fromEntries(sent?.url.searchParams ?? [])).toEqual({
      client_id: clientId,
      client_secret: secret,
    })
    expect(Object.keys(form(sent))).toEqual(['grant_type', 'refresh_token', 'scope'])
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('client_secret_basic'))
    expect(JSON.stringify(warn.mock.calls)).not.toContain(secret)
    vi.restoreAllMocks()
  })

  it("is nobody's default, and in no error", async () => {
    vi.spyOn(console, 'warn').mockReturnValue()
    expect((await sentBy(bySecret))?.url.search).toBe('')
    const fetch = async (url: string | URL | Request) => {
      throw new TypeError(`cannot reach ${url}`)
    }
    const tokenEndpointAuthMethod = 'x_client_secret_query'
    const sso = create({ ...bySecret, tokenEndpointAuthMethod, fetch })
    const error = await failing(sso.refresh({ refreshToken: 'r', scopes: [] }))
    expect(error.code).toBe('network_error')
    const { searchParams } = new URL(`https://x.example/?${new URLSearchParams({ secret })}`)
    for (const form of [secret, encodeURIComponent(secret), searchParams.toString().slice(7)]) {
      expect(JSON.stringify(error)).not.toContain(form)
    }
    vi.restoreAllMocks()
  })
})

describe('credentials that do not fit', () => {
  it.each([
    ['a key and a secret', () => ({ ...bySecret, ...byKey() }), 'clientSecret'],
    ['a key that cannot sign', () => ({ privateKey: keys.publicKey }), 'privateKey'],
    ['a key that is text', () => ({ privateKey: '-----BEGIN PRIVATE KEY-----' }), 'privateKey'],
    [
      'what only looks like a key',
      () => ({ privateKey: { type: 'private', usages: ['sign'] } }),
      'privateKey',
    ],
    ['a key that is not set', () => ({ privateKey: undefined }), 'privateKey'],
    [
      'a key without its name',
      () => ({ privateKey: { key: keys.privateKey, kid: '' } }),
      'privateKey.kid',
    ],
    [
      'a key for a method by secret',
      () => ({ ...bySecret, ...byKey(), tokenEndpointAuthMethod: 'client_secret_jwt' }),
      'privateKey',
    ],
    [
      'no secret for a method by secret',
      () => ({ tokenEndpointAuthMethod: 'client_secret_jwt' }),
      'clientSecret',
    ],
    ['no key for its method', () => ({ tokenEndpointAuthMethod: 'private_key_jwt' }), 'privateKey'],
    [
      'an unknown method',
      () => ({ ...bySecret, tokenEndpointAuthMethod: 'x' }),
      'tokenEndpointAuthMethod',
    ],
  ] as const)('are refused at creation: %s', async (_, options, key) => {
    const error = await failing(() => create(options()))
    expect(error).toMatchObject({ code: 'invalid_config', key })
    expect(JSON.stringify(error)).not.toContain(secret)
  })

  it.each([
    [{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024 }],
    [{ name: 'RSA-PSS', hash: 'SHA-1', modulusLength: 2048 }],
    [{ name: 'Ed448' }],
  ])('are refused at creation, not when the code is spent: a key of %j', async (algorithm) => {
    const parameters = { publicExponent: Uint8Array.of(1, 0, 1), ...algorithm }
    const pair = await crypto.subtle.generateKey(parameters, true, ['sign', 'verify'])
    const { privateKey } = pair as CryptoKeyPair
    expect(await failing(() => create({ privateKey }))).toMatchObject({
      code: 'invalid_config',
      key: 'privateKey',
    })
  })

  it('at a provider that takes no keys neither compile nor run', async () => {
    const site = { clientId, redirectUri, scopes, baseUrl: 'https://op.example', ...byKey() }
    expect(await failing(() => createClient(standard, site))).toHaveProperty('key', 'privateKey')
    const method = { ...site, tokenEndpointAuthMethod: 'private_key_jwt' } as const
    // @ts-expect-error: standard knows no JWT of a client.
    const create = () => createClient(standard, method)
    expect(await failing(create)).toHaveProperty('key', 'tokenEndpointAuthMethod')
  })

  it('have no place in a page', async () => {
    const site = { clientId, redirectUri, scopes, baseUrl: 'https://op.example', ...byKey() }
    // @ts-expect-error: keys live on servers.
    const create = () => createBrowserClient(ubisecure, site)
    expect(await failing(create)).toHaveProperty('key', 'privateKey')
  })
})

describe('oidc-provider, which nobody here wrote', () => {
  let baseUrl: string
  let close: () => void
  beforeAll(async () => {
    vi.spyOn(console, 'warn').mockReturnValue()
    vi.spyOn(console, 'info').mockReturnValue()
    ;({ baseUrl, close } = await startOidcProvider())
  })
  afterAll(() => {
    close()
    vi.restoreAllMocks()
  })

  it.each(['client_secret_jwt', 'private_key_jwt'] as const)('accepts %s', async (method) => {
    const provider = await discover(baseUrl)
    expect(provider.tokenEndpointAuthMethods).toContain(method)
    const made = await registerClient(
      provider,
      {
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'client_credentials'],
        token_endpoint_auth_method: method,
        ...(method === 'private_key_jwt' && { jwks }),
      },
      { initialAccessToken: 'an-initial-token' },
    )
    const credentials =
      method === 'private_key_jwt' ? byKey() : { clientSecret: made.client_secret }
    const sso = createClient(provider, {
      clientId: made.client_id,
      redirectUri,
      scopes,
      tokenEndpointAuthMethod: method,
      ...credentials,
    })
    const { url, transaction } = await sso.start()
    const tokens = await sso.finish(await signInAt(url, 'alice'), transaction)
    expect(await sso.identity?.(tokens)).toMatchObject({ id: 'alice' })
    expect((await clientCredentials(sso)).accessToken).toBeTruthy()
  })
})
