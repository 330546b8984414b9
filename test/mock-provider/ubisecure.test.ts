import { createMockProvider } from '@sso-login/mock-provider'
import { ubisecure, ubisecureAt } from '@sso-login/providers/ubisecure'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { type Changes, challenge, changed, verifier } from './standard-sign-in.ts'

const redirectUri = 'https://app.example.test/cb'
const sms = 'http://globalsign.com/iam/sso/oauth2/grant-type/sms-mt-otp'
const all = [
  'authorization_code',
  'password',
  'refresh_token',
  'client_credentials',
  sms,
  'http://globalsign.com/iam/sso/oauth2/grant-type/smtp-otp',
]
const web = {
  client_id: 'web',
  client_secret: 'the secret',
  redirect_uris: [redirectUri, 'http://127.0.0.1/native', 'com.example.app:/oauth'],
  grant_types: all,
}
const open = {
  client_id: 'open',
  token_endpoint_auth_method: 'none',
  redirect_uris: [redirectUri],
}
const api = { client_id: 'api', client_secret: 'api secret', grant_types: [] }
const start = Date.UTC(2026, 0, 1)

const create = (options: object = {}, provider = ubisecure) =>
  createMockProvider(provider, { clients: [web, open, api], now: () => start, ...options })
type Mock = ReturnType<typeof create>

const basicOf = (id: string, secret: string) => ({
  Authorization: `Basic ${btoa(`${id}:${encodeURIComponent(secret)}`)}`,
})
const basic = basicOf('web', 'the secret')

const post = (mock: Mock, name: string, form: Record<string, string>, headers: object = basic) =>
  mock.fetch(mock.endpoints[name] as string, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: new URLSearchParams(form),
  })

const login = {
  response_type: 'code',
  client_id: 'web',
  redirect_uri: redirectUri,
  scope: 'openid userinfo',
  state: 's',
  code_challenge: challenge,
  code_challenge_method: 'S256',
}

async function landing(mock: Mock, changes: Changes = {}) {
  const url = `${mock.endpoints.authorization}?${changed(login, changes)}`
  const { location, status } = await mock.approve(url, { user: 'alice' })
  return { location, status, code: new URL(location ?? 'x:').searchParams.get('code') ?? '' }
}

async function tokensFor(mock: Mock, changes: Changes = {}) {
  const { code } = await landing(mock, changes)
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  return (await post(mock, 'token', { ...form, code_verifier: verifier })).json()
}

const password = {
  grant_type: 'password',
  username: 'alice',
  password: 'password',
  scope: 'openid',
}

describe('registration at the Ubisecure mock', () => {
  const mayUse = async (client: object, form: Record<string, string>, provider = ubisecure) => {
    const mock = create({ clients: [{ ...web, ...client }] }, provider)
    const { error } = await (await post(mock, 'token', form)).json()
    return error !== 'unauthorized_client'
  }
  const otp = { grant_type: sms, scope: 'openid', username: '358401234567', ui_locales: 'fi' }

  it('means five grants where it names none, and none where the list is empty', async () => {
    const unnamed = { grant_types: undefined }
    expect(await mayUse(unnamed, password)).toBe(true)
    expect(await mayUse(unnamed, otp)).toBe(true)
    expect(await mayUse(unnamed, { grant_type: 'client_credentials' })).toBe(false)
    expect(await mayUse({ grant_types: [] }, password)).toBe(false)
  })

  it('means three, where the newer pages are right', async () => {
    const unnamed = { grant_types: undefined }
    const newer = ubisecureAt({ otp: false }) as typeof ubisecure
    expect(await mayUse(unnamed, password, newer)).toBe(true)
    expect(await mayUse(unnamed, otp, newer)).toBe(false)
  })

  it('means codes alone for an application without a secret', async () => {
    const mock = create()
    const answer = await post(mock, 'token', { ...password, client_id: 'open' }, {})
    expect(await answer.json()).toMatchObject({ error: 'unauthorized_client' })
  })

  it('is judged: keys for who signs, and no secret beside them', () => {
    const method = { token_endpoint_auth_method: 'private_key_jwt' }
    const refused = (client: object) => () => create({ clients: [{ ...web, ...client }] })
    expect(refused(method)).toThrow('clients[0].jwks: missing')
    expect(refused({ ...method, jwks: { keys: [{}] } })).toThrow('clients[0].client_secret: there')
    expect(refused({ jwks: { keys: [] } })).toThrow('clients[0].jwks.keys: not a list of keys')
    expect(refused({ redirect_uris: [], grant_types: undefined })).toThrow('redirect_uris: missing')
  })
})

