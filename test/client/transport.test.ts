import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { LoginErrorCode } from '@sso-login/client'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { failing, granted, iitbClient, started, tokens } from './support.ts'

const timeoutMs = 250

let server: Server
const sockets = new Set<Socket>()

async function provider(answer: RequestListener): Promise<string> {
  server = createServer(answer)
  server.on('connection', (socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(() => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  server?.close()
})

const jsonType = { 'content-type': 'application/json' }
const good = JSON.stringify(granted)

/** A row: what the provider does to a request, and what the client must say. */
const failures: [string, RequestListener, LoginErrorCode, string, number | undefined][] = [
  [
    'an HTML page with status 200',
    (_, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to Wi-Fi'),
    'response_invalid',
    'The answer is an HTML page, not a JSON object',
    200,
  ],
  [
    'an HTML page that claims to be JSON',
    (_, res) => res.writeHead(200, jsonType).end('\n<!doctype html>'),
    'response_invalid',
    'The answer is an HTML page, not a JSON object',
    200,
  ],
  [
    'an HTML page with status 500',
    (_, res) =>
      res.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Server Error (500)</h1>'),
    'provider_error',
    'The provider answered with status 500',
    500,
  ],
  [
    'an HTML page with status 404',
    (_, res) => res.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found</h1>'),
    'provider_error',
    'The provider answered with status 404',
    404,
  ],
  [
    'a JSON error with status 503',
    (_, res) => res.writeHead(503, jsonType).end('{"error":"temporarily_unavailable"}'),
    'temporarily_unavailable',
    'The provider answered with status 503',
    503,
  ],
  [
    'status 429',
    (_, res) => res.writeHead(429).end(),
    'temporarily_unavailable',
    'The provider answered with status 429',
    429,
  ],
  [
    'nothing, with status 200',
    (_, res) => res.writeHead(200, jsonType).end(),
    'response_invalid',
    'The answer is empty, not a JSON object',
    200,
  ],
  [
    'nothing, with status 204',
    (_, res) => res.writeHead(204).end(),
    'provider_error',
    'The provider answered with status 204',
    204,
  ],
  [
    'JSON cut in the middle',
    (_, res) => res.writeHead(200, jsonType).end(good.slice(0, 40)),
    'response_invalid',
    'The answer is something else, not a JSON object',
    200,
  ],
  [
    'JSON that is a list',
    (_, res) => res.writeHead(200, jsonType).end('[]'),
    'response_invalid',
    'The answer is something else, not a JSON object',
    200,
  ],
  [
    'JSON without its content type',
    (_, res) => res.writeHead(200, { 'content-type': 'text/plain' }).end(good),
    'response_invalid',
    'The answer is something else, not a JSON object',
    200,
  ],
  [
    'a body shorter than announced, and a closed connection',
    (_, res) => {
      res.writeHead(200, { ...jsonType, 'content-length': '5000' })
      res.write(good, () => res.destroy())
    },
    'response_invalid',
    'The answer breaks off',
    200,
  ],
  [
    'a dropped connection',
    (req) => req.socket.destroy(),
    'network_error',
    'The provider could not be reached',
    undefined,
  ],
  [
    'bytes that are no HTTP',
    (req) => req.socket.end('220 mail.example ESMTP\r\n'),
    'network_error',
    'The provider could not be reached',
    undefined,
  ],
  [
    'a body without an end, faster than anybody needs it',
    (_, res) => {
      res.writeHead(200, jsonType)
      const fill = () => {
        while (!res.destroyed && res.write('x'.repeat(65_536)));
      }
      res.on('drain', fill)
      fill()
    },
    'response_too_large',
    'The answer is longer than 100000 bytes',
    200,
  ],
  [
    'a drip of a body',
    (_, res) => {
      res.writeHead(200, jsonType)
      const drip = setInterval(() => res.write(' '), 10)
      res.on('close', () => clearInterval(drip))
    },
    'timeout',
    'No complete answer within 250 ms',
    undefined,
  ],
  ['no answer', () => {}, 'timeout', 'No complete answer within 250 ms', undefined],
  [
    'a redirect to another host',
    (_, res) => res.writeHead(307, { location: 'https://evil.example/' }).end(),
    'redirect_refused',
    'The provider redirected a request',
    307,
  ],
  [
    'a redirect to itself',
    (req, res) => res.writeHead(301, { location: req.url }).end(),
    'redirect_refused',
    'The provider redirected a request',
    301,
  ],
]

const calls: [string, (client: ReturnType<typeof iitbClient>) => Promise<unknown>][] = [
  [
    'exchange',
    async (client) => {
      const { callback, transaction } = await started(client)
      return client.finish(callback, transaction)
    },
  ],
  ['refresh', (client) => client.refresh(tokens)],
  ['user', (client) => client.user(tokens, ['id', 'email'])],
  ['mail', (client) => client.sendMail(tokens, { subject: 'Hello', message: 'World' })],
]

describe.each(failures)('%s', (_, answer, code, message, status) => {
  it.each(calls)('ends a call of step %s in the typed error', async (step, call) => {
    let requests = 0
    const baseUrl = await provider((req, res) => {
      requests += 1
      answer(req, res)
    })
    // Where it answers, a slow machine may take its time.
    const patience = code === 'timeout' ? { timeoutMs } : {}
    const client = iitbClient({ baseUrl, maxResponseBytes: 100_000, ...patience })
    const error = await failing(call(client))
    expect(error).toMatchObject({ code, step, message })
    expect(error.provider?.status).toBe(status)
    expect(requests).toBe(1)
  })
})

describe('the transport', () => {
  it('says why a connection failed', async () => {
    const baseUrl = await provider(() => {})
    server.close()
    await once(server, 'close')
    const error = await failing(iitbClient({ baseUrl }).refresh(tokens))
    expect(error).toMatchObject({ code: 'network_error', step: 'refresh' })
    expect(error.cause).toEqual({
      name: 'TypeError',
      message: 'fetch failed',
      code: 'ECONNREFUSED',
    })
  })

  it('reads a revocation answered by HTML, an error page, or nothing', async () => {
    const answers: RequestListener[] = [
      (_, res) => res.writeHead(200, { 'content-type': 'text/html' }).end(),
      (_, res) => res.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops'),
    ]
    const baseUrl = await provider((req, res) => answers.shift()?.(req, res))
    const client = iitbClient({ baseUrl, timeoutMs })
    await client.revoke(tokens)
    expect(await failing(client.revoke(tokens))).toMatchObject({
      code: 'provider_error',
      step: 'revoke',
    })
    expect(await failing(client.revoke(tokens))).toMatchObject({ code: 'timeout', step: 'revoke' })
  })

  it('stops at the signal, and lets go of the connection', async () => {
    const asked = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<void>()
    const baseUrl = await provider((req) => {
      req.on('close', closed.resolve)
      asked.resolve()
    })
    const stop = new AbortController()
    const call = failing(iitbClient({ baseUrl }).user(tokens, ['id'], { signal: stop.signal }))
    await asked.promise
    stop.abort()
    const error = await call
    expect(error).toMatchObject({
      code: 'aborted',
      step: 'user',
      message: 'The caller stopped waiting',
      hint: 'Your signal did it: wait longer.',
    })
    await closed.promise
  })

  it('sends nothing for a caller that has gone', async () => {
    let requests = 0
    const client = iitbClient({
      fetch: async () => {
        requests += 1
        return new Response(good, { headers: jsonType })
      },
    })
    const signal = AbortSignal.abort()
    const mail = { subject: 'Hello', message: 'World' }
    for (const call of [
      () => client.refresh(tokens, { signal }),
      () => client.revoke(tokens, { signal }),
      () => client.user(tokens, ['id'], { signal }),
      () => client.identity(tokens, { signal }),
      () => client.sendMail(tokens, mail, { signal }),
    ]) {
      expect(await failing(call)).toMatchObject({ code: 'aborted' })
    }
    expect(requests).toBe(0)
  })

  it('does not wait for a fetch or a body that ignores its signal', async () => {
    const never = iitbClient({ fetch: () => new Promise(() => {}), timeoutMs: 20 })
    expect(await failing(never.user(tokens, ['id']))).toMatchObject({ code: 'timeout' })
    const endless = new ReadableStream({ pull: () => new Promise(() => {}) })
    const deaf = iitbClient({ fetch: async () => new Response(endless), timeoutMs: 20 })
    expect(await failing(deaf.user(tokens, ['id']))).toMatchObject({ code: 'timeout' })
  })

  it("knows a browser's opaque redirect", async () => {
    // What a browser gives for `redirect: 'manual'`; Node has no way to make one.
    const opaque = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' })
    const error = await failing(iitbClient({ fetch: async () => opaque }).refresh(tokens))
    expect(error).toMatchObject({ code: 'redirect_refused', step: 'refresh' })
  })

  it('asks every fetch not to follow redirects', async () => {
    const modes: unknown[] = []
    const fetch = async (_: unknown, init?: RequestInit) => {
      modes.push(init?.redirect)
      return new Response('{}', { headers: jsonType })
    }
    const client = iitbClient({ fetch })
    await failing(client.refresh(tokens))
    await client.revoke(tokens)
    await client.user(tokens, ['id'])
    expect(modes).toEqual(['manual', 'manual', 'manual'])
  })

  it('leaves no timer behind, with which a process could not end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const broken = iitbClient({ fetch: () => Promise.reject(new TypeError('fetch failed')) })
    await failing(broken.refresh(tokens))
    await iitbClient({ fetch: async () => new Response(good, { headers: jsonType }) }).refresh(
      tokens,
    )
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves no listener on a signal that lives long', async () => {
    const { signal } = new AbortController()
    let listeners = 0
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...rest: Parameters<typeof add>) => {
      listeners += 1
      add(...rest)
    }
    signal.removeEventListener = (...rest: Parameters<typeof remove>) => {
      listeners -= 1
      remove(...rest)
    }
    const fetch = async () => new Response(good, { headers: jsonType })
    const client = iitbClient({ fetch })
    await client.refresh(tokens, { signal })
    await client.user(tokens, ['id'], { signal })
    expect(listeners).toBe(0)
  })
})
