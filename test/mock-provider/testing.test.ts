import { createMockProvider, type MockProvider, signInAs } from '@sso-login/mock-provider'
import {
  expectCodeExchange,
  expectNothingLeft,
  MockAssertionError,
  onlyRequest,
} from '@sso-login/mock-provider/testing'
import { iitb } from '@sso-login/providers/iitb'
import { standard } from '@sso-login/providers/standard'
import { expect, test } from 'vitest'
import { google } from '../contract/google.ts'
import { app, authorizeUrl, codeFor, exchange, postToken, tokensFor } from './sign-in.ts'

const make = () => createMockProvider(iitb, { clients: [app], now: () => 0 })

const verifier = 'v'.repeat(43)
const challenge = async () =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))).toString(
    'base64url',
  )

async function exchangeWithPkce(mock: MockProvider, method: 'S256' | 'plain'): Promise<Response> {
  const code = await codeFor(mock, {
    code_challenge: method === 'S256' ? await challenge() : verifier,
    code_challenge_method: method,
  })
  return postToken(mock, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: app.redirect_uris[0],
    code_verifier: verifier,
  })
}

test('requests are found by endpoint, client, person, status, refusal and parameters', async () => {
  const mock = make()
  await tokensFor(mock)
  await exchange(mock, 'made-up')
  const ids = (filter: Parameters<typeof mock.requests.all>[0]) =>
    mock.requests.all(filter).map(({ id }) => id)
  expect(ids({})).toEqual([1, 2, 3])
  expect(ids({ endpoint: 'token' })).toEqual([2, 3])
  expect(ids({ user: 'alice' })).toEqual([1, 2])
  expect(ids({ user: 'bob' })).toEqual([])
  expect(ids({ clientId: 'web', status: 400 })).toEqual([3])
  expect(ids({ rejected: true })).toEqual([3])
  expect(ids({ rejected: false, endpoint: 'token' })).toEqual([2])
  expect(ids({ params: { grant_type: 'authorization_code' } })).toEqual([2, 3])
  expect(ids({ params: { code: true } })).toEqual([2, 3])
  expect(ids({ params: { code: 'made-up' } })).toEqual([])
  expect(ids({ params: { refresh_token: true } })).toEqual([])
})

test('the only request that matches is given, and what came instead is told', async () => {
  const mock = make()
  expect(() => onlyRequest(mock, { endpoint: 'token' })).toThrow(
    new MockAssertionError('0 requests match {"endpoint":"token"}, not 1. There were no requests.'),
  )
  await tokensFor(mock)
  expect(onlyRequest(mock, { endpoint: 'token' }).user).toBe('alice')
  await exchange(mock, 'made-up')
  expect(() => onlyRequest(mock, { endpoint: 'token' })).toThrow(
    [
      '2 requests match {"endpoint":"token"}, not 1. There were',
      '  GET /profiles/oauth/authorize/ 302',
      '  POST /profiles/oauth/token/ 200',
      '  POST /profiles/oauth/token/ 400: code was never issued here',
    ].join('\n'),
  )
})

test('an exchange is known by its PKCE method, client and person', async () => {
  for (const method of ['S256', 'plain'] as const) {
    const mock = make()
    expect((await exchangeWithPkce(mock, method)).status).toBe(200)
    expect(expectCodeExchange(mock, { pkce: method, clientId: 'web', user: 'alice' }).status).toBe(
      200,
    )
    const other = method === 'S256' ? 'plain' : 'S256'
    expect(() => expectCodeExchange(mock, { pkce: other })).toThrow(
      `The code was exchanged with PKCE ${method}, not ${other}.`,
    )
    expect(() => expectCodeExchange(mock, { user: 'bob' })).toThrow(/^0 requests match/)
  }
  const mock = make()
  await tokensFor(mock)
  expect(expectCodeExchange(mock, { pkce: 'none' }).endpoint).toBe('token')
})

test('the PKCE method is that of the code, whatever other logins the client began', async () => {
  const mock = make()
  const code = await codeFor(mock, {
    code_challenge: await challenge(),
    code_challenge_method: 'S256',
  })
  await codeFor(mock, { code_challenge: verifier, code_challenge_method: 'plain' })
  await postToken(mock, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: app.redirect_uris[0],
    code_verifier: verifier,
  })
  expect(expectCodeExchange(mock, { pkce: 'S256' }).pkce).toBe('S256')
  expect(() => expectCodeExchange(mock, { pkce: 'plain' })).toThrow(
    'The code was exchanged with PKCE S256, not plain.',
  )
})

test('a verifier for a code that is bound to none is no PKCE', async () => {
  const mock = make()
  const code = await codeFor(mock)
  await postToken(mock, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: app.redirect_uris[0],
    code_verifier: verifier,
  })
  expect(expectCodeExchange(mock, { pkce: 'none' }).status).toBe(200)
})

test('a fault that nothing met is left over, a fault for every request once it was met is not', async () => {
  const mock = make()
  expectNothingLeft(mock)
  mock.faults.add('token', { status: 503 }, { times: 2 })
  mock.faults.add('userinfo', { latencyMs: 1 })
  await exchange(mock, 'x')
  expect(() => expectNothingLeft(mock)).toThrow(
    new MockAssertionError(
      [
        'A fault waits for 1 more requests at token: {"status":503}.',
        'A fault waits for requests at userinfo: {"latencyMs":1}.',
      ].join('\n'),
    ),
  )
  await exchange(mock, 'x')
  await mock.fetch(mock.endpoints.userinfo as string)
  expectNothingLeft(mock)
})

