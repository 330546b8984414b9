import { createClient } from '@sso-login/client'
import { clientCredentials } from '@sso-login/client/client-credentials'
import { discover } from '@sso-login/client/discover'
import { introspect } from '@sso-login/client/introspection'
import { signInByPassword } from '@sso-login/client/password'
import { registerClient } from '@sso-login/client/registration'
import {
  grantTypesOf,
  readRegistrationResponse,
  registrationRequest,
} from '@sso-login/client/registration-json'
import { createMockProvider } from '@sso-login/mock-provider'
import { defineProvider } from '@sso-login/providers'
import { iitb } from '@sso-login/providers/iitb'
import { ubisecure, ubisecureAt } from '@sso-login/providers/ubisecure'
import { describe, expect, it } from 'vitest'
import documented from '../wire/ubisecure.documented.json' with { type: 'json' }
import { failing, form, html, iitbClient, json, noon, redirectUri, scripted } from './support.ts'

const scopes = ['openid', 'userinfo'] as const
const parsed = (body: string) => Object.fromEntries(new URLSearchParams(body))

const sms = 'http://globalsign.com/iam/sso/oauth2/grant-type/sms-mt-otp'
const smtp = 'http://globalsign.com/iam/sso/oauth2/grant-type/smtp-otp'

describe('what the document of Ubisecure shows', () => {
  const { registration } = documented

  it('is the registration request, member by member', () => {
    const request = registrationRequest(ubisecure, {
      redirect_uris: ['https://client.example.com/response'],
      grant_types: ['authorization_code'],
    })
    expect(JSON.parse(request)).toEqual(JSON.parse(registration.request))
    const otpOnly = registrationRequest(ubisecure, { grant_types: [sms, smtp] })
    expect(JSON.parse(otpOnly)).toEqual(JSON.parse(documented.otpRegistration))
  })

  it('is read as what createClient needs', () => {
    expect(readRegistrationResponse(ubisecure, registration.response)).toEqual({
      clientId: '2001221477',
      clientSecret: '***',
      redirectUris: ['https://client.example.com/response'],
      grantTypes: ['authorization_code'],
      metadata: {
        redirect_uris: ['https://client.example.com/response'],
        grant_types: ['authorization_code'],
        client_id: '2001221477',
      },
    })
  })

  it('is what a registration may do that does not say: five grants, none, or codes alone', () => {
    const five = ['authorization_code', 'password', 'refresh_token', sms, smtp]
    expect(grantTypesOf(ubisecure, {})).toEqual(five)
    expect(grantTypesOf(ubisecure, { grant_types: [] })).toEqual([])
    const open = { token_endpoint_auth_method: 'none' }
    expect(grantTypesOf(ubisecure, open)).toEqual(['authorization_code'])
    // The newer pages.
    expect(grantTypesOf(ubisecureAt({ otp: false }), {})).toEqual(five.slice(0, 3))
  })

  it('is the Basic header, with id and secret form-encoded', async () => {
    const { clientId, clientSecret, authorization } = documented.basic
    const { fetch, sent } = scripted(json({}))
    const site = { clientId, clientSecret, redirectUri, scopes, fetch }
    await failing(createClient(ubisecure, site).refresh({ refreshToken: 'r', scopes: ['openid'] }))
    expect(sent[0]?.url.href).toBe(documented.tokenUrl)
    const decoded = (header: string | null | undefined) =>
      decodeURIComponent(atob(header?.replace('Basic ', '') ?? ''))
    expect(decoded(sent[0]?.headers.get('authorization'))).toBe(decoded(authorization))
  })

  it('is the form of a refresh, with the scope', async () => {
    const { clientId, clientSecret, body } = documented.refresh
    const { fetch, sent } = scripted(json({}))
    const sso = createClient(ubisecure, {
      clientId,
      clientSecret,
      tokenEndpointAuthMethod: 'client_secret_post',
      redirectUri,
      scopes,
      fetch,
    })
    const { refresh_token } = parsed(body)
    await failing(sso.refresh({ refreshToken: refresh_token as string, scopes: ['openid'] }))
    expect(form(sent[0])).toEqual(parsed(body))
  })

  it('is what introspection and userinfo are read from: usn, and no sub', async () => {
    const site = { clientId: 'Server2', clientSecret: 'secret', redirectUri, scopes }
    const asking = createClient(ubisecure, {
      ...site,
      fetch: scripted(json(documented.introspection)).fetch,
    })
    expect(await introspect(asking, 'a-token')).toMatchObject({
      active: true,
      subject: 'ClientClient1',
      clientId: 'ClientClient1',
      audience: ['Server2'],
      tokenType: 'access_token',
      expiresAt: 1696336474,
      claims: { usn: 'ClientClient1' },
    })
    const reading = createClient(ubisecure, {
      ...site,
      fetch: scripted(json(documented.userinfo)).fetch,
    })
    const tokens = { accessToken: 'a', scopes: ['openid'] }
    expect(await reading.user(tokens, ['usn', 'name'])).toEqual({
      usn: 'Client1',
      missing: ['name'],
    })
    expect(await reading.identity(tokens)).toEqual({ id: 'Client1', name: 'Client1' })
  })

  it('is taken by the mock: the Basic header of the sample as it stands', async () => {
    const { clientId, clientSecret, authorization } = documented.basic
    const mock = createMockProvider(ubisecure, {
      clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    })
    const answer = await mock.fetch(documented.tokenUrl, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({
        grant_type: 'password',
        username: 'alice',
        password: 'password',
        scope: 'openid',
      }),
    })
    expect(answer.status).toBe(200)
  })
})

