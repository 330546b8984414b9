/** USSO in the mock, by its document and by what its generated client shows. */
import { createMockProvider, type Fault, signInAs } from '@sso-login/mock-provider'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'

const redirectUri = 'https://myapp.example/callback'
const app = {
  client_id: 'app',
  client_secret: 'the-secret',
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'implicit'],
}
const credentials = { client_id: app.client_id, client_secret: app.client_secret }

function create(client: object = {}) {
  const mock = createMockProvider(usso, { clients: [{ ...app, ...client }] })
  const post = (endpoint: string, form: Record<string, string>) =>
    mock.fetch(mock.endpoints[endpoint] as string, {
      method: 'POST',
      body: new URLSearchParams(form),
    })
  const authorizeUrl = (changes: Record<string, string> = {}) => {
    const request = { response_type: 'code', client_id: app.client_id, redirect_uri: redirectUri }
    return `${mock.endpoints.authorization}?${new URLSearchParams({ ...request, ...changes })}`
  }
  const land = async (changes?: Record<string, string>) => {
    const { status, location } = await mock.approve(authorizeUrl(changes), { user: 'alice' })
    const url = new URL(location ?? '', redirectUri)
    return { status, url, answer: Object.fromEntries(url.searchParams) }
  }
  const tokensFor = async (changes?: Record<string, string>, by: object = credentials) => {
    const { code = '' } = (await land(changes)).answer
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...by }
    return (await post('token', form)).json()
  }
  return { mock, post, authorizeUrl, land, tokensFor }
}

describe('the other family of paths', () => {
  const elsewhere = (url: string) => url.replace('/oauth/authorize', '/api/sso/v1/oauth/authorize')

  it('is answered by `approve` too', async () => {
    const { mock, authorizeUrl } = create()
    const url = elsewhere(authorizeUrl({ scope: 'openid' }))
    expect((await mock.approve(url, { user: 'alice' })).location).toContain('code=')
  })

  it('is answered by signInAs, at the login page that it leads to', async () => {
    const { mock, authorizeUrl } = create()
    const listener = await mock.listen()
    try {
      const asked = elsewhere(authorizeUrl({ scope: 'openid' }))
      const { headers } = await fetch(asked, { redirect: 'manual' })
      let at = new URL(headers.get('location') ?? '', listener.url).href
      const goto = async (url: string) => {
        at = url
      }
      await signInAs({ url: () => at, goto }, 'alice')
      expect(at).toContain(`${redirectUri}?code=`)
    } finally {
      await listener.close()
    }
  })
})

describe('the callback', () => {
  it('is a 302 with the code and the state, and nothing else', async () => {
    const { status, answer } = await create().land({ scope: 'openid', state: 's' })
    expect([status, Object.keys(answer).sort()]).toEqual([302, ['code', 'state']])
  })

  it('has the error and the state, and nothing else, when there is no code', async () => {
    const { status, answer } = await create().land({ scope: 'everything', state: 's' })
    expect([status, Object.keys(answer).sort()]).toEqual([
      302,
      ['error', 'error_description', 'state'],
    ])
  })

  it('has no issuer in the implicit flow either', async () => {
    for (const nonce of ['n', '']) {
      const { status, url } = await create().land({ response_type: 'id_token', nonce })
      const answer = new URLSearchParams(url.hash.slice(1))
      expect([status, answer.has('id_token'), answer.has('iss')]).toEqual([
        302,
        nonce !== '',
        false,
      ])
    }
  })

  it('never leads to a place that is not registered, in the implicit flow either', async () => {
    const { mock } = create()
    const demo = createMockProvider(usso)
    for (const response_type of ['code', 'id_token']) {
      for (const [provider, client_id] of [
        [mock, 'app'],
        [demo, 'demo-spa'],
      ] as const) {
        const query = { response_type, client_id, redirect_uri: 'https://evil.example/cb' }
        const url = `${provider.endpoints.authorization}?${new URLSearchParams(query)}`
        const { status, location } = await provider.approve(url, { user: 'alice' })
        expect([status, location]).toEqual([400, null])
      }
    }
  })
})

