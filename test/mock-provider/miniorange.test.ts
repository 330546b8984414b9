import { createMockProvider } from '@sso-login/mock-provider'
import { miniorange, miniorangeAt } from '@sso-login/providers/miniorange'
import { describe, expect, it } from 'vitest'
import documented from '../wire/miniorange.documented.json' with { type: 'json' }

const redirectUri = 'http://localhost:8080/sampleapp/oidcresponse'
const app = {
  client_id: 'Anzjx4Sf3aVe6gg',
  client_secret: 'a-secret',
  redirect_uris: [redirectUri],
  post_logout_redirect_uris: ['http://localhost:8080/bye'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
}
const credentials = { client_id: app.client_id, client_secret: app.client_secret }
const encoded = { authorization: `Basic ${btoa(`${app.client_id}:a%2Dsecret`)}` }
const basic = { authorization: `Basic ${btoa(`${app.client_id}:${app.client_secret}`)}` }

function create(options: { strict?: boolean } = {}) {
  const mock = createMockProvider(miniorange, {
    clients: [app, { ...app, client_id: 'another-app' }],
    ...options,
  })
  const post = async (
    endpoint: 'token' | 'introspection' | 'revocation',
    parameters: Record<string, string> | [string, string][],
    headers: Record<string, string> = basic,
  ) => {
    const url = mock.endpoints[endpoint] as string
    const pairs = Array.isArray(parameters) ? parameters : Object.entries(parameters)
    const body = new URLSearchParams(pairs.filter(([, value]) => value))
    const answer = await mock.fetch(url, { method: 'POST', headers, body })
    const text = await answer.text()
    return { status: answer.status, body: text && JSON.parse(text) }
  }
  const codeFor = async (scope: string, more = '') => {
    const asked = documented.authorize.url.replace('email+profile', scope)
    const { location } = await mock.approve(`${asked}${more}`, { user: 'alice' })
    return new URL(location as string)
  }
  const redeem = async (scope: string, change: Record<string, string> = {}, headers = basic) =>
    post(
      'token',
      {
        grant_type: 'authorization_code',
        ...credentials,
        redirect_url: redirectUri,
        code: (await codeFor(scope)).searchParams.get('code') as string,
        scope,
        ...change,
      },
      headers,
    )
  const ask = (name: string, query: string, headers: Record<string, string> = {}) =>
    mock.fetch(`${mock.endpoints[name]}${query}`, { headers, redirect: 'manual' })
  return { mock, post, codeFor, redeem, ask }
}

const claimsOf = (idToken: string) => JSON.parse(atob(idToken.split('.')[1] as string))

describe('miniOrange in the mock, by its document', () => {
  it('comes back with a code and the state, and nothing else', async () => {
    const back = await create().codeFor('email+profile')
    expect([...back.searchParams.keys()].sort()).toEqual(
      Object.keys(documented.authorize.response).sort(),
    )
    expect(back.searchParams.get('state')).toBe(documented.authorize.response.state)
  })

  it('answers the exchange of the document member by member', async () => {
    const { redeem } = create()
    const { body } = await redeem('email')
    const { access_token, refresh_token, ...rest } = body
    expect({ ...rest, access_token }).toEqual({ ...documented.code.response, access_token })
    expect(refresh_token).toBeTruthy()
    const { id_token } = (await redeem('openid profile')).body
    expect(Object.keys(claimsOf(id_token))).toEqual(
      expect.arrayContaining([...documented.idToken.claims, ...documented.userinfo.claims]),
    )
    expect(claimsOf(id_token)).not.toHaveProperty('sub')
    expect(claimsOf(id_token).nonce).toBe(
      new URL(documented.authorize.url).searchParams.get('nonce'),
    )
  })

  it.each([
    ['no redirect_url', { redirect_url: '' }, 'invalid_request'],
    ['another redirect_url', { redirect_url: `${redirectUri}/` }, 'invalid_grant'],
    ['a code that nobody gave', { code: 'kuwbrec8_sacca' }, 'invalid_grant'],
    ['another secret in the body', { client_secret: 'other' }, 'invalid_client'],
    ['another client in the body', { client_id: 'other' }, 'invalid_client'],
    ['a grant that it does not have', { grant_type: 'implicit' }, 'unsupported_grant_type'],
  ])('refuses an exchange with %s', async (_, change, error) => {
    const { redeem, mock } = create()
    expect((await redeem('openid', change)).body.error).toBe(error)
    expect(mock.requests.last('token')?.rejection).toBeTruthy()
  })

  it('takes no credentials that are wrong in one of two places, and none but good ones', async () => {
    const { redeem } = create()
    const wrong = { authorization: `Basic ${btoa(`${app.client_id}:another`)}` }
    for (const headers of [wrong, { authorization: 'Basic ???' }]) {
      expect((await redeem('openid', {}, headers)).status).toBe(401)
    }
    expect((await redeem('openid', { client_secret: '' }, {} as typeof basic)).status).toBe(401)
  })

  it.each([
    ['its credentials in the header alone, as its metadata say', { client_secret: '' }, basic],
    ['its credentials in the body alone, as its metadata say', {}, {}],
    ['its secret form-encoded, as RFC 6749 has it', {}, encoded],
    ['redirect_uri for redirect_url', { redirect_url: '', redirect_uri: redirectUri }, basic],
    ['no scope', { scope: '' }, basic],
  ])('takes an exchange with %s, unless it is strict', async (_, change, headers) => {
    const { redeem } = create()
    expect((await redeem('openid', change, headers as typeof basic)).status).toBe(200)
    const strict = create({ strict: true })
    expect((await strict.redeem('openid')).status).toBe(200)
    expect((await strict.redeem('openid', change, headers as typeof basic)).status).not.toBe(200)
    expect(strict.mock.requests.last('token')?.rejection).toBeTruthy()
  })

  it('says in its refusals what its document calls things', async () => {
    const { redeem, post } = create({ strict: true })
    const renamed = { redirect_url: '', redirect_uri: redirectUri }
    expect((await redeem('openid', renamed)).body.error_description).toContain('redirect_url')
    expect((await post('token', { grant_type: 'client_credentials' })).body).toEqual({
      error: 'invalid_client',
      error_description: 'client_id and client_secret are not both in the header and in the body',
    })
  })

  it('names no way to authenticate in its metadata where it wants two at once', async () => {
    const metadata = async (options = {}) =>
      (await create(options).mock.fetch(documented.endpoints.discovery)).json()
    const name = 'token_endpoint_auth_methods_supported'
    expect((await metadata())[name]).toEqual(['client_secret_basic', 'client_secret_post'])
    expect(await metadata({ strict: true })).not.toHaveProperty(name)
  })

  it('redeems a code once, and a proof that was begun must be given', async () => {
    const { post, codeFor } = create()
    const challenge = `&code_challenge=${'c'.repeat(42)}A&code_challenge_method=S256`
    const form = async (more: string) => ({
      grant_type: 'authorization_code',
      ...credentials,
      redirect_url: redirectUri,
      scope: 'openid',
      code: (await codeFor('openid', more)).searchParams.get('code') as string,
    })
    const once = await form('')
    expect((await post('token', once)).status).toBe(200)
    expect((await post('token', once)).body.error).toBe('invalid_grant')
    expect((await post('token', await form(challenge))).body.error).toBe('invalid_grant')
  })

  it('gives an application tokens of its own, and a refresh token with them that works', async () => {
    const { post, ask } = create()
    const { body } = await post('token', { grant_type: 'client_credentials', ...credentials })
    const { refresh_token } = body
    const next = await post('token', { grant_type: 'refresh_token', refresh_token })
    expect(next.body).toMatchObject({ token_type: 'bearer', expires_in: 3600 })
    expect(next.body).not.toHaveProperty('refresh_token')
    const bearer = { authorization: `Bearer ${next.body.access_token}` }
    // It is nobody's: there is nothing to tell.
    expect((await ask('userinfo', '', bearer)).status).toBe(403)
  })

  it('takes passwords, and says of a wrong one and of nobody the same', async () => {
    const { post } = create()
    const alice = { grant_type: 'password', ...credentials, username: 'alice', scope: 'openid' }
    const { body } = await post('token', { ...alice, password: 'password' })
    expect(claimsOf(body.id_token)).toHaveProperty('at_hash')
    const refusals = [
      await post('token', { ...alice, password: 'wrong' }),
      await post('token', { ...alice, username: 'nobody', password: 'password' }),
    ]
    expect(refusals[0]).toEqual(refusals[1])
    expect(refusals[0]?.body.error).toBe('invalid_grant')
  })

  it('tells of the person what was granted, "firstaname" included', async () => {
    const { redeem, ask } = create()
    const told = async (scope: string) => {
      const { access_token } = (await redeem(scope)).body
      return (await ask('userinfo', '', { authorization: `Bearer ${access_token}` })).json()
    }
    expect(Object.keys(await told('openid profile')).sort()).toEqual(
      documented.userinfo.claims.toSorted(),
    )
    expect(await told('openid email')).toEqual({ email: 'alice@tenant.example' })
    for (const header of ['', 'Bearer made-up', 'Basic x']) {
      expect((await ask('userinfo', '', { authorization: header })).status).toBe(401)
    }
  })

  it('takes no access token from a URL, and none that has expired', async () => {
    const { redeem, ask, mock } = create()
    const { access_token } = (await redeem('openid profile')).body
    const inUrl = await ask('userinfo', `?access_token=${access_token}`)
    expect([inUrl.status, (await inUrl.json()).error]).toEqual([400, 'invalid_request'])
    mock.clock.advance({ hours: 1 })
    const late = await ask('userinfo', '', { authorization: `Bearer ${access_token}` })
    expect([late.status, (await late.json()).error]).toEqual([401, 'invalid_token'])
    expect(mock.requests.last()).toMatchObject({
      clientId: app.client_id,
      user: 'alice',
      rejection: 'the access token has expired',
    })
  })

  it('introspects access tokens and, told that it is one, id_tokens; nothing else', async () => {
    const { redeem, post, mock } = create()
    const { access_token, id_token, refresh_token } = (await redeem('openid profile')).body
    const asked = async (token: string, token_type_hint?: string) => {
      const hint = token_type_hint ? { token_type_hint } : {}
      return (await post('introspection', { token, ...credentials, ...hint })).body
    }
    for (const answer of [await asked(access_token), await asked(id_token, 'id_token')]) {
      expect(Object.keys(answer)).toEqual(documented.introspection.response)
      expect(answer).toMatchObject({ client_id: app.client_id, username: 'alice' })
    }
    expect(await asked(id_token)).toEqual({ active: false })
    expect(await asked(refresh_token)).toEqual({ active: false })
    expect(await asked('made.up.token', 'id_token')).toEqual({ active: false })
    mock.clock.advance({ hours: 1 })
    expect(await asked(access_token)).toEqual({ active: false })
    expect(await asked(id_token, 'id_token')).toEqual({ active: false })
    expect((await post('introspection', { token: access_token }, {})).status).toBe(401)
  })

  it('revokes an access token by GET, once, and leaves the refresh token', async () => {
    const { redeem, ask, post, mock } = create()
    const { access_token, refresh_token } = (await redeem('openid profile')).body
    const revoke = async (token: string) =>
      (await ask('revocation', `?token=${token}`, basic)).json()
    expect(await revoke(refresh_token)).toEqual(documented.revocation.failure)
    const other = { authorization: `Basic ${btoa(`another-app:${app.client_secret}`)}` }
    const ofAnother = await ask('revocation', `?token=${access_token}`, other)
    expect(await ofAnother.json()).toEqual(documented.revocation.failure)
    expect(await revoke(access_token)).toEqual(documented.revocation.success)
    expect(await revoke(access_token)).toEqual(documented.revocation.failure)
    expect((await ask('revocation', `?token=${access_token}`)).status).toBe(401)
    expect((await post('token', { grant_type: 'refresh_token', refresh_token })).status).toBe(200)
    expect(JSON.stringify(mock.requests.all())).not.toContain(access_token)
  })

  it('revokes by a POST too, with the credentials in the header or in the body, unless it is strict', async () => {
    const { redeem, post, ask } = create()
    for (const headers of [basic, encoded, {}]) {
      const { access_token } = (await redeem('openid profile')).body
      const form = { token: access_token, ...('authorization' in headers ? {} : credentials) }
      expect((await post('revocation', form, headers)).status).toBe(200)
      const told = await ask('userinfo', '', { authorization: `Bearer ${access_token}` })
      expect(told.status).toBe(401)
    }
    expect((await post('revocation', { token: 'any' }, {})).status).toBe(401)
    const strict = await create({ strict: true }).post('revocation', { token: 'any' })
    expect(strict.status).toBe(405)
  })

  it('takes no parameter twice', async () => {
    const { codeFor, post } = create()
    const good = async (): Promise<[string, string][]> => [
      ['grant_type', 'authorization_code'],
      ['client_id', app.client_id],
      ['client_secret', app.client_secret],
      ['redirect_url', redirectUri],
      ['code', (await codeFor('openid')).searchParams.get('code') as string],
      ['scope', 'openid'],
    ]
    expect((await post('token', await good(), {})).status).toBe(200)
    for (const [name, value] of [
      ['client_secret', 'wrong'],
      ['redirect_url', 'https://evil.example/'],
      ['redirect_uri', 'https://evil.example/'],
    ] as const) {
      const { body } = await post('token', [[name, value], [name, value], ...(await good())], {})
      expect([name, body.error]).toEqual([name, 'invalid_request'])
    }
  })

  it('says of itself what is documented, where it is documented', async () => {
    const { mock } = create()
    const answer = await (await mock.fetch(documented.endpoints.discovery)).json()
    const { issuer, jwks_uri, ...named } = answer
    for (const [name, url] of Object.entries(documented.endpoints)) {
      if (name === 'discovery') continue
      const key = name === 'endSession' ? 'end_session' : name
      expect(named[`${key}_endpoint`]).toBe(url.split('?')[0])
    }
    expect(issuer).toBe('https://login.xecurify.com/moas')
    expect((await mock.fetch(jwks_uri)).status).toBe(200)
  })

  it('has the metadata of one application where its issuer says', async () => {
    const mock = createMockProvider(miniorangeAt({ tenant: 'acme', issuerOfClient: 'app' }))
    const issuer = 'https://acme.xecurify.com/moas/discovery/v2.0/app'
    const answer = await mock.fetch(`${issuer}/.well-known/openid-configuration`)
    expect(await answer.json()).toMatchObject({ issuer })
  })

  it('signs out, and leads on to registered places only', async () => {
    const { ask } = create()
    const leave = (place: string) =>
      ask('endSession', `?post_logout_redirect_uri=${encodeURIComponent(place)}`)
    const [place] = app.post_logout_redirect_uris as [string]
    const leaving = await leave(place)
    expect(leaving.headers.get('location')).toBe(place)
    expect(leaving.headers.get('set-cookie')).toContain('Max-Age=0')
    expect((await leave('https://evil.example/')).status).toBe(400)
    const page = await (await ask('endSession', '')).text()
    expect(page).toMatch(/<title>You are logged out\..*<h1>You are logged out\.</s)
  })

  it('signs out of the demo application to any place on this machine, and no other', async () => {
    const mock = createMockProvider(miniorange)
    const leave = async (place: string) => {
      const url = `${mock.endpoints.endSession}?post_logout_redirect_uri=${encodeURIComponent(place)}`
      return (await mock.fetch(url)).headers.get('location')
    }
    expect(await leave('http://localhost:5173/bye')).toBe('http://localhost:5173/bye')
    expect(await leave('http://localhost.evil.example/')).toBe(null)
  })

  it('refuses other methods', async () => {
    const { mock } = create()
    const tries = [
      ['token', 'GET'],
      ['introspection', 'GET'],
      ['revocation', 'PUT'],
      ['userinfo', 'POST'],
      ['endSession', 'POST'],
    ] as const
    for (const [name, method] of tries) {
      const answer = await mock.fetch(mock.endpoints[name] as string, { method })
      expect([name, answer.status]).toEqual([name, 405])
    }
  })
})
