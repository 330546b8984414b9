import {
  createMockProvider,
  type MockConfigError,
  type MockProviderOptions,
} from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { expect, test } from 'vitest'
import { app } from './sign-in.ts'

const { users } = createMockProvider(iitb)
const alice = users[0] as (typeof users)[0]
const create = (options: unknown) =>
  createMockProvider(iitb, options as MockProviderOptions<typeof iitb>)
const client = (members: object) => ({ clients: [{ ...app, ...members }] })
const user = (members: object) => ({ users: [{ ...alice, ...members }] })
const { first_name: _, ...withoutFirstName } = alice

test.each<[string, unknown]>([
  ['now: gives no epoch milliseconds', { now: () => new Date() }],
  ['now: gives no epoch milliseconds', { now: () => Number.NaN }],
  [
    'port: unknown key; there are clients, users, strict, expiresIn, redirectUriAtToken, baseUrl, seed, now, control',
    { port: 1 },
  ],
  ['clients: not a list', { clients: {} }],
  ['clients[0]: not an object', { clients: ['x'] }],
  ['clients[0].client_id: missing', client({ client_id: undefined })],
  ['clients[0].client_id: not text', client({ client_id: 7 })],
  ['clients[0].client_secret: empty', client({ client_secret: '' })],
  [
    'clients[0].client_secret: missing, but client_secret_post needs one',
    client({ client_secret: undefined, token_endpoint_auth_method: 'client_secret_post' }),
  ],
  [
    'clients[0].client_secret: there, but a client with token_endpoint_auth_method none has no secret',
    client({ token_endpoint_auth_method: 'none' }),
  ],
  [
    'clients[0].token_endpoint_auth_method: not one of client_secret_basic, client_secret_post, none',
    client({ token_endpoint_auth_method: 'private_key_jwt' }),
  ],
  [
    'clients[0].grant_types[1]: not one of authorization_code, refresh_token, implicit',
    client({ grant_types: ['refresh_token', 'password'] }),
  ],
  [
    'clients[0].redirect_uris: missing: the client needs at least one',
    client({ redirect_uris: [] }),
  ],
  [
    'clients[0].redirect_uris[1]: not an absolute URI',
    client({ redirect_uris: ['https://a.test/', '/cb'] }),
  ],
  [
    'clients[0].redirect_uris[0]: has a fragment (RFC 6749 3.1.2)',
    client({ redirect_uris: ['https://a.test/#x'] }),
  ],
  [
    'clients[0].redirect_uris[0]: not one of http, https',
    client({ redirect_uris: ['javascript:alert(1)'] }),
  ],
  ['clients[0].x_unverified: not true or false', client({ x_unverified: 'yes' })],
  ['clients[1].client_id: the same as that of clients[0]', { clients: [app, app] }],
  ['users[0].first_name: missing', { users: [withoutFirstName] }],
  ['users[0].id: not a whole number', user({ id: '7' })],
  [
    'users[0].program.join_year: not a whole number',
    user({ program: { ...alice.program, join_year: 'x' } }),
  ],
  ['users[0].contacts[0].number: not text', user({ contacts: [{ id: 1, number: 9 }] })],
  [
    'users[1].id: the same as that of users[0]',
    { users: [alice, { ...alice, username: 'other' }] },
  ],
  ['users[1].username: the same as that of users[0]', { users: [alice, { ...alice, id: 7 }] }],
  ['expiresIn: not one of "number", "text"', { expiresIn: 'string' }],
  ['baseUrl: not an origin like http://localhost:4000', { baseUrl: 'localhost:4000' }],
])('refuses a wrong config with its place: %s', (message, options) => {
  expect(() => create(options)).toThrow(
    expect.objectContaining({ message, name: 'MockConfigError' }),
  )
})

