import { createClient } from '@sso-login/client'
import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { type MiniorangeOptions, miniorangeAt } from '@sso-login/providers/miniorange'
import { createLogin, memory } from '@sso-login/server'
import { jwkOfCertificate } from '@sso-login/server/certificate'
import { describe, expect, it } from 'vitest'
import { failing } from '../client/support.ts'
import { createBrowser } from './browser.ts'
import certificates from './certificates.json' with { type: 'json' }

const site = 'https://site.example'
const redirectUri = `${site}/auth/callback`
const app = {
  client_id: 'the-app',
  client_secret: 'the-secret',
  redirect_uris: [redirectUri],
  post_logout_redirect_uris: [`${site}/bye`],
  grant_types: ['authorization_code', 'refresh_token'],
}

function create(
  options: MiniorangeOptions = {},
  atProvider: MiniorangeOptions = options,
  byHand: Pick<MiniorangeOptions, 'idTokenKeys'> = {},
  now = Date.now,
) {
  const asked: string[] = []
  const mock = createMockProvider(miniorangeAt(atProvider), { clients: [app], now })
  const fetch = (async (url: string, init: RequestInit) => {
    asked.push(new URL(url).pathname)
    return mock.fetch(url, init)
  }) as typeof globalThis.fetch
  const sso = createClient(
    { ...miniorangeAt(options), ...byHand },
    {
      clientId: app.client_id,
      clientSecret: app.client_secret,
      redirectUri,
      scopes: ['openid', 'profile', 'email'],
      fetch,
      now: mock.clock.now,
    },
  )
  const signIn = async () => {
    const { url, transaction } = await sso.start()
    const { location } = await mock.approve(url, { user: 'alice' })
    return sso.finish(location as string, transaction)
  }
  return { mock, sso, signIn, asked }
}

const certificateOf = async (mock: MockProvider) => {
  const answer = await mock.fetch('https://login.xecurify.com/moas/certificate.pem')
  return answer.text()
}

describe('an id_token of miniOrange', () => {
  it('is checked by the certificate that it provides, without a request for keys', async () => {
    const pem = await certificateOf(create().mock)
    const { signIn, sso, asked } = create({ idTokenKeys: [jwkOfCertificate(pem)] })
    const tokens = await signIn()
    expect(await sso.identity(tokens)).toEqual({ id: 'alice', name: 'Alice Kulkarni' })
    expect(asked).not.toContain('/moas/.well-known/jwks')
  })

  it('is checked by the published keys where no certificate is given', async () => {
    const { signIn, asked } = create()
    await signIn()
    await signIn()
    expect(asked.filter((path) => path === '/moas/.well-known/jwks')).toHaveLength(1)
  })

  it.each([{}, { idTokenKeys: [jwkOfCertificate(certificates.current)] }])(
    'lasts by the clock of the client, by whichever key it is checked: %#',
    async (options) => {
      const yesterday = () => Date.now() - 86_400_000
      await expect(create(options, {}, {}, yesterday).signIn()).resolves.toBeDefined()
    },
  )

  it('may be of the next certificate, where both are given', async () => {
    const [old, current] = [certificates.ec, certificates.current].map((pem) =>
      jwkOfCertificate(pem),
    ) as [JsonWebKey, JsonWebKey]
    await expect(create({ idTokenKeys: [old, current] }).signIn()).resolves.toBeDefined()
  })

  it.each([
    ['another certificate', { idTokenKeys: [jwkOfCertificate(certificates.ec)] }, {}],
    [
      'a key that has gone',
      { idTokenKeys: [jwkOfCertificate(certificates.current)] },
      { keyRotated: true },
    ],
    ['a forged signature', {}, { forgedSignature: true }],
    [
      'a forged signature, by certificate',
      { idTokenKeys: [jwkOfCertificate(certificates.current)] },
      { forgedSignature: true },
    ],
    ['no signature', {}, { algNone: true }],
    ['another audience', {}, { wrongAud: true }],
    ['another issuer', {}, { wrongIss: true }],
    ['another access token', {}, { wrongAtHash: true }],
    ['another nonce', {}, { wrongNonce: true }],
    ['another nonce, where it need not be there', { nonce: 'optional' }, { wrongNonce: true }],
  ] as const)('is refused: %s', async (_, options, fault) => {
    const { signIn, mock } = create(options, {})
    if (Object.keys(fault).length) mock.faults.add('token', fault as never, { times: 1 })
    expect(await failing(signIn())).toMatchObject({ code: 'id_token_invalid', step: 'exchange' })
  })

  it('is checked by the certificate where it has a subject too', async () => {
    const signIn = async (pem: string) => {
      const provider = { ...miniorangeAt({ idTokenKeys: [jwkOfCertificate(pem)] }), quirks: [] }
      const mock = createMockProvider(provider, { clients: [app] })
      const credentials = { clientId: app.client_id, clientSecret: app.client_secret }
      const scopes = ['openid'] as const
      const { fetch } = mock
      const sso = createClient(provider, { ...credentials, redirectUri, scopes, fetch })
      const { url, transaction } = await sso.start()
      const { location } = await mock.approve(url, { user: 'alice' })
      return sso.finish(location as string, transaction)
    }
    const { idToken } = await signIn(certificates.current)
    expect(JSON.parse(atob(idToken?.split('.')[1] as string))).toHaveProperty('sub', 'alice')
    expect(await failing(signIn(certificates.ec))).toHaveProperty('code', 'id_token_invalid')
  })

  it('has to repeat the nonce, unless the provider is known not to', async () => {
    const silent = { nonce: 'optional' } as const
    expect(await failing(create({}, silent).signIn())).toHaveProperty('code', 'id_token_invalid')
    await expect(create(silent).signIn()).resolves.toBeDefined()
  })

  it('must not be contradicted by the user API', async () => {
    const { mock, sso, signIn } = create()
    const tokens = await signIn()
    const other = await mock.approve((await sso.start()).url, { user: 'bob' })
    expect(other.status).toBe(303)
    const { url, transaction } = await sso.start()
    const { location } = await mock.approve(url, { user: 'bob' })
    const { accessToken } = await sso.finish(location as string, transaction)
    const error = await failing(sso.identity({ ...tokens, accessToken }))
    expect(error).toMatchObject({ code: 'response_invalid', step: 'user' })
  })

  it('needs keys that are keys', async () => {
    for (const idTokenKeys of [[], 'a certificate', [certificates.current]]) {
      expect(() => miniorangeAt({ idTokenKeys: idTokenKeys as never })).toThrow('idTokenKeys')
      // Also where the provider is made by hand.
      const { signIn } = create({}, {}, { idTokenKeys: idTokenKeys as never })
      expect(await failing(signIn())).toMatchObject({
        code: 'invalid_config',
        key: 'provider.idTokenKeys',
      })
    }
  })
})

