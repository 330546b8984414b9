import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { expect, test } from 'vitest'
import { app, authorizeUrl, state, tokensFor } from './sign-in.ts'

const here = 'http://localhost/_mock/'
const make = () => createMockProvider(iitb, { clients: [app], now: () => 0 })

test('the address of the control API shows a page to whoever asks for one', async () => {
  const mock = make()
  const page = await mock.fetch(here, { headers: { Accept: 'text/html,*/*;q=0.8' } })
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect((await mock.fetch(here)).headers.get('content-type')).toBe('application/json')
  const html = await page.text()
  const files = [...html.matchAll(/(?:src|href)="(\/_mock\/[^"]+)"/g)].map(([, path]) => path)
  expect(files.length).toBeGreaterThan(3)
  for (const path of files) {
    expect((await mock.fetch(`http://localhost${path}`)).status, path).toBe(200)
  }
})

test('the page runs under a policy that lets in nothing but its own files', async () => {
  const page = await make().fetch(here, { headers: { Accept: 'text/html' } })
  expect(page.headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  )
  expect(await page.text()).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/)
})

test.each(['../package.json', 'nothing.js', '', '__proto__'])(
  'there is no file %j of the inspector',
  async (name) => {
    const answer = await make().fetch(`${here}inspector/${encodeURIComponent(name)}`)
    expect(answer.status).toBe(404)
  },
)

test('page, state and events are for this machine only', async () => {
  for (const call of ['', 'state', 'events', 'inspector/inspector.js']) {
    const answer = await make().fetch(`http://rebound.example.test/_mock/${call}`, {
      headers: { Accept: 'text/html' },
    })
    expect(answer.status, call).toBe(403)
  }
  const closed = createMockProvider(iitb, { control: false })
  expect((await closed.fetch(here, { headers: { Accept: 'text/html' } })).status).toBe(404)
})

test('the state shows what the mock holds, and no secret', async () => {
  const mock = make()
  const tokens = await tokensFor(mock)
  mock.faults.add('token', { status: 503 }, { times: 2 })
  mock.clock.advance({ minutes: 5 })
  const text = await (await mock.fetch(`${here}state`)).text()
  for (const secret of [tokens.access_token, tokens.refresh_token, app.client_secret]) {
    expect(text).not.toContain(secret)
  }
  expect(JSON.parse(text)).toMatchObject({
    provider: { id: 'iitb', name: 'IIT Bombay SSO' },
    now: '1970-01-01T00:05:00.000Z',
    aheadSeconds: 300,
    requests: 2,
    people: { count: 3, first: [{ username: 'alice', name: 'Alice Kulkarni' }, {}, {}] },
    clients: [{ client_id: 'web', confidential: true }],
    tokens: {
      access: 1,
      refresh: 1,
      newest: [
        {
          token: `${tokens.access_token.slice(0, 3)}…(30)`,
          clientId: 'web',
          user: 'alice',
          scopes: ['basic', 'profile'],
          expiresAt: '1970-01-01T10:00:00.000Z',
          refreshable: true,
        },
      ],
    },
    faults: { pending: [{ endpoint: 'token', fault: { status: 503 }, left: 2, hits: 0 }] },
  })
  mock.clock.advance({ hours: 10 })
  const later = await (await mock.fetch(`${here}state`)).json()
  expect(later.tokens.newest).toEqual([])
})

test('events tell every request as it happens, and the state whenever it changes', async () => {
  const mock = make()
  await mock.approve(authorizeUrl(), { user: 'alice' })
  const answer = await mock.fetch(`${here}events`)
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  const reader = (answer.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream() as never)
    .getReader() as ReadableStreamDefaultReader<string>
  let rest = ''
  const next = async (): Promise<{ event: string; data: { [key: string]: unknown } }> => {
    while (!rest.includes('\n\n')) rest += (await reader.read()).value ?? ''
    const [first = '', ...others] = rest.split('\n\n')
    rest = others.join('\n\n')
    const [, event = '', data = 'null'] = /^event: (\w+)\ndata: (.*)$/s.exec(first) ?? []
    return { event, data: JSON.parse(data) }
  }
  expect(await next()).toMatchObject({ event: 'requests', data: [{ endpoint: 'authorization' }] })
  expect(await next()).toMatchObject({ event: 'state', data: { requests: 1 } })

  await mock.approve(authorizeUrl({ client_id: 'nobody' }), { user: 'alice' })
  expect(await next()).toMatchObject({
    event: 'request',
    data: { id: 2, rejection: 'no client is registered under this client_id' },
  })
  expect(await next()).toMatchObject({ event: 'state', data: { requests: 2 } })

  // Nothing asks for these: they are noticed all the same.
  mock.faults.add('token', { drop: true })
  expect(await next()).toMatchObject({ event: 'state', data: { faults: { pending: [{}] } } })
  mock.reset()
  expect(await next()).toMatchObject({ event: 'state', data: { requests: 0 } })
  await reader.cancel()
})

test('an inspector that is open does not keep a mock from closing', async () => {
  const mock = make()
  const { url, close } = await mock.listen()
  const answer = await fetch(`${url}/_mock/events`)
  const reader = answer.body?.getReader()
  await reader?.read()
  await close()
  await expect(
    (async () => {
      for (;;) if ((await reader?.read())?.done) throw new Error('ended')
    })(),
  ).rejects.toThrow()
})

test('the record of a redirect says where it leads, with its secrets masked', async () => {
  const mock = make()
  const { location } = await mock.approve(authorizeUrl(), { user: 'alice' })
  const code = new URL(location ?? '').searchParams.get('code') ?? ''
  expect(mock.requests.last()?.location).toBe(
    `https://app.example.test/cb?code=${code.slice(0, 3)}…(30)&state=sta…(${state.length})`,
  )
})

test('every refusal has its reason in words, also where only the status says it', async () => {
  const mock = make()
  await mock.fetch('https://gymkhana.iitb.ac.in/nowhere/')
  expect(mock.requests.last()?.rejection).toBe('the provider has nothing at this path')
  await mock.fetch(mock.endpoints.token as string)
  expect(mock.requests.last()?.rejection).toBe('the endpoint does not take GET')
})
