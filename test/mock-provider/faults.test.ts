import { createMockProvider, type FaultRequest, type Listener } from '@sso-login/mock-provider'
import { expectNothingLeft } from '@sso-login/mock-provider/testing'
import { iitb } from '@sso-login/providers/iitb'
import { standard } from '@sso-login/providers/standard'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  app,
  authorizeUrl,
  codeFor,
  exchange,
  postToken,
  state,
  type Tokens,
  tokenUrl,
  userUrl,
} from './sign-in.ts'

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

  test('halfOpen gives the first half, and never the second', async () => {
    mock.faults.add('token', { halfOpen: true })
    const gone = new AbortController()
    const answer = await send({ signal: gone.signal })
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    expect((await reader.read()).value?.length).toBeGreaterThan(5)
    const rest = reader.read()
    gone.abort(new Error('enough'))
    await expect(rest).rejects.toThrow('enough')
  })

  test('clockSkewSeconds is seen in the Date header', async () => {
    mock.faults.add('token', { clockSkewSeconds: 86_400 })
    const date = Date.parse((await send()).headers.get('date') ?? '')
    expect(Math.abs(date - mock.clock.now() - 86_400_000)).toBeLessThan(10_000)
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

describe('when a fault strikes', () => {
  const statuses = async (...grantTypes: string[]) => {
    const seen: number[] = []
    for (const grant_type of grantTypes) seen.push((await postToken(mock, { grant_type })).status)
    return seen
  }

  test('from the nth request on, so many times', async () => {
    mock.faults.add('token', { status: 503 }, { nth: 3, times: 2 })
    expect(await statuses('a', 'a', 'a', 'a', 'a')).toEqual([400, 400, 503, 503, 400])
  })

  test('by a predicate, which also decides what counts', async () => {
    mock.faults.add(
      'token',
      { status: 503 },
      { nth: 2, when: ({ method, param }) => method === 'POST' && param('grant_type') === 'b' },
    )
    expect(await statuses('b', 'a', 'a', 'b', 'a', 'b')).toEqual([400, 400, 400, 503, 400, 503])
  })

  test('by the values of parameters, also over the control API', async () => {
    await fetch(`${listener.url}/_mock/faults`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        endpoint: 'token',
        fault: { status: 503 },
        times: 1,
        when: { grant_type: 'b' },
      }),
    })
    expect(await statuses('a', 'b', 'b')).toEqual([400, 503, 400])
  })

  test('only where there is something to spoil: what passes it does not use it up', async () => {
    mock.faults.add('token', { notRotated: true }, { times: 1 })
    mock.faults.add('token', { missingMember: 'scope' }, { times: 1 })
    mock.faults.add('authorization', { stateAltered: true }, { times: 1 })
    await mock.fetch(authorizeUrl())
    await statuses('refresh')
    expect(mock.faults.pending().map(({ hits, left }) => [hits, left])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ])
    const { location } = await mock.approve(authorizeUrl(), { user: 'alice' })
    expect(new URL(location ?? '').searchParams.get('state')).toBe(`${state}x`)
    expect(mock.faults.pending()).toHaveLength(2)
  })

  test('a page reads the error that stands for a refusal, which is not for the preflight before it', async () => {
    const open = createMockProvider(standard)
    const endpoint = open.endpoints.token ?? ''
    open.faults.add('token', { tokenError: 'invalid_grant' }, { times: 1 })
    expect((await open.fetch(endpoint, { method: 'OPTIONS' })).status).toBe(204)
    const { status, headers } = await open.fetch(endpoint, { method: 'POST' })
    expect([status, headers.get('access-control-allow-origin')]).toEqual([400, '*'])
  })

  test('a member or a state that is not there cannot be left out', async () => {
    mock.faults.add('token', { missingMember: 'acess_token' }, { times: 1 })
    mock.faults.add('authorization', { stateDropped: true }, { times: 1 })
    await exchange(mock, await codeFor(mock, { state: '' }))
    expect(mock.faults.pending()).toMatchObject([{ hits: 0 }, { hits: 0 }])
  })

  test('a predicate that throws fails its request, and says so in the log', async () => {
    const when = ({ param }: FaultRequest) => (param('scope') as string).includes('basic')
    mock.faults.add('token', { status: 503 }, { when })
    expect((await fetch(listener.url + path, { method: 'POST' })).status).toBe(500)
    expect(mock.requests.last()?.rejection).toMatch(/^the mock failed: .*undefined/)
    expect(() => expectNothingLeft(mock)).toThrow('the mock failed')
  })

  test('a fault of refreshing waits for the refresh that it is about', async () => {
    const refresh = async (refresh_token: string): Promise<Partial<Tokens>> => {
      const answer = await postToken(mock, { grant_type: 'refresh_token', refresh_token })
      return answer.json()
    }
    const first: Tokens = await (await exchange(mock, await codeFor(mock))).json()
    for (const fault of [{ notRotated: true }, { grantedScope: 'basic' }] as const) {
      mock.faults.add('token', fault, { times: 1 })
      await refresh('made up')
      expect(mock.faults.pending()).toMatchObject([{ fault, hits: 0 }])
      mock.faults.clear()
    }
    mock.faults.add('token', { oldRefreshTokenAccepted: true }, { times: 1 })
    mock.faults.add('token', { familyRevokedOnReuse: true }, { times: 1 })
    await refresh(first.refresh_token)
    expect(mock.faults.pending()).toHaveLength(2)
    expect((await refresh(first.refresh_token)).access_token).toBeDefined()
    expect(mock.faults.pending()).toMatchObject([{ fault: { familyRevokedOnReuse: true } }])
  })
})

describe('an answer without a body', () => {
  const broken = [{ truncated: true }, { halfOpen: true }, { drip: 1 }] as const
  const empty = 'https://gymkhana.iitb.ac.in/profiles/oauth/revoke_token/'
  const emptyAnswers: [string, () => Promise<Response>, () => Promise<Response>][] = [
    [
      'revocation',
      () => mock.fetch(empty, revocation()),
      () => fetch(listener.url + new URL(empty).pathname, revocation()),
    ],
    [
      'userinfo',
      () => mock.fetch(userUrl, { method: 'HEAD' }),
      () => fetch(listener.url + new URL(userUrl).pathname, { method: 'HEAD' }),
    ],
  ]
  const revocation = (): RequestInit => ({
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${app.client_id}:${app.client_secret}`)}` },
    body: new URLSearchParams({ token: 'unknown' }),
  })

  test.each(emptyAnswers)(
    '%s: nothing breaks off within it, nothing is added',
    async (endpoint, ...sends) => {
      for (const fault of [...broken, { extraMembers: true }] as const) {
        for (const send of sends) {
          mock.faults.add(endpoint, fault, { times: 1 })
          expect(await (await send()).text()).toBe('')
          expect(mock.faults.pending(), JSON.stringify(fault)).toHaveLength(1)
          mock.faults.clear()
        }
      }
    },
  )

  test('stays without one where its status allows none', async () => {
    const strict = createMockProvider(standard)
    for (const fault of [{ malformed: true }, { oversized: 100 }] as const) {
      strict.faults.add('token', fault, { times: 1 })
      const preflight = await strict.fetch(strict.endpoints.token ?? '', { method: 'OPTIONS' })
      expect([preflight.status, await preflight.text()]).toEqual([204, ''])
      expect(strict.faults.pending()).toHaveLength(1)
      strict.faults.clear()
    }
  })
})