describe('a registration for Ubisecure', () => {
  it.each([
    [{ redirect_uris: ['http://site.example/cb'] }, 'redirect_uris.0'],
    [{ redirect_uris: 'https://site.example/cb' }, 'redirect_uris'],
    [{ grant_types: ['implicit'], redirect_uris: [redirectUri] }, 'grant_types.0'],
    [{ grant_types: 'password' }, 'grant_types'],
    [{}, 'redirect_uris'],
    [{ token_endpoint_auth_method: 'tls_client_auth' }, 'token_endpoint_auth_method'],
    [{ token_endpoint_auth_method: 'x_client_secret_query' }, 'token_endpoint_auth_method'],
    [{ token_endpoint_auth_method: 'private_key_jwt' }, 'jwks'],
    [{ client_secret: 'of my own', redirect_uris: [redirectUri] }, 'client_secret'],
    [null, 'metadata'],
  ])('is refused before anybody carries it there: %j', async (metadata, key) => {
    const write = () => registrationRequest(ubisecure, metadata as never)
    expect(await failing(write)).toMatchObject({ code: 'invalid_config', key })
  })

  it.each([
    '',
    '<html><body>Sign in</body></html>',
    'null',
    '[]',
    '{}',
    '{"client_id": 5}',
    '{"client_id": "a", "client_secret": 5}',
    '{"client_id": "a", "redirect_uris": "https://a.example"}',
    '{"client_id": "a", "grant_types": [5]}',
  ])('whose answer is %j is refused', async (text) => {
    expect(await failing(() => readRegistrationResponse(ubisecure, text))).toMatchObject({
      code: 'response_invalid',
      step: 'register',
    })
  })

  it('may come back to an application of its own scheme, or to any port of this machine', () => {
    const redirect_uris = ['com.example.app:/oauth', 'http://127.0.0.1/cb']
    const text = registrationRequest(ubisecure, { redirect_uris })
    expect(JSON.parse(text)).toEqual({ redirect_uris })
  })

  it('goes over HTTP where a server has an endpoint for it (RFC 7591)', async () => {
    const own = defineProvider({
      ...ubisecure,
      endpoints: { ...ubisecure.endpoints, registration: '/uas/oauth2/registration' },
    })
    const answer = JSON.parse(documented.registration.response)
    // RFC 7591 3.2.1 wants to hear when the secret ends.
    const { fetch, sent } = scripted(json({ ...answer, client_secret_expires_at: 0 }, 201))
    const metadata = JSON.parse(documented.registration.request)
    const made = await registerClient(own, metadata, { fetch })
    expect(made).toMatchObject({ client_id: '2001221477', client_secret: '***' })
    expect(sent[0]?.url.href).toBe('https://sso.example.com/uas/oauth2/registration')
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual(metadata)
    // @ts-expect-error: Ubisecure documents no such endpoint.
    const error = await failing(registerClient(ubisecure, metadata))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'provider' })
  })

  it('exists where the provider has it, and takes its grants only', async () => {
    // @ts-expect-error: iitb registers by a form.
    const wrong = () => registrationRequest(iitb, {})
    expect(await failing(wrong)).toMatchObject({ code: 'invalid_config', key: 'provider' })
    // @ts-expect-error: no grant of Ubisecure's.
    const implicit = () => registrationRequest(ubisecure, { grant_types: ['implicit'] })
    expect(await failing(implicit)).toHaveProperty('key', 'grant_types.0')
  })
})

const app = {
  client_id: '1762414374',
  client_secret: 'the-secret',
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token', 'password', 'client_credentials'],
}
const resourceServer = {
  client_id: '2001221477',
  client_secret: 'of the resource server',
  client_name: 'Invoices',
  grant_types: [],
}

