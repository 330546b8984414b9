/** Dynamic registration at the mock, RFC 7591 and 7592: by our client, and as strictly as any other endpoint. */
import { createClient } from '@sso-login/client'
import {
  deleteClient,
  readClient,
  registerClient,
  updateClient,
} from '@sso-login/client/registration'
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { beforeEach, describe, expect, test } from 'vitest'

const redirectUri = 'https://new.example.test/cb'
const metadata = { client_name: 'A new site', redirect_uris: [redirectUri], scope: 'openid email' }

let mock: ReturnType<typeof createMockProvider<typeof standard>>
beforeEach(() => {
  mock = createMockProvider(standard)
})

const send = (url: string, method: string, body?: unknown, token?: string) =>
  mock.fetch(url, {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
const register = async (body: unknown) => {
  const answer = await send('https://op.example/register', 'POST', body)
  return { status: answer.status, body: await answer.json() }
}

test('is made, read, changed, used, and ended', async () => {
  const { fetch } = mock
  const made = await registerClient(standard, metadata, { fetch })
  expect(made).toEqual({
    ...metadata,
    client_id: expect.stringMatching(/^\w{20}$/),
    client_secret: expect.stringMatching(/^\w{43}$/),
    client_secret_expires_at: 0,
    client_id_issued_at: Math.floor(made.client_id_issued_at as number),
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    registration_access_token: expect.stringMatching(/^\w{43}$/),
    registration_client_uri: `https://op.example/register/${made.client_id}`,
  })
  expect(await readClient(made, { fetch })).toEqual(made)

  const sso = createClient(standard, {
    clientId: made.client_id,
    clientSecret: made.client_secret as string,
    redirectUri,
    scopes: ['openid', 'email'],
    fetch,
  })
  const { url, transaction } = await sso.start()
  // What it changes meanwhile does not cost its login.
  const changed = await updateClient(made, { ...metadata, client_name: 'Renamed' }, { fetch })
  expect(changed).toEqual({ ...made, client_name: 'Renamed' })
  const { location } = await mock.approve(url, { user: 'alice' })
  const tokens = await sso.finish(location as string, transaction)
  expect((await sso.user(tokens, ['email'])).email).toMatch(/^alice@/)

  await deleteClient(changed, { fetch })
  await expect(readClient(changed, { fetch })).rejects.toMatchObject({ code: 'invalid_token' })
  await expect(sso.identity(tokens)).rejects.toMatchObject({ code: 'invalid_token' })
  const page = await mock.approve((await sso.start()).url, { user: 'alice' })
  expect([page.status, page.location]).toEqual([400, null])
})

test('is in the metadata, and gone with a reset', async () => {
  const discovery = await mock.fetch('https://op.example/.well-known/openid-configuration')
  expect((await discovery.json()).registration_endpoint).toBe('https://op.example/register')
  const { body } = await register(metadata)
  mock.reset()
  const read = await send(
    body.registration_client_uri,
    'GET',
    undefined,
    body.registration_access_token,
  )
  expect(read.status).toBe(401)
})

test('members that nobody knows are passed over, and one of the mock’s own is not to be had', async () => {
  const odd = { ...metadata, logo_uri: 'https://x.example/', x_loopback_redirects: true }
  const { status, body } = await register(odd)
  expect(status).toBe(201)
  expect(body).not.toHaveProperty('x_loopback_redirects')
  expect(body).not.toHaveProperty('logo_uri')
})

test('a public client has no secret', async () => {
  const { body } = await register({ ...metadata, token_endpoint_auth_method: 'none' })
  expect(body).not.toHaveProperty('client_secret')
  expect(body).not.toHaveProperty('client_secret_expires_at')
})

test.each<[string, unknown, string]>([
  ['no JSON', '{', 'invalid_request'],
  ['a list', [], 'invalid_request'],
  ['no redirect URI', { client_name: 'x' }, 'invalid_redirect_uri'],
  ['a fragment', { redirect_uris: ['https://a.example/#x'] }, 'invalid_redirect_uri'],
  ['a relative redirect URI', { redirect_uris: ['/cb'] }, 'invalid_redirect_uri'],
  ['another scheme', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
  ['a redirect URI that is no list', { redirect_uris: redirectUri }, 'invalid_redirect_uri'],
  ['an unknown grant type', { ...metadata, grant_types: ['magic'] }, 'invalid_client_metadata'],
  ['an unknown way', { ...metadata, token_endpoint_auth_method: 'tls' }, 'invalid_client_metadata'],
  ['an unknown scope', { ...metadata, scope: 'openid all' }, 'invalid_client_metadata'],
  ['another response type', { ...metadata, response_types: ['token'] }, 'invalid_client_metadata'],
  [
    'a response type without its grant type',
    { ...metadata, grant_types: ['client_credentials'] },
    'invalid_client_metadata',
  ],
])('%s is refused', async (_, body, error) => {
  expect(await register(body)).toMatchObject({ status: 400, body: { error } })
  expect(mock.requests.last()?.rejection).toEqual(expect.any(String))
})

test('a form is refused', async () => {
  const answer = await mock.fetch('https://op.example/register', {
    method: 'POST',
    body: new URLSearchParams({ client_name: 'x' }),
  })
  expect([answer.status, (await answer.json()).error]).toEqual([400, 'invalid_request'])
})

describe('management', () => {
  test.each<[string, string | undefined]>([
    ['no token', undefined],
    ['a made-up token', 'made-up'],
    ["another client's token", 'other'],
  ])('with %s is refused', async (_, token) => {
    const { body: one } = await register(metadata)
    const { body: other } = await register(metadata)
    const sent = token === 'other' ? other.registration_access_token : token
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const body = method === 'PUT' ? metadata : undefined
      const answer = await send(one.registration_client_uri, method, body, sent)
      expect([method, answer.status]).toEqual([method, 401])
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm=/)
    }
  })

  test.each<[string, (made: Record<string, unknown>) => object, string]>([
    ['another client_id', () => ({ client_id: 'demo-app' }), 'invalid_request'],
    ['no client_id', () => ({ client_id: undefined }), 'invalid_request'],
    ['another secret', () => ({ client_secret: 'mine' }), 'invalid_request'],
    [
      'what is the server’s to say',
      ({ registration_access_token }) => ({ registration_access_token }),
      'invalid_request',
    ],
    ['a bad URI', () => ({ redirect_uris: ['nowhere'] }), 'invalid_redirect_uri'],
  ])('a change to %s is refused, and changes nothing', async (_, changes, error) => {
    const { body: made } = await register(metadata)
    const { client_id, registration_client_uri: uri, registration_access_token: token } = made
    const body = { ...metadata, client_id, ...changes(made) }
    const answer = await send(uri, 'PUT', body, token)
    expect([answer.status, (await answer.json()).error]).toEqual([400, error])
    expect(await (await send(uri, 'GET', undefined, token)).json()).toEqual(made)
  })

  test('takes GET, PUT and DELETE', async () => {
    const { body } = await register(metadata)
    const token = body.registration_access_token
    const answer = await send(body.registration_client_uri, 'POST', metadata, token)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, PUT, DELETE, OPTIONS'])
  })
})
