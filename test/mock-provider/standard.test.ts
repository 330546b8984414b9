/** The `standard` dialect by the letter of its specifications. */
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  authorizeUrl,
  changed,
  codeFor,
  createStandard,
  endpoint,
  exchange,
  introspect,
  landing,
  other,
  page,
  post,
  refresh,
  start,
  tokensFor,
  userinfo,
  web,
} from './standard-sign-in.ts'

const issuer = 'https://op.example'
let mock: ReturnType<typeof createStandard>
beforeEach(() => {
  mock = createStandard()
})

const asOther = { client_id: other.client_id, redirect_uri: other.redirect_uris[0] }

describe('discovery', () => {
  test.each(['openid-configuration', 'oauth-authorization-server'])('%s', async (name) => {
    const answer = await mock.fetch(`${issuer}/.well-known/${name}`)
    expect(await answer.json()).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      introspection_endpoint: `${issuer}/introspect`,
      end_session_endpoint: `${issuer}/logout`,
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256', 'EdDSA'],
      authorization_response_iss_parameter_supported: true,
    })
  })

  test('moves with the mock, and its issuer too', async () => {
    const listener = await mock.listen()
    const answer = await fetch(`${listener.url}/.well-known/openid-configuration`)
    const { issuer, token_endpoint } = await answer.json()
    expect([issuer, token_endpoint]).toEqual([listener.url, `${listener.url}/token`])
    expect(mock.provider.issuer).toBe(listener.url)
    await listener.close()
  })

  test('the keys are public, and nothing else of them', async () => {
    const { keys } = await (await mock.fetch(endpoint(mock, 'jwks'))).json()
    expect(keys.map((key: object) => Object.keys(key).sort())).toEqual([
      ['alg', 'e', 'kid', 'kty', 'n', 'use'],
      ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
    ])
  })
})

describe('an id_token', () => {
  const verify = async (token: string, audience: string) =>
    jwtVerify(token, createLocalJWKSet(await (await mock.fetch(endpoint(mock, 'jwks'))).json()), {
      issuer,
      audience,
      currentDate: new Date(start),
    })

  test.each([
    ['RS256', web, {}, undefined],
    ['EdDSA', other, { client_secret: other.client_secret }, {}],
  ] as const)(
    'signed with %s says who, for whom, when and for which request',
    async (alg, client, secret, headers) => {
      const [redirect_uri] = client.redirect_uris
      const who = { client_id: client.client_id, redirect_uri }
      const code = await codeFor(mock, who)
      const form = headers ? { ...who, ...secret } : who
      const { id_token } = await (await exchange(mock, code, form, headers)).json()
      const { payload, protectedHeader } = await verify(id_token, client.client_id)
      expect(protectedHeader.alg).toBe(alg)
      expect(payload).toEqual({
        iss: issuer,
        sub: '248289761001',
        aud: client.client_id,
        iat: start / 1000,
        exp: start / 1000 + 3600,
        auth_time: start / 1000,
        nonce: 'nonce-of-this-login',
        at_hash: expect.stringMatching(alg === 'RS256' ? /^[\w-]{22}$/ : /^[\w-]{43}$/),
      })
    },
  )

  test('of a refresh has no nonce, and the time of the sign-in', async () => {
    const { refresh_token } = await tokensFor(mock)
    mock.clock.advance({ minutes: 5 })
    const { id_token } = await (await refresh(mock, refresh_token)).json()
    const { payload } = await jwtVerify(
      id_token,
      createLocalJWKSet(await (await mock.fetch(endpoint(mock, 'jwks'))).json()),
      { currentDate: new Date(mock.clock.now()) },
    )
    expect(payload).toMatchObject({ iat: start / 1000 + 300, auth_time: start / 1000 })
    expect(payload).not.toHaveProperty('nonce')
  })

  test('comes only with the scope openid', async () => {
    expect(await tokensFor(mock, { scope: 'email' })).not.toHaveProperty('id_token')
  })
})

