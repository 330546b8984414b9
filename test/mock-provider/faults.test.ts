import { createMockProvider, type Fault, type Listener } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { app, codeFor, postToken, tokenUrl } from './sign-in.ts'

const mock = createMockProvider(iitb, { clients: [app] })
let listener: Listener
beforeEach(async () => {
  mock.reset()
  listener = await mock.listen()
})
afterEach(() => listener.close())

const path = new URL(tokenUrl).pathname
const form = { grant_type: 'refresh_token' }
const ways = [
  ['by fetch', (init: RequestInit = {}) => postToken(mock, form, init)],
  [
    'over HTTP',
    (init: RequestInit = {}) =>
      fetch(listener.url + path, {
        method: 'POST',
        body: new URLSearchParams(form),
        redirect: 'manual',
        ...init,
      }),
  ],
] as const

describe.each(ways)('%s', (_, send) => {
  test('status and html answer in the place of the provider', async () => {
    mock.faults.add('token', { status: 503 }, { times: 1 })
    mock.faults.add('token', { html: 502 }, { times: 1 })
    expect((await send()).status).toBe(503)
    const page = await send()
    expect([page.status, page.headers.get('content-type')]).toEqual([
      502,
      'text/html; charset=utf-8',
    ])
    expect(await page.text()).toContain('<h1>502</h1>')
    expect((await (await send()).json()).error).toMatch(/^invalid_/)
    expect(mock.requests.all({ endpoint: 'token' }).map(({ rejection }) => rejection)).toEqual([
      'injected fault {"status":503}',
      'injected fault {"html":502}',
      expect.any(String),
    ])
  })

  test('malformed, truncated and oversized spoil the body alone', async () => {
    mock.faults.add('token', { malformed: true }, { times: 1 })
    await expect((await send()).json()).rejects.toThrow(SyntaxError)
    mock.faults.add('token', { truncated: true }, { times: 1 })
    const cut = await send()
    expect(cut.headers.get('content-type')).toBe('application/json')
    await expect(cut.text()).rejects.toThrow('terminated')
    mock.faults.add('token', { oversized: 100_000 }, { times: 1 })
    expect((await (await send()).text()).length).toBe(100_000)
  })

  test('drop breaks the connection', async () => {
    mock.faults.add('token', { drop: true })
    await expect(send()).rejects.toThrow('fetch failed')
    expect(mock.requests.last()?.status).toBe(0)
  })

  test('never waits until the caller gives up', async () => {
    mock.faults.add('token', { never: true })
    const gone = new AbortController()
    const answered = send({ signal: gone.signal })
    const logged = new Promise<void>((resolve) => {
      const stop = mock.requests.subscribe(() => {
        stop()
        resolve()
      })
    })
    await logged
    gone.abort(new Error('enough'))
    await expect(answered).rejects.toThrow('enough')
  })

  test('redirectLoop leads back to the same URL', async () => {
    mock.faults.add('token', { redirectLoop: true })
    const answer = await send()
    expect([answer.status, answer.headers.get('location')]).toEqual([302, path])
  })

  test('drip gives the whole body, byte by byte', async () => {
    mock.faults.add('token', { drip: 0 })
    const chunks: number[] = []
    for await (const chunk of (await send()).body as ReadableStream<Uint8Array>)
      chunks.push(chunk.length)
    expect(chunks.length).toBeGreaterThan(1)
    expect(chunks.reduce((a, b) => a + b)).toBeGreaterThan(20)
  })

  test('contentType and latencyMs leave the answer as it is', async () => {
    mock.faults.add('token', { contentType: 'text/plain' }, { times: 1 })
    mock.faults.add('token', { latencyMs: 1 }, { times: 1 })
    const plain = await send()
    expect(plain.headers.get('content-type')).toBe('text/plain')
    expect(await (await send()).json()).toEqual(await plain.json())
  })
})

test('a fault that answers late lets the provider do its work', async () => {
  const code = await codeFor(mock)
  mock.faults.add('token', { truncated: true }, { times: 1 })
  const exchangeForm = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: app.redirect_uris[0],
  }
  expect((await postToken(mock, exchangeForm)).status).toBe(200)
  expect((await postToken(mock, exchangeForm)).status).toBe(400)
})

test('an endpoint without a fault is not hit, and clear ends them all', async () => {
  mock.faults.add('userinfo', { status: 500 })
  mock.faults.add('token', { status: 500 })
  mock.faults.clear()
  expect((await postToken(mock, form)).status).toBe(400)
})

test.each<[string, unknown, unknown, unknown]>([
  [
    'endpoint: not one of authorization, token, revocation, userinfo, sendMail, login, logout, media, other',
    'tokens',
    { drop: true },
    {},
  ],
  ['fault: not an object like {"status": 503}', 'token', 503, {}],
  ['fault.status: not a status from 400 to 599', 'token', { status: 200 }, {}],
  ['fault.drop: not true', 'token', { drop: 1 }, {}],
  ['times: not a whole number above 0', 'token', { drop: true }, { times: 0 }],
])('refuses a fault that makes no sense: %s', (message, endpoint, fault, options) => {
  const add = () => mock.faults.add(endpoint as string, fault as Fault, options as object)
  expect(add).toThrow(expect.objectContaining({ name: 'MockUsageError', message }))
})

test('names the faults there are', () => {
  const names =
    'status, html, malformed, truncated, oversized, latencyMs, drop, never, redirectLoop, drip, contentType'
  expect(() => mock.faults.add('token', { boom: 1 } as unknown as Fault)).toThrow(
    `fault.boom: no such fault; there are ${names}`,
  )
  expect(() => mock.faults.add('token', {} as Fault)).toThrow(
    `fault: needs exactly one member of ${names}`,
  )
})