describe('the implicit flow', () => {
  it('gives no tokens for what no application is registered for, at another port either', async () => {
    const { land } = create({
      redirect_uris: ['http://127.0.0.1/cb'],
      grant_types: ['authorization_code'],
    })
    for (const redirect_uri of ['http://127.0.0.1/cb', 'http://127.0.0.1:5000/cb']) {
      const { url } = await land({ redirect_uri, response_type: 'id_token token' })
      const answer = new URLSearchParams(url.hash.slice(1))
      expect([url.origin, answer.get('error'), answer.has('access_token')]).toEqual([
        new URL(redirect_uri).origin,
        'unauthorized_client',
        false,
      ])
    }
  })

  it('gives a person who goes through the pages, and leaves several boxes ticked, the same', async () => {
    const { mock, authorizeUrl } = create()
    const cookies = new Map<string, string>()
    const visit = async (url: string, body?: URLSearchParams) => {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      const answer = await mock.fetch(url, {
        headers: { cookie },
        redirect: 'manual',
        ...(body && { method: 'POST', body }),
      })
      for (const sent of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(sent) ?? []
        cookies.set(name, value)
      }
      const next = new URL(answer.headers.get('location') ?? '', url).href
      return { next, html: await answer.text() }
    }
    const fieldsOf = (html: string) =>
      [...html.matchAll(/<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"/g)].map(
        ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')],
      )
    const asked = await visit(authorizeUrl({ response_type: 'id_token token', nonce: 'n' }))
    const login = fieldsOf((await visit(asked.next)).html)
    const signedIn = await visit(asked.next, new URLSearchParams([...login, ['user', 'alice']]))
    const consent = fieldsOf((await visit(signedIn.next)).html)
    expect(consent.filter(([name]) => name === 'scopes_array').length).toBeGreaterThan(1)
    const form = new URLSearchParams([...consent, ['allow', 'yes']])
    const { next } = await visit(mock.endpoints.authorization as string, form)
    const answer = new URLSearchParams(new URL(next).hash.slice(1))
    expect([answer.has('id_token'), answer.has('access_token')]).toEqual([true, true])
  })

  it('takes no parameter twice', async () => {
    const { mock, authorizeUrl } = create()
    const good = authorizeUrl({ response_type: 'id_token', nonce: 'n' })
    for (const again of ['response_type=id_token', 'response_type=code', 'nonce=m']) {
      const { status, location } = await mock.approve(`${good}&${again}`, { user: 'alice' })
      expect([again, status, location]).toEqual([again, 400, null])
    }
  })

  it.each<[Fault, Record<string, string | null>]>([
    [{ stateDropped: true }, { state: null, access_token: expect.any(String) }],
    [{ stateAltered: true }, { state: 'sx', access_token: expect.any(String) }],
    [{ mixUpIssuer: 'https://evil.example' }, { state: 's', iss: 'https://evil.example' }],
    [{ callbackError: 'server_error' }, { error: 'server_error', access_token: null, state: 's' }],
  ])('is spoilt in the fragment by %j', async (fault, expected) => {
    const { mock, land } = create()
    mock.faults.add('authorization', fault, { times: 1 })
    const { url } = await land({ response_type: 'token', scope: 'openid', state: 's' })
    const answer = new URLSearchParams(url.hash.slice(1))
    const seen = Object.keys(expected).map((name) => [name, answer.get(name)])
    expect(Object.fromEntries(seen)).toEqual(expected)
    expect([url.search, mock.faults.pending()]).toEqual(['', []])
  })

  it("leaves the redirect URI's own query where it is", async () => {
    const own = `${redirectUri}?iss=ours&lang=hi`
    const { land } = create({ redirect_uris: [own] })
    for (const nonce of ['n', '']) {
      const { url } = await land({ redirect_uri: own, response_type: 'id_token', nonce })
      const answer = new URLSearchParams(url.hash.slice(1))
      expect([url.search, answer.has('id_token'), answer.has('iss'), answer.has('lang')]).toEqual([
        '?iss=ours&lang=hi',
        nonce !== '',
        false,
        false,
      ])
    }
  })
})

describe('a login that names no scope', () => {
  it('is for what the application is registered for', async () => {
    const { tokensFor } = create({ scope: 'openid email' })
    expect((await tokensFor()).scope).toBe('openid email')
  })

  it("is for USSO's own default where its registration names none either", async () => {
    expect((await create().tokensFor()).scope).toBe('openid profile email')
  })
})

describe("a scope of one's own API", () => {
  it('works once an application is registered for it, and not before', async () => {
    const { mock, post } = create()
    const { access_token } = await (
      await post('token', { grant_type: 'client_credentials', ...credentials })
    ).json()
    const registered = await mock.fetch(mock.endpoints.clients as string, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Orders',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'client_credentials'],
        scopes: ['openid', 'orders:read'],
      }),
    })
    expect(registered.status).toBe(201)
    const { client_id, client_secret } = await registered.json()
    const ask = async (scope: string, id = client_id) => {
      const query = { response_type: 'code', client_id: id, redirect_uri: redirectUri, scope }
      const url = `${mock.endpoints.authorization}?${new URLSearchParams(query)}`
      const { location } = await mock.approve(url, { user: 'alice' })
      return new URL(location ?? '').searchParams
    }
    const code = (await ask('openid orders:read')).get('code') ?? ''
    const by = { client_id, client_secret }
    const tokens = await post('token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      ...by,
    })
    expect((await tokens.json()).scope).toBe('openid orders:read')
    const own = await post('token', {
      grant_type: 'client_credentials',
      scope: 'orders:read',
      ...by,
    })
    expect((await own.json()).scope).toBe('orders:read')
    expect((await ask('openid orders:write')).get('error')).toBe('invalid_scope')
    expect((await ask('openid email')).get('error')).toBe('invalid_scope')
    expect((await ask('openid  orders:read')).get('error')).toBe('invalid_scope')
    expect((await ask('orders:read', app.client_id)).get('error')).toBe('invalid_scope')
  })

  it('may stand in a config file', async () => {
    const { tokensFor } = create({ scope: 'openid orders:read' })
    expect((await tokensFor({ scope: 'openid orders:read' })).scope).toBe('openid orders:read')
  })

  it('is one that a fault may grant, and that is named beside the others', async () => {
    const { mock, tokensFor, authorizeUrl } = create({ scope: 'openid orders:read' })
    mock.faults.add('token', { grantedScope: 'orders:read' }, { times: 1 })
    expect((await tokensFor({ scope: 'openid' })).scope).toBe('orders:read')
    expect(() => mock.faults.add('token', { grantedScope: 'orders' })).toThrow(/, orders:read$/)
    const scopes = ['orders']
    await expect(mock.approve(authorizeUrl(), { user: 'alice', scopes })).rejects.toThrow(
      /^scopes\[0\]: .*, orders:read$/,
    )
  })
})

describe('the revocation endpoint', () => {
  it('answers by a JSON object of texts, and the token is dead', async () => {
    const { mock, post, tokensFor } = create()
    const { access_token } = await tokensFor({ scope: 'openid' })
    const answer = await post('revocation', { token: access_token, ...credentials })
    expect(answer.headers.get('content-type')).toContain('application/json')
    const texts = Object.values(await answer.json()).map((value) => typeof value)
    expect([answer.status, ...texts]).toEqual([200, 'string'])
    const headers = { authorization: `Bearer ${access_token}` }
    expect((await mock.fetch(mock.endpoints.userinfo as string, { headers })).status).toBe(401)
  })
})