function create(client: object = {}) {
  const mock = createMockProvider(ubisecure, {
    clients: [{ ...app, ...client }, resourceServer],
    now: () => noon * 1000,
  })
  const options = { fetch: mock.fetch, now: mock.clock.now, redirectUri, scopes }
  const site = { ...options, clientId: app.client_id, clientSecret: app.client_secret }
  return { mock, options, site, sso: createClient(ubisecure, site) }
}

async function signIn({ mock, sso }: Pick<ReturnType<typeof create>, 'mock' | 'sso'>) {
  const { url, transaction } = await sso.start()
  const { location } = await mock.approve(url, { user: 'alice' })
  return sso.finish(location as string, transaction)
}

describe('Ubisecure in the mock', () => {
  it('lives wherever its host is, and its issuer moves along', async () => {
    const { mock } = create()
    const { url, close } = await mock.listen({ port: 0 })
    const found = await discover(`${url}/uas`)
    expect(found).toMatchObject({
      issuer: `${url}/uas`,
      grantTypes: expect.arrayContaining(['password', 'client_credentials']),
      tokenEndpointAuthMethods: expect.arrayContaining(['private_key_jwt']),
    })
    const { token = '', jwks = '' } = found.endpoints
    const at = (path: string) => new URL(path, found.baseUrl).href
    expect([at(token), at(jwks)]).toEqual([
      `${url}/uas/oauth2/token`,
      `${url}/uas/oauth2/metadata.jwks`,
    ])
    const site = { clientId: app.client_id, clientSecret: app.client_secret, redirectUri, scopes }
    const sso = createClient(ubisecure, { ...site, baseUrl: url, now: mock.clock.now })
    const tokens = await signIn({ mock, sso })
    expect(await sso.identity(tokens)).toEqual({ id: 'alice', name: 'Alice Kulkarni' })
    await close()
  })

  it('refreshes for the scopes of before, and says so each time', async () => {
    const { mock, sso } = create()
    const tokens = await signIn({ mock, sso })
    const renewed = await sso.refresh(await sso.refresh(tokens))
    expect(renewed).toMatchObject({ scopes: ['openid', 'userinfo'], missing: [] })
    expect(mock.requests.last('token')?.params.scope).toBe('openid userinfo')
    await sso.revoke(renewed)
    expect(await failing(sso.refresh(renewed))).toHaveProperty('code', 'invalid_grant')
  })

  it('answers userinfo about the person of the id_token, or the answer is not used', async () => {
    const { mock, sso, site } = create()
    const tokens = await signIn({ mock, sso })
    for (const [answer, problem] of [
      [{ usn: 'bob' }, 'response_invalid'],
      [{ usn: 'alice', sub: 'bob' }, 'response_invalid'],
      [{ usn: 'alice' }, undefined],
      [{ usn: 'alice', sub: 'alice' }, undefined],
    ] as const) {
      const other = createClient(ubisecure, { ...site, fetch: scripted(json(answer)).fetch })
      const asked = other.identity(tokens)
      if (problem) expect(await failing(asked)).toMatchObject({ code: problem, step: 'user' })
      else expect(await asked).toMatchObject({ id: 'alice' })
    }
  })

  it('says without a page whether somebody is signed in (prompt=none)', async () => {
    const { mock, sso } = create()
    const { url, transaction } = await sso.start({ parameters: { prompt: 'none' } })
    const answer = await mock.fetch(url, { redirect: 'manual' })
    const location = answer.headers.get('location') as string
    expect(await failing(sso.finish(location, transaction))).toMatchObject({
      code: 'login_required',
      step: 'callback',
    })
  })

  it('gives tokens for another application by its id as a scope', async () => {
    const { mock, site, options } = create()
    const own = defineProvider({
      ...ubisecure,
      scopes: { ...ubisecure.scopes, '2001221477': { title: 'Invoices' } },
    })
    const sso = createClient(own, { ...site, scopes: ['openid', '2001221477'] })
    const { url, transaction } = await sso.start()
    const { location } = await mock.approve(url, { user: 'alice' })
    const tokens = await sso.finish(location as string, transaction)

    const api = createClient(ubisecure, {
      ...options,
      clientId: resourceServer.client_id,
      clientSecret: resourceServer.client_secret,
    })
    expect(await introspect(api, tokens.accessToken)).toMatchObject({
      active: true,
      subject: 'alice',
      audience: ['2001221477'],
      clientId: app.client_id,
      tokenType: 'access_token',
    })
    const forItself = await signIn({ mock, sso: createClient(ubisecure, site) })
    expect(await introspect(api, forItself.accessToken)).toEqual({ active: false })
    // @ts-expect-error: a scope that nobody has defined.
    const unknown = () => createClient(ubisecure, { ...site, scopes: ['openid', '2001221477'] })
    expect(await failing(unknown)).toHaveProperty('key', 'scopes.1')
  })

  it('gives an application tokens of its own, of which it is the subject', async () => {
    const { sso } = create()
    const tokens = await clientCredentials(sso, { scopes: ['userinfo'] })
    expect(tokens).not.toHaveProperty('refreshToken')
    const known = await introspect(sso, tokens.accessToken)
    expect(known).toMatchObject({ active: true, subject: app.client_id, clientId: app.client_id })
  })
})