test('says everything that is wrong with a config at once', () => {
  const wrong = {
    clients: [
      { ...app, client_id: 7, color: 'red' },
      { ...app, redirect_uris: ['/cb', 'x#y'] },
    ],
    users: [{ ...alice, id: 'x', contacts: [{ id: 1 }, 'x'] }],
  }
  const places = [
    'clients[0].color',
    'clients[0].client_id',
    'clients[1].redirect_uris[0]',
    'clients[1].redirect_uris[1]',
    'users[0].id',
    'users[0].contacts[0].number',
    'users[0].contacts[1]',
  ]
  let error: MockConfigError | undefined
  try {
    create(wrong)
  } catch (thrown) {
    error = thrown as MockConfigError
  }
  expect(error?.problems.map((problem) => problem.split(': ')[0])).toEqual(places)
  expect(error?.path).toBe('clients[0].color')
  expect(error?.message).toBe(error?.problems.join('\n'))
})

test('what a person need not have may be left out', async () => {
  const { id, first_name, last_name, username, email, is_alumni } = alice
  const person = { id, first_name, last_name, username, email, is_alumni }
  expect(createMockProvider(iitb, { users: [person] }).usernames).toEqual(['alice'])
  const mock = create({ users: [{ ...person, program: { id: 3 } }] })
  expect(mock.users).toEqual([
    expect.objectContaining({ id, sex: null, contacts: [], secondary_emails: [] }),
  ])
  expect(mock.users[0]?.program).toEqual({
    id: 3,
    department: null,
    department_name: null,
    join_year: null,
    graduation_year: null,
    degree: null,
    degree_name: null,
  })
})

test('names an unknown key of a client and of a user', () => {
  expect(() => create(client({ redirect_uri: 'x' }))).toThrow(
    /^clients\[0\]\.redirect_uri: unknown key; there are client_id, /,
  )
  expect(() => create(user({ nickname: 'x' }))).toThrow(
    /^users\[0\]\.nickname: unknown key; there are id, first_name, /,
  )
})

test('says which provider it cannot play', () => {
  const other = { ...iitb, id: 'elsewhere', protocol: 'saml' } as never
  expect(() => createMockProvider(other)).toThrow('provider: the mock cannot play elsewhere yet')
})

test('has three people and two clients that accept any loopback redirect URI by default', async () => {
  const mock = createMockProvider(iitb)
  expect(mock.usernames).toEqual(['alice', 'bob', 'nadia'])
  const go = async (client_id: string, redirect_uri: string) => {
    const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri })
    return (await mock.approve(`/profiles/oauth/authorize/?${query}`, { user: 'nadia' })).status
  }
  for (const { client_id } of mock.clients) {
    expect(await go(client_id, 'http://127.0.0.1:49152/any/path')).toBe(302)
    expect(await go(client_id, 'http://localhost:1/cb?x=1')).toBe(302)
    expect(await go(client_id, 'http://[::1]:8080/')).toBe(302)
    expect(await go(client_id, 'https://localhost.example.test/')).toBe(400)
    expect(await go(client_id, 'http://127.0.0.1.example.test/')).toBe(400)
    expect(await go(client_id, 'http://localhost@example.test/')).toBe(400)
  }
})

test('refuses a call of approve that makes no sense', async () => {
  const mock = create({ clients: [app] })
  const url = '/profiles/oauth/authorize/?client_id=web'
  await expect(mock.approve(url, { user: 'zoe' })).rejects.toThrow(
    'user: nobody has this name; there are alice, bob, nadia',
  )
  await expect(mock.approve('https://x.test/elsewhere', { user: 'alice' })).rejects.toThrow(
    'url: its path is not that of the authorization endpoint, /profiles/oauth/authorize/',
  )
  await expect(mock.approve('nonsense', { user: 'alice' })).rejects.toThrow('url: not a URL')
  await expect(mock.approve(url, undefined as never)).rejects.toThrow(
    'approval: not an object; of members there are user, scopes, deny',
  )
  await expect(mock.approve(url, { user: 'alice', denied: true } as never)).rejects.toThrow(
    'denied: unknown member; there are user, scopes, deny',
  )
})