describe('a certificate', () => {
  const now = () => Date.UTC(2026, 10, 21)

  it('is read as the key of its owner', () => {
    expect(jwkOfCertificate(certificates.current, { now })).toMatchObject({
      kty: 'RSA',
      e: 'AQAB',
      use: 'sig',
    })
    expect(jwkOfCertificate(certificates.ec, { now })).toMatchObject({ kty: 'EC', crv: 'P-256' })
  })

  it.each([
    ['that has expired', certificates.expired, 'certificate expired on 2021-01-01'],
    ['of the future', certificates.future, 'certificate is not valid before 2100-01-01'],
    [
      'with a short key',
      certificates.weak,
      'certificate has a key that no id_token is signed with (rsa 1024)',
    ],
    [
      'with a curve of its own',
      certificates.odd,
      'certificate has a key that no id_token is signed with (ec secp256k1)',
    ],
    ['that is none', 'a certificate', 'certificate must be a certificate in PEM'],
    ['that is no text', undefined as never, 'certificate must be a certificate in PEM'],
    ['that is cut short', certificates.current.slice(0, 300), 'certificate cannot be read'],
  ])('%s is refused by name', async (_, pem, message) => {
    const error = await failing(() => jwkOfCertificate(pem, { now }))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'certificate', message })
    expect(error.hint).toBeTruthy()
  })

  it.each([
    [null, 'options'],
    [{ now: 5 }, 'now'],
    [{ at: now }, 'at'],
  ])('with %j for its options is refused by key', async (options, key) => {
    const error = await failing(() => jwkOfCertificate(certificates.current, options as never))
    expect(error).toMatchObject({ code: 'invalid_config', key })
  })
})

describe('a site with miniOrange', () => {
  function open() {
    const { mock, sso } = create()
    const login = createLogin(sso, {
      secrets: ['s'.repeat(32)],
      store: memory(),
      postLogoutRedirectUri: `${site}/bye`,
      now: mock.clock.now,
    })
    const browser = createBrowser(login.fetch, site, mock.clock.now)
    const signIn = async () => {
      const leaving = await browser.get('/auth/login?return_to=/slots')
      const { location } = await mock.approve(leaving.location as string, { user: 'alice' })
      return browser.get(location as string)
    }
    const session = async () => JSON.parse((await browser.get('/auth/session')).body)
    const logout = () => browser.post('/auth/logout', { 'sec-fetch-site': 'same-origin' })
    return { mock, sso, login, signIn, session, logout }
  }

  it('signs a person in, refreshes in their name, and signs them out at both', async () => {
    const { mock, sso, login, signIn, session, logout } = open()
    expect((await signIn()).location).toBe(`${site}/slots`)
    const { user, links } = await session()
    expect(user).toEqual({ id: 'alice', name: 'Alice Kulkarni' })
    // Nothing is documented that would let somebody else sign in.
    expect(links).not.toHaveProperty('switch')

    const first = await login.tokensFor('alice')
    mock.clock.advance({ minutes: 59 })
    const second = await login.tokensFor('alice')
    expect(second.accessToken).not.toBe(first.accessToken)
    expect(second.refreshToken).toBe(first.refreshToken)
    expect((await sso.user(second, ['email'])).email).toBe('alice@tenant.example')

    const leaving = await logout()
    const away = new URL(leaving.location as string)
    expect(away.pathname).toBe('/moas/idp/oidc/logout')
    expect((await mock.fetch(away)).headers.get('location')).toBe(`${site}/bye`)
    expect((await session()).user).toBeNull()
    expect(await failing(sso.user(second, ['email']))).toHaveProperty('code', 'invalid_token')
  })

  it('signs a person out although the provider says that the token is dead already', async () => {
    const { mock, login, signIn, session, logout } = open()
    await signIn()
    await login.tokensFor('alice')
    mock.clock.advance({ hours: 2 })
    const leaving = await logout()
    expect(leaving.status).toBeLessThan(400)
    expect((await session()).user).toBeNull()
  })
})