test('userinfo gives what the scopes open, without nulls and with absolute URLs', async () => {
  const { access_token } = await tokensFor(mock, { scope: 'openid profile' })
  const answer = await userinfo(mock, access_token)
  expect(await answer.json()).toEqual({
    sub: '248289761001',
    name: 'Alice Kulkarni',
    given_name: 'Alice',
    family_name: 'Kulkarni',
    preferred_username: 'alice',
    picture: `${issuer}/pictures/alice.svg`,
    locale: 'en-IN',
    updated_at: 1_767_225_600,
  })
  expect((await mock.fetch(`${issuer}/pictures/alice.svg`)).headers.get('content-type')).toBe(
    'image/svg+xml',
  )
  const { location } = await mock.approve(authorizeUrl(mock, { scope: 'openid profile phone' }), {
    user: 'nadia',
  })
  const code = new URL(location ?? '').searchParams.get('code') ?? ''
  const nadia = await (await exchange(mock, code)).json()
  const claims = await (await userinfo(mock, nadia.access_token)).json()
  expect(Object.values(claims)).not.toContain(null)
  expect(claims).not.toHaveProperty('phone_number')
})

describe('refresh tokens', () => {
  test('rotate; the old one comes again, and the whole family is dead', async () => {
    const first = await tokensFor(mock)
    const second = await (await refresh(mock, first.refresh_token)).json()
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await userinfo(mock, first.access_token)).status).toBe(200)

    expect((await refresh(mock, first.refresh_token)).status).toBe(400)
    expect(mock.requests.last()?.rejection).toBe(
      'refresh_token was already exchanged for a new one',
    )
    for (const token of [first.access_token, second.access_token]) {
      expect((await userinfo(mock, token)).status).toBe(401)
    }
    expect((await refresh(mock, second.refresh_token)).status).toBe(400)
    expect(mock.requests.last()?.rejection).toBe(
      'refresh_token was revoked, because a refresh token before it came twice',
    )
  })

  test('that another client sends a second time cost nobody anything', async () => {
    const { refresh_token } = await tokensFor(mock)
    const second = await (await refresh(mock, refresh_token)).json()
    const asOther = { client_id: other.client_id, client_secret: other.client_secret }
    const form = changed({ grant_type: 'refresh_token', refresh_token, ...asOther }, {})
    expect((await post(mock, 'token', form, {})).status).toBe(400)
    expect((await refresh(mock, second.refresh_token)).status).toBe(200)
  })

  test('of another authorization live on', async () => {
    const [first, second] = [await tokensFor(mock), await tokensFor(mock)]
    await refresh(mock, first.refresh_token)
    await refresh(mock, first.refresh_token)
    expect((await refresh(mock, second.refresh_token)).status).toBe(200)
  })

  test('are given only with offline_access, and die after 30 days', async () => {
    expect(await tokensFor(mock, { scope: 'openid' })).not.toHaveProperty('refresh_token')
    const { refresh_token } = await tokensFor(mock)
    mock.clock.advance({ hours: 24 * 30 })
    expect((await refresh(mock, refresh_token)).status).toBe(400)
    expect(mock.requests.last()?.rejection).toBe('refresh_token has expired')
  })

  test('asked for less give less, and keep what was granted', async () => {
    const { refresh_token } = await tokensFor(mock)
    const less = await (await refresh(mock, refresh_token, { scope: 'openid' })).json()
    expect(less.scope).toBe('openid')
    const again = await (await refresh(mock, less.refresh_token)).json()
    expect(again.scope).toBe('openid email offline_access')
  })
})

test('a code that comes a second time costs the tokens that it gave', async () => {
  const code = await codeFor(mock)
  const { access_token } = await (await exchange(mock, code)).json()
  expect((await exchange(mock, code)).status).toBe(400)
  expect((await userinfo(mock, access_token)).status).toBe(401)
})