test('a request to nowhere is unexpected, and so is a refusal when the test says how many', async () => {
  const mock = make()
  await exchange(mock, 'made-up')
  expectNothingLeft(mock)
  expectNothingLeft(mock, { refused: 1 })
  expect(() => expectNothingLeft(mock, { refused: 0 })).toThrow(
    '1 requests were refused, not 0. There were\n  POST /profiles/oauth/token/ 400: code was never issued here',
  )
  await mock.fetch('https://gymkhana.iitb.ac.in/profiles/oauth/tokens/')
  expect(() => expectNothingLeft(mock)).toThrow('Unexpected: GET /profiles/oauth/tokens/ (404).')
})

test('signInAs drives any browser that can say where it is and go elsewhere', async () => {
  const mock = make()
  const listener = await mock.listen()
  const login = authorizeUrl().replace('https://gymkhana.iitb.ac.in', listener.url)
  const drive = async (start: string, ...rest: [user: string, options?: object]) => {
    const visited = [start]
    const page = {
      url: async () => visited.at(-1) as string,
      goto: async (url: string) => visited.push(url),
    }
    await signInAs(page, ...rest)
    return visited.at(-1)
  }
  try {
    expect(await drive(login, 'alice', { scopes: ['basic'] })).toMatch(
      /^https:\/\/app\.example\.test\/cb\?code=\w{30}&state=/,
    )
    const atLogin = await fetch(login)
    expect(new URL(atLogin.url).pathname).toBe('/profiles/account/login/')
    expect(await drive(atLogin.url, 'bob', { deny: true })).toContain('/cb?error=access_denied')
    await expect(drive(login, 'zoe')).rejects.toThrow(
      /^user: nobody has this name; there are alice/,
    )
    await expect(drive(login.replace('client_id=web', 'client_id=no'), 'alice')).rejects.toThrow(
      'The provider did not send alice back (400): no client is registered under this client_id',
    )
    await expect(
      drive(`${listener.url}/nowhere/?secret=1`, 'alice', { timeoutMs: 0 }),
    ).rejects.toThrow(`page: at ${listener.url}/nowhere/, which is no login at a mock`)
  } finally {
    await listener.close()
  }
})

test('signInAs waits on a page of the mock that is about no login', async () => {
  const mock = createMockProvider(standard, { clients: [app] })
  const listener = await mock.listen()
  const asked = `client_id=${app.client_id}&redirect_uri=${app.redirect_uris[0]}`
  const start = `response_type=code&scope=openid&code_challenge=${await challenge()}&code_challenge_method=S256`
  const way = [
    `${mock.endpoints.endSession}?client_id=${app.client_id}`,
    `${mock.endpoints.authorization}?${asked}&${start}`,
  ]
  const goto = async (url: string) => {
    way.push(url)
  }
  try {
    await signInAs({ url: () => (way.length > 1 ? way.shift() : way[0]) as string, goto }, 'alice')
    expect(way.at(-1)).toContain(`${app.redirect_uris[0]}?code=`)
  } finally {
    await listener.close()
  }
})

test('two mocks in one process know nothing of each other', async () => {
  const [one, two] = [make(), make()]
  const code = await codeFor(one)
  expect((await exchange(two, code)).status).toBe(400)
  two.clock.advance({ hours: 1 })
  two.faults.add('token', { status: 503 })
  expect((await exchange(one, code)).status).toBe(200)
  expect(two.requests.all().map(({ endpoint }) => endpoint)).toEqual(['token'])
})

test('reset takes another config, and a wrong one changes nothing', async () => {
  const mock = make()
  await tokensFor(mock)
  expect(() => mock.reset({ clients: [{ client_id: 'x' }] })).toThrow(
    'clients[0].redirect_uris: missing: the client needs at least one',
  )
  expect(() => mock.reset({ seed: 'x' } as never)).toThrow(/^seed: unknown key; there are clients/)
  expect(mock.requests.all()).toHaveLength(2)
  mock.reset({ clients: [{ ...app, client_id: 'other' }] })
  expect([mock.requests.all(), mock.clients[0]?.client_id]).toEqual([[], 'other'])
  expect((await mock.approve(authorizeUrl(), { user: 'alice' })).status).toBe(400)
  mock.reset()
  expect(mock.clients[0]?.client_id).toBe('other')
})

test('after a reset other people have their pictures, and those before them none', async () => {
  const mock = createMockProvider(google)
  const statusOf = async (path: string) => (await mock.fetch(new URL(path, google.baseUrl))).status
  expect(await statusOf('/pictures/alice.svg')).toBe(200)
  const [alice] = mock.users as [(typeof mock.users)[number]]
  mock.reset({ users: [{ ...alice, picture: '/pictures/another.svg' }] })
  expect(await statusOf('/pictures/another.svg')).toBe(200)
  expect(await statusOf('/pictures/alice.svg')).toBe(404)
})