describe('client authentication at the Ubisecure mock', () => {
  it('is by Basic, in the form or in the URL, as the application likes', async () => {
    const mock = create()
    const secret = { client_id: 'web', client_secret: 'the secret' }
    const url = `${mock.endpoints.token}?${new URLSearchParams(secret)}`
    const answers = [
      await post(mock, 'token', password),
      await post(mock, 'token', { ...password, ...secret }, {}),
      await mock.fetch(url, { method: 'POST', body: new URLSearchParams(password) }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(JSON.stringify(mock.requests.all())).not.toContain('the secret')
  })

  it.each([
    ['twice', {}, '?client_id=web&client_secret=the+secret', basic],
    ['with a wrong secret in the URL', {}, '?client_id=web&client_secret=x', {}],
    ['with the whole request in the URL', {}, `?${new URLSearchParams(password)}`, basic],
    ['without any', {}, '', {}],
    ['with another secret', {}, '', basicOf('web', 'x')],
    ['with a secret that was never given', { client_id: 'open', client_secret: 'x' }, '', {}],
    ['with what is no JWT', { client_id: 'web', client_assertion: 'x' }, '', {}],
    ['by a JWT, registered for a secret', { client_assertion: unsigned('web') }, '', {}],
  ])('is refused %s', async (_, more, query, headers) => {
    const mock = create()
    const answer = await mock.fetch(`${mock.endpoints.token}${query}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ ...password, ...more }),
    })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(['invalid_client', 'invalid_request']).toContain((await answer.json()).error)
  })

  it('takes an assertion once, for this issuer, while it lasts', async () => {
    const secret = 'a secret of more than thirty-two bytes'
    const method = { token_endpoint_auth_method: 'client_secret_jwt', client_secret: secret }
    const mock = create({ clients: [{ ...web, ...method }] })
    const send = async (claims: object = {}) => {
      const body = { ...password, ...(await assertion(secret, claims)) }
      return (await post(mock, 'token', body, {})).status
    }
    expect(await send()).toBe(200)
    expect(await send()).toBe(401)
    expect(mock.requests.last()?.rejection).toBe('the client assertion was already used')
    const wrong = [
      { jti: undefined },
      { exp: start / 1000 - 1 },
      { aud: 'https://sso.example.com' },
      { iss: 'another' },
    ]
    for (const claims of wrong) expect(await send({ jti: 'j', ...claims })).toBe(401)
    expect(await send({ jti: 'two' })).toBe(200)
    mock.reset()
    expect(await send()).toBe(200)
  })
})

describe('the login at the Ubisecure mock', () => {
  it('wants PKCE of an application without a secret, and may have it of others: S256 or plain', async () => {
    const mock = create()
    const none = { code_challenge: undefined, code_challenge_method: undefined }
    const refused = await landing(mock, { ...none, client_id: 'open' })
    expect(refused.location).toContain('error=invalid_request')
    const own = 'v'.repeat(43)
    const plain = { code_challenge: own, code_challenge_method: 'plain' }
    for (const [changes, sent, status] of [
      [none, {}, 200],
      [{}, { code_verifier: verifier }, 200],
      [{}, { code_verifier: own }, 400],
      [plain, { code_verifier: own }, 200],
      [plain, { code_verifier: verifier }, 400],
      [plain, {}, 400],
      [{ ...plain, code_challenge_method: undefined }, { code_verifier: own }, 200],
    ] as const) {
      const { code } = await landing(mock, changes)
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...sent }
      expect((await post(mock, 'token', form)).status).toBe(status)
    }
  })

  it('comes back to any port of this machine, and to an application of its own scheme', async () => {
    const mock = create()
    for (const uri of ['http://127.0.0.1:51004/native', 'com.example.app:/oauth']) {
      expect((await landing(mock, { redirect_uri: uri })).location).toMatch(`${uri}?code=`)
    }
    for (const uri of [
      'http://127.0.0.1:51004/other',
      'http://localhost:51004/native',
      'https://127.0.0.1:51004/native',
      'http://127.0.0.1:51004@evil.example/native',
    ]) {
      expect((await landing(mock, { redirect_uri: uri })).location).toBeNull()
    }
  })

  it('knows every application as a scope, and nothing else', async () => {
    const mock = create()
    expect((await landing(mock, { scope: 'openid api' })).code).not.toBe('')
    const unknown = await landing(mock, { scope: 'openid nobody' })
    expect(unknown.location).toContain('error=invalid_scope')
    mock.reset({ clients: [web, { ...api, client_id: 'nobody' }] })
    expect((await landing(mock, { scope: 'openid nobody' })).code).not.toBe('')
  })
})

describe('what the Ubisecure mock says of tokens', () => {
  it('names the person by usn, and never by sub, but in the id_token', async () => {
    const mock = create()
    const { access_token, id_token } = await tokensFor(mock)
    expect(decodeJwt(id_token)).toMatchObject({ sub: 'alice', usn: 'alice', azp: 'web' })
    const headers = { Authorization: `Bearer ${access_token}` }
    const userinfo = await mock.fetch(mock.endpoints.userinfo as string, { headers })
    const claims = await userinfo.json()
    expect(claims).toMatchObject({ usn: 'alice', name: 'Alice Kulkarni', aud: ['web'] })
    const told = await (await post(mock, 'introspection', { token: access_token })).json()
    expect(told).toMatchObject({
      usn: 'alice',
      iss: 'https://sso.example.com/uas',
      token_type: 'access_token',
      active: true,
      client_id: 'web',
      expires_in: 3600,
    })
    for (const answer of [claims, told]) expect(answer).not.toHaveProperty('sub')
  })

  it('tells a resource server of its own tokens only', async () => {
    const mock = create()
    const asking = basicOf('api', 'api secret')
    const about = async (token: string) =>
      (await post(mock, 'introspection', { token }, asking)).json()
    const { access_token: meant } = await tokensFor(mock, { scope: 'openid api' })
    expect(await about(meant)).toMatchObject({ active: true, aud: ['api'], client_id: 'web' })
    const { access_token: other } = await tokensFor(mock)
    expect(await about(other)).toEqual({ active: false })
    expect(await about('made-up')).toEqual({ active: false })
    expect(
      (await post(mock, 'introspection', { token: meant, client_id: 'open' }, {})).status,
    ).toBe(401)
  })

  it('has userinfo for an application that asks for the scope', async () => {
    const mock = create()
    const own = async (form: object) =>
      (await post(mock, 'token', { grant_type: 'client_credentials', ...form })).json()
    const userinfo = async ({ access_token }: { access_token: string }) =>
      mock.fetch(mock.endpoints.userinfo as string, {
        headers: { Authorization: `Bearer ${access_token}` },
      })
    const answer = await own({ scope: 'userinfo api' })
    expect(answer).not.toHaveProperty('refresh_token')
    expect(await (await userinfo(answer)).json()).toMatchObject({ usn: 'web', aud: ['api'] })
    expect((await userinfo(await own({}))).status).toBe(403)
  })

  it('revokes with an empty answer, and an unknown token too', async () => {
    const mock = create()
    const { access_token, refresh_token } = await tokensFor(mock)
    for (const token of [refresh_token, 'made-up']) {
      const answer = await post(mock, 'revocation', { token })
      expect([answer.status, await answer.text()]).toEqual([200, ''])
    }
    const told = await post(mock, 'introspection', { token: access_token })
    expect(await told.json()).toEqual({ active: false })
  })

  it('is refreshed with the scope, and not without', async () => {
    const mock = create()
    const { refresh_token } = await tokensFor(mock)
    const form = { grant_type: 'refresh_token', refresh_token }
    expect(await (await post(mock, 'token', form)).json()).toMatchObject({ error: 'invalid_scope' })
    const wider = await post(mock, 'token', { ...form, scope: 'openid userinfo api' })
    expect(wider.status).toBe(400)
    expect((await post(mock, 'token', { ...form, scope: 'openid userinfo' })).status).toBe(200)
  })

  it('says the same in all three of its metadata documents', async () => {
    const mock = create()
    const documents = await Promise.all(
      [
        '/uas/.well-known/openid-configuration',
        '/uas/.well-known/oauth-authorization-server',
        '/uas/oauth2/metadata.json',
      ].map(async (path) => (await mock.fetch(`https://sso.example.com${path}`)).json()),
    )
    const [metadata, ...others] = documents
    expect(others).toEqual([metadata, metadata])
    expect(metadata).toMatchObject({
      issuer: 'https://sso.example.com/uas',
      grant_types_supported: all,
      scopes_supported: ['openid', 'userinfo'],
      tokeninfo_endpoint: metadata.introspection_endpoint,
    })
    expect(metadata.token_endpoint_auth_methods_supported).not.toContain('x_client_secret_query')
    const { keys } = await (await mock.fetch(metadata.jwks_uri)).json()
    expect(keys.map(({ alg }: { alg: string }) => alg)).toContain('RS256')
  })

  it('names its endpoints where they are, also those of other data', async () => {
    const endpoints = { ...ubisecure.endpoints, token: '/uas/oauth2/other' }
    const mock = create({}, { ...ubisecure, endpoints } as never)
    const answer = await mock.fetch('https://sso.example.com/uas/.well-known/openid-configuration')
    const { token_endpoint } = await answer.json()
    expect(token_endpoint).toBe('https://sso.example.com/uas/oauth2/other')
  })
})

describe('one-time passwords at the Ubisecure mock', () => {
  const otp = { grant_type: sms, scope: 'openid', username: '358401234567', ui_locales: 'fi' }

  it.each([
    [{ scope: 'userinfo' }, 'invalid_scope'],
    [{ scope: 'openid nobody' }, 'invalid_scope'],
    [{ username: 'alice' }, 'invalid_request'],
    [{ username: '' }, 'invalid_request'],
    [{ x_globalsign_iam_otp_code: '12345678' }, 'invalid_request'],
    [{ x_globalsign_iam_otp_code: '1', x_globalsign_iam_reference_id: 'r' }, 'invalid_grant'],
    [{ grant_type: sms.replace('globalsign.com', 'sso.example.com') }, 'unsupported_grant_type'],
  ])('are refused with %j', async (more, error) => {
    const mock = create()
    const answer = await post(mock, 'token', { ...otp, ...more })
    expect([answer.status, (await answer.json()).error]).toEqual([400, error])
    expect(mock.mail.all()).toEqual([])
  })

  it('want a language or a text', async () => {
    const { ui_locales: _, ...bare } = otp
    expect((await post(create(), 'token', bare)).status).toBe(400)
    const own = { ...bare, x_globalsign_iam_otp_body: '{0}!' }
    expect((await post(create(), 'token', own)).status).toBe(200)
  })

  it.each([
    [{ scope: 'openid userinfo' }],
    [{ username: '358400000000' }],
    [{ grant_type: all.at(-1) as string }],
  ])('are for the first request as it was: not with %j', async (more) => {
    const mock = create()
    const answer = await (await post(mock, 'token', otp)).json()
    const second = {
      ...otp,
      x_globalsign_iam_reference_id: answer.x_globalsign_iam_challenge.reference,
      x_globalsign_iam_otp_code: /[0-9]{8}/.exec(mock.mail.last()?.message ?? '')?.[0] as string,
    }
    expect((await post(mock, 'token', { ...second, ...more })).status).toBe(400)
    expect(JSON.stringify(mock.requests.all())).not.toContain(second.x_globalsign_iam_otp_code)
  })

  it('are for the application that asked for them', async () => {
    const mock = create({ clients: [web, { ...web, client_id: 'twin' }] })
    const answer = await (await post(mock, 'token', otp)).json()
    const second = {
      ...otp,
      x_globalsign_iam_reference_id: answer.x_globalsign_iam_challenge.reference,
      x_globalsign_iam_otp_code: /[0-9]{8}/.exec(mock.mail.last()?.message ?? '')?.[0] as string,
    }
    const stolen = await post(mock, 'token', second, basicOf('twin', 'the secret'))
    expect(await stolen.json()).toMatchObject({ error: 'invalid_grant' })
    expect(mock.requests.last()?.rejection).toBe('the reference was given to another client')
  })

  it('are in the mailbox over HTTP too', async () => {
    const mock = create()
    const { url, close } = await mock.listen({ port: 0 })
    await post(mock, 'token', otp)
    const mails = await (await fetch(`${url}/_mock/mail`)).json()
    expect(mails).toMatchObject([{ to: ['358401234567'], message: expect.stringMatching(/\d{8}/) }])
    await close()
  })
})

function unsigned(sub: string): string {
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll('=', '')
  return `${part({ alg: 'RS256' })}.${part({ sub })}.x`
}

async function assertion(secret: string, claims: object): Promise<Record<string, string>> {
  const { SignJWT } = await import('jose')
  const now = start / 1000
  const all = {
    iss: 'web',
    sub: 'web',
    aud: 'https://sso.example.com/uas',
    jti: 'one',
    exp: now + 60,
    ...claims,
  }
  const jwt = new SignJWT(JSON.parse(JSON.stringify(all))).setProtectedHeader({ alg: 'HS256' })
  return {
    client_assertion: await jwt.sign(new TextEncoder().encode(secret)),
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  }
}