test('two exchanges of a code at the same moment are one', async () => {
  const code = await codeFor(mock)
  const answers = await Promise.all([exchange(mock, code), exchange(mock, code)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
})

describe('introspection and revocation', () => {
  test('tell a live token, and nothing of a dead one', async () => {
    const { access_token, refresh_token } = await tokensFor(mock)
    expect(await introspect(mock, access_token)).toEqual({
      active: true,
      client_id: 'web',
      username: 'alice',
      sub: '248289761001',
      scope: 'openid email offline_access',
      aud: 'web',
      iss: issuer,
      iat: start / 1000,
      exp: start / 1000 + 3600,
      token_type: 'Bearer',
    })
    expect(await introspect(mock, refresh_token)).not.toHaveProperty('token_type')
    mock.clock.advance({ hours: 1 })
    expect(await introspect(mock, access_token)).toEqual({ active: false })
    expect(await introspect(mock, 'made-up')).toEqual({ active: false })
  })

  test('a revoked refresh token takes its family along, an access token only itself', async () => {
    const first = await tokensFor(mock)
    await post(mock, 'revocation', new URLSearchParams({ token: first.access_token }))
    expect((await userinfo(mock, first.access_token)).status).toBe(401)
    const before = await (await refresh(mock, first.refresh_token)).json()
    const second = await (await refresh(mock, before.refresh_token)).json()
    const answer = await post(
      mock,
      'revocation',
      new URLSearchParams({ token: second.refresh_token, token_type_hint: 'access_token' }),
    )
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    for (const { access_token } of [before, second]) {
      expect((await userinfo(mock, access_token)).status).toBe(401)
    }
    expect((await post(mock, 'revocation', new URLSearchParams({ token: 'none' }))).status).toBe(
      200,
    )
  })
})

test('client credentials give a token of nobody, without refresh or id_token', async () => {
  const form = changed({ grant_type: 'client_credentials', scope: 'email' }, {})
  const tokens = await (await post(mock, 'token', form)).json()
  expect(Object.keys(tokens).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type'])
  expect(await introspect(mock, tokens.access_token)).toMatchObject({ active: true, sub: 'web' })
  const answer = await userinfo(mock, tokens.access_token)
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
    403,
    'Bearer realm="Standard OpenID Provider", error="insufficient_scope", error_description="the token has no scope openid", scope="openid"',
  ])
})

test('a client without a secret can neither introspect nor act for itself', async () => {
  const secretless = { ...page, grant_types: ['authorization_code', 'client_credentials'] }
  const mock = createStandard({ clients: [web, secretless] })
  const { access_token } = await tokensFor(mock)
  const ask = (name: string, form: object) =>
    post(mock, name, changed({ client_id: page.client_id, ...form }, {}), {})
  const introspection = await ask('introspection', { token: access_token })
  expect([introspection.status, (await introspection.json()).error]).toEqual([
    401,
    'invalid_client',
  ])
  const itself = await ask('token', { grant_type: 'client_credentials' })
  expect([itself.status, (await itself.json()).error]).toEqual([400, 'unauthorized_client'])
})

describe('consent', () => {
  test('is remembered, asked again for more, and always with prompt=consent', async () => {
    const silent = { prompt: 'none' }
    expect((await landing(mock, silent)).get('error')).toBe('consent_required')
    await landing(mock, { scope: 'openid email phone' }, { scopes: ['email'] })
    const again = { ...silent, scope: 'openid email' }
    expect((await landing(mock, again)).get('code')).toMatch(/^\w{43}$/)
    expect((await landing(mock, { ...silent, scope: 'openid phone' })).get('error')).toBe(
      'consent_required',
    )
    const denied = await landing(mock, { prompt: 'consent' }, { deny: true })
    expect(denied.get('error')).toBe('access_denied')
    mock.reset()
    expect((await landing(mock, again)).get('error')).toBe('consent_required')
  })

  test('of one person is not that of another, nor that of another client', async () => {
    await landing(mock)
    expect((await landing(mock, { prompt: 'none' }, { user: 'bob' })).get('error')).toBe(
      'consent_required',
    )
    expect((await landing(mock, { ...asOther, prompt: 'none' })).get('error')).toBe(
      'consent_required',
    )
  })

  test('an unticked scope is not granted; openid cannot be unticked', async () => {
    const code = (await landing(mock, {}, { scopes: [] })).get('code') ?? ''
    expect((await (await exchange(mock, code)).json()).scope).toBe('openid')
  })
})

test('every answer to the client names the issuer and gives the state back', async () => {
  for (const approval of [{}, { deny: true }]) {
    const answer = await landing(createStandard(), {}, approval)
    expect([answer.get('iss'), answer.get('state')]).toEqual([issuer, 'state-that-nobody-may-see'])
  }
  expect((await landing(mock, { state: undefined })).has('state')).toBe(false)
})

describe('pages of other origins', () => {
  test.each(['token', 'revocation', 'introspection', 'userinfo', 'jwks'])(
    'may call %s',
    async (name) => {
      const headers = { Origin: 'https://page.example.test' }
      const preflight = await mock.fetch(endpoint(mock, name), { method: 'OPTIONS', headers })
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization')
      const answer = await mock.fetch(endpoint(mock, name), { method: 'POST', headers })
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    },
  )

  test('may not read the authorization endpoint', async () => {
    const answer = await mock.fetch(authorizeUrl(mock), { headers: { Origin: 'https://x.test' } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})

test('a public client needs no secret, and may have none', async () => {
  const who = { client_id: page.client_id, redirect_uri: page.redirect_uris[0] }
  const code = await codeFor(mock, who)
  expect((await exchange(mock, code, { ...who, client_secret: 'x' }, {})).status).toBe(401)
  expect((await exchange(mock, code, who, {})).status).toBe(200)
})

test('with a seed id_tokens are the same to the byte, run for run and after a reset', async () => {
  const first = createStandard({ seed: 'a' })
  const issued = await tokensFor(first)
  expect(await tokensFor(createStandard({ seed: 'a' }))).toEqual(issued)
  first.reset()
  expect(await tokensFor(first)).toEqual(issued)
  expect(await tokensFor(createStandard({ seed: 'b' }))).not.toEqual(issued)
  const signed = async (seed: string) => {
    const fresh = createStandard({ seed })
    const code = await codeFor(fresh, asOther)
    const form = { ...asOther, client_secret: other.client_secret }
    return (await (await exchange(fresh, code, form, {})).json()).id_token
  }
  expect(decodeProtectedHeader(await signed('a')).alg).toBe('EdDSA')
  expect(await signed('a')).toBe(await signed('a'))
})

test('any provider that speaks OpenID Connect is played so', async () => {
  const { createMockProvider } = await import('@sso-login/mock-provider')
  const { defineProvider } = await import('@sso-login/providers')
  const own = defineProvider({
    id: 'own',
    name: 'Own',
    protocol: 'oidc',
    issuer: 'https://id.own.example/tenant/',
    baseUrl: 'https://id.own.example',
    endpoints: { authorization: '/tenant/auth', token: '/tenant/token', jwks: '/tenant/keys' },
    tokenEndpointAuthMethods: ['client_secret_basic'],
    browserTokens: 'no',
    scopes: { openid: { title: 'Who you are' } },
    resources: {
      sub: { scope: 'openid', shape: 'string' },
      roles: { scope: 'openid', shape: { list: 'string' } },
    },
    identity: { id: 'sub', name: [] },
  })
  const mock = createMockProvider(own, { clients: [web], baseUrl: 'http://localhost:4000' })
  const answer = await mock.fetch('http://x/tenant/.well-known/openid-configuration')
  expect(await answer.json()).toMatchObject({
    issuer: 'http://localhost:4000/tenant/',
    token_endpoint: 'http://localhost:4000/tenant/token',
  })
  const code = await codeFor(mock, { scope: 'openid' })
  expect((await exchange(mock, code)).status).toBe(200)
  expect(mock.users[0]).toEqual({ sub: 'alice', roles: [] })
})
