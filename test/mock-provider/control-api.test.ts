import { request as httpRequest } from 'node:http'
import { createMockProvider, type Listener } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { app, authorizeUrl, codeFor, exchange } from './sign-in.ts'

const mock = createMockProvider(iitb, { clients: [app], now: () => 0 })
let listener: Listener
beforeAll(async () => {
  listener = await mock.listen()
})
afterAll(() => listener.close())
beforeEach(() => mock.reset())

const post = (call: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${listener.url}/_mock/${call}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const get = (call: string) => fetch(`${listener.url}/_mock/${call}`)

/** `fetch` does not let its caller choose the Host. */
const statusForHost = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(
      `${listener.url}/_mock/requests`,
      { headers: { Host: host } },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      },
    )
    sent.on('error', reject)
    sent.end()
  })

test('approve gives what the browser would have got', async () => {
  const answer = await post('approve', { url: authorizeUrl(), user: 'alice', deny: true })
  expect(await answer.json()).toEqual({
    status: 302,
    location: 'https://app.example.test/cb?error=access_denied&state=state-that-nobody-may-see',
    body: null,
  })
})

test('clock moves every expiry', async () => {
  const code = await codeFor(mock)
  expect(await (await post('clock', { advanceSeconds: 61 })).json()).toEqual({
    now: '1970-01-01T00:01:01.000Z',
  })
  expect((await exchange(mock, code)).status).toBe(400)
  expect(await (await post('clock/reset', {})).json()).toEqual({ now: '1970-01-01T00:00:00.000Z' })
})

test('faults, requests, mail and reset are there', async () => {
  expect(
    (await post('faults', { endpoint: 'token', fault: { status: 503 }, times: 1 })).status,
  ).toBe(200)
  expect((await exchange(mock, 'x')).status).toBe(503)
  const records = await (await get('requests?endpoint=token')).json()
  expect(records).toEqual([expect.objectContaining({ endpoint: 'token', status: 503 })])
  expect(await (await get('requests?endpoint=media')).json()).toEqual([])
  expect(await (await get('mail')).json()).toEqual([])
  expect((await post('reset', {})).status).toBe(200)
  expect(mock.requests.all()).toEqual([])
})

test('its index names no secret', async () => {
  const text = await (await get('')).text()
  expect(JSON.parse(text).clients).toEqual([{ client_id: 'web', client_name: 'Web <App>' }])
  expect(text).not.toContain(app.client_secret)
})

test('a rebound host name does not reach it', async () => {
  for (const host of ['evil.example.test', 'localhost.evil.test', '127.0.0.1.evil.test']) {
    expect(await statusForHost(host), host).toBe(403)
  }
  for (const host of ['localhost:4000', '127.0.0.1', '[::1]:80']) {
    expect(await statusForHost(host), host).toBe(200)
  }
})

test('a form or text of a web page does not reach it', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/json']) {
    const answer = await post('clock', '{"advanceSeconds":1}', { 'Content-Type': type })
    expect([answer.status, await answer.json()]).toEqual([
      415,
      {
        error:
          "Content-Type: not application/json; send the header, e.g. curl -H 'Content-Type: application/json'",
        path: 'Content-Type',
      },
    ])
  }
  expect(mock.clock.now()).toBe(0)
})

test.each<[string, unknown, string]>([
  ['clock', '{', 'body: not valid JSON'],
  ['clock', [], 'body: not an object; of members there are advanceSeconds'],
  ...[{ advanceSeconds: -1 }, { advanceSeconds: '1' }, {}].map((body): [string, object, string] => [
    'clock',
    body,
    'advanceSeconds: not a number from 0 on: the clock moves forward only',
  ]),
  ['clock', { seconds: 1 }, 'seconds: unknown member; there are advanceSeconds'],
  [
    'approve',
    { url: authorizeUrl(), user: 'zoe' },
    'user: nobody has this name; there are alice, bob, nadia',
  ],
  ['approve', { url: authorizeUrl() }, 'user: missing; there are alice, bob, nadia'],
  ['approve', { url: authorizeUrl(), user: 7 }, 'user: not text'],
  [
    'approve',
    { url: authorizeUrl(), user: 'alice', scopes: ['basic', 'profil'] },
    'scopes[1]: the provider knows no scope profil; there are basic, profile, picture, sex, ldap, phone, insti_address, program, secondary_emails, send_mail',
  ],
  ['clock', { advanceSeconds: 1e20 }, 'advanceSeconds: too far: the clock ends with the year 9999'],
  ['approve', { user: 'alice' }, 'url: not text'],
  [
    'approve',
    { url: authorizeUrl(), user: 'alice', scopes: 'basic' },
    'scopes: not a list of texts',
  ],
  ['approve', { url: authorizeUrl(), user: 'alice', deny: 'yes' }, 'deny: not true or false'],
  ['faults', { endpoint: 'token' }, 'fault: not an object like {"status": 503}'],
  [
    'faults',
    { endpoint: 'token', fault: { drop: true }, times: 1.5 },
    'times: not a whole number from 1 on',
  ],
  [
    'faults',
    { endpoint: 'token', fault: { oversized: 900_000_000 } },
    'fault.oversized: not a number of bytes from 0 to 100000000',
  ],
  ['reset', { all: true }, 'all: unknown member; there are none'],
])('%s refuses bad input and says where: %j', async (call, body, error) => {
  const answer = await post(call, body)
  expect([answer.status, (await answer.json()).error]).toEqual([400, error])
})