describe('a password', () => {
  it('gives tokens, an id_token among them', async () => {
    const { mock, sso } = create()
    const person = { username: 'bob', password: 'password' }
    const tokens = await signInByPassword(sso, person)
    expect(tokens).toMatchObject({ scopes: ['openid', 'userinfo'], missing: [], issuedAt: noon })
    expect(tokens.idToken).toBeDefined()
    expect(await sso.identity(tokens)).toEqual({ id: 'bob', name: "Bob D'Souza" })
    expect(mock.requests.last('token')?.params.password).toBe('…(8)')
    await expect(sso.refresh(tokens)).resolves.toBeDefined()
  })

  it.each([
    [{ username: 'alice', password: 'not-hers' }],
    [{ username: 'nobody', password: 'password' }],
  ])('that is wrong is refused, and never shown: %j', async (person) => {
    const { sso } = create()
    const error = await failing(signInByPassword(sso, person))
    expect(error).toMatchObject({ code: 'invalid_grant', step: 'exchange' })
    expect(JSON.stringify(error)).not.toContain(person.password)
  })

  it.each([
    [{ username: '', password: 'p' }, 'username'],
    [{ username: 'alice' }, 'password'],
  ])('that is not there is refused before any request: %j', async (person, key) => {
    const { fetch, sent } = scripted(json({}))
    const sso = createClient(ubisecure, { ...create().site, fetch })
    const error = await failing(signInByPassword(sso, person as never))
    expect(error).toMatchObject({ code: 'invalid_config', key })
    expect(sent).toEqual([])
  })

  it('is for registered applications, at providers that take it', async () => {
    const { sso } = create({ grant_types: ['authorization_code'] })
    const person = { username: 'alice', password: 'password' }
    expect(await failing(signInByPassword(sso, person))).toHaveProperty(
      'code',
      'unauthorized_client',
    )
    // @ts-expect-error: iitb takes no passwords.
    const wrong = signInByPassword(iitbClient(), person)
    expect(await failing(wrong)).toMatchObject({ code: 'invalid_config', key: 'client' })
  })

  it.each([
    ['an HTML page', html('<html>proxy</html>'), 'response_invalid'],
    ['nothing', new Response(null, { status: 200 }), 'response_invalid'],
    ['no token', json({ token_type: 'Bearer' }), 'response_invalid'],
    ['a token of lines', json({ access_token: 'a\nb', token_type: 'Bearer' }), 'response_invalid'],
    ['a server error', html('<html>oops</html>', 500), 'provider_error'],
  ])('that is answered by %s ends in the one error', async (_, answer, code) => {
    const sso = createClient(ubisecure, { ...create().site, fetch: scripted(answer).fetch })
    const error = await failing(
      signInByPassword(sso, { username: 'alice', password: 'her-password' }),
    )
    expect(error).toMatchObject({ code, step: 'exchange' })
    expect(JSON.stringify(error)).not.toContain('her-password')
  })
})

describe('options of another provider', () => {
  it('neither compile nor run', async () => {
    const { site } = create()
    const login = createClient(ubisecure, site)
    // @ts-expect-error: iitb's own parameter.
    const start = login.start({ parameters: { approval_prompt: 'auto' } })
    expect(await failing(start)).toMatchObject({
      code: 'invalid_config',
      key: 'parameters.approval_prompt',
    })
    // @ts-expect-error: Ubisecure sends no mail.
    expect(login.sendMail).toBeUndefined()
    const method = { ...iitbSite, tokenEndpointAuthMethod: 'private_key_jwt' } as const
    // @ts-expect-error: iitb knows no JWT of a client.
    const create_ = () => createClient(iitb, method)
    expect(await failing(create_)).toMatchObject({
      code: 'invalid_config',
      key: 'tokenEndpointAuthMethod',
    })
  })
})

const iitbSite = { clientId: 'a', clientSecret: 'b', redirectUri, scopes: ['basic'] } as const