test('a refused move of the clock leaves the mock alive', async () => {
  await post('clock', { advanceSeconds: 1e20 })
  expect(mock.clock.now()).toBe(0)
  expect((await exchange(mock, 'x')).status).toBe(400)
})

test('the log knows its endpoints', async () => {
  const answer = await get('requests?endpoint=tokne')
  expect([answer.status, (await answer.json()).error]).toEqual([
    400,
    'endpoint: not one of authorization, token, revocation, userinfo, sendMail, login, logout, media, other',
  ])
  expect(() => mock.requests.all({ endpoint: 'tokne' })).toThrow('endpoint: not one of')
  expect(() => mock.requests.last('tokne')).toThrow('endpoint: not one of')
})

test('a scope that was asked for may be ticked by name, whatever it is', async () => {
  const url = authorizeUrl({ scope: 'basic nonsense' })
  const { location } = await mock.approve(url, { user: 'alice', scopes: ['nonsense'] })
  expect(location).toContain('error=invalid_scope')
})

test('the first page of the mock leads a browser to the inspector', async () => {
  const headers = { Accept: 'text/html,*/*' }
  const answer = await fetch(`${listener.url}/`, { headers, redirect: 'manual' })
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/_mock/'])
  expect((await fetch(`${listener.url}/`)).status).toBe(404)
  const closed = createMockProvider(iitb, { control: false })
  expect((await closed.fetch('http://localhost/', { headers })).status).toBe(404)
})

test('listening everywhere it says an address that can be visited', async () => {
  const everywhere = createMockProvider(iitb)
  const { url, close } = await everywhere.listen({ host: '0.0.0.0' })
  expect(url).toMatch(/^http:\/\/localhost:\d+$/)
  expect((await fetch(`${url}/_mock/mail`)).status).toBe(200)
  await close()
})

test('requests can be asked for by each member of their filter', async () => {
  await exchange(mock, await codeFor(mock))
  await exchange(mock, 'x')
  const count = async (query: string) => (await (await get(`requests?${query}`)).json()).length
  expect(await count('user=alice&endpoint=token')).toBe(1)
  expect(await count('clientId=web')).toBe(3)
  expect(await count('status=400')).toBe(1)
  expect(await count('rejected=false')).toBe(2)
})

test.each([
  [
    'requests?endpont=token',
    'endpont: unknown member; there are endpoint, clientId, user, status, rejected',
  ],
  ['requests?status=bad', 'status: not a whole number from 0 on'],
  ['requests?rejected=yes', 'rejected: not true or false'],
  ['mail?user=alice', 'user: unknown member; there are none'],
  ['requests?endpoint=token&endpoint=userinfo', 'endpoint: there twice'],
])('a query that means nothing is refused: %s', async (call, error) => {
  const answer = await get(call)
  expect([answer.status, (await answer.json()).error]).toEqual([400, error])
})

test('a body that says a thing twice is refused: it cannot mean both', async () => {
  const body = '{"endpoint": "token", "fault": {"status": 503, "status": 500}}'
  const answer = await post('faults', body)
  expect([answer.status, (await answer.json()).error]).toEqual([400, 'fault.status: there twice'])
  expect(mock.faults.pending()).toEqual([])
})

test('wrong calls are told what there is', async () => {
  const unknown = await get('nothing')
  expect(unknown.status).toBe(404)
  const { error } = await unknown.json()
  expect(error).toMatch(/^path: no such call; there are GET \/_mock\/, POST \/_mock\/approve, /)
  expect(error).toContain('GET /_mock/events')
  const wrong = await get('reset')
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
})

test('can be left out', async () => {
  const closed = createMockProvider(iitb, { control: false })
  expect((await closed.fetch('http://localhost/_mock/requests')).status).toBe(404)
})
