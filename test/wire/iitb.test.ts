// Default imports: MSW replaces the modules' members, which named imports would have copied before.
import nodeHttp from 'node:http'
import nodeHttps from 'node:https'
import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WireCase } from './case.ts'
import config from './iitb.config.json' with { type: 'json' }
import recorded from './iitb.public.cases.json' with { type: 'json' }
import { type Answer, replay, type Way } from './replay.ts'

const play = () => createMockProvider(iitb, config)
const cases = recorded.cases as unknown as readonly WireCase[]

/** The control side of a way that has the mock at hand. */
const inHand = (mock: MockProvider): Omit<Way, 'send'> => ({
  reset: async () => mock.reset(),
  advance: async (seconds) => void mock.clock.advance({ seconds }),
  approve: (target, choice) => mock.approve(new URL(target, iitb.baseUrl).href, choice),
  mail: async () => mock.mail.all(),
})

const byFetch = (mock: MockProvider): Way => ({
  ...inHand(mock),
  async send(target, init) {
    const response = await mock.fetch(iitb.baseUrl + target, { ...init, redirect: 'manual' })
    const headers = Object.fromEntries(response.headers)
    return { status: response.status, headers, body: await response.text() }
  },
})

/** At the provider's own address, as a backend sends it; MSW answers in its place. */
const throughMsw = (mock: MockProvider): Way => ({
  ...inHand(mock),
  send: (target, init) => exchange(iitb.baseUrl + target, init),
})

function overHttp(base: string): Way {
  const call = async (method: string, path: string, body?: unknown) => {
    const { status, body: text } = await exchange(`${base}/_mock/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (status !== 200) throw new Error(`${path} answered ${status} ${text}`)
    return JSON.parse(text)
  }
  return {
    reset: () => call('POST', 'reset', {}),
    advance: (advanceSeconds) => call('POST', 'clock', { advanceSeconds }),
    approve: (target, choice) => call('POST', 'approve', { url: base + target, ...choice }),
    send: (target, init) => exchange(base + target, init),
    mail: () => call('GET', 'mail'),
  }
}

/** `node:http`, because it adds no header of its own. */
function exchange(
  url: string,
  {
    method,
    headers,
    body = '',
  }: { method: string; headers: Record<string, string>; body?: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = method === 'POST' || body ? { 'Content-Length': Buffer.byteLength(body) } : {}
    const { request } = url.startsWith('https:') ? nodeHttps : nodeHttp
    const sent = request(url, { method, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

interface OpenWay {
  readonly way: Way
  readonly close: () => Promise<void> | void
}

const ways: readonly { readonly by: string; readonly open: () => Promise<OpenWay> }[] = [
  { by: 'by fetch', open: async () => ({ way: byFetch(play()), close: () => {} }) },
  {
    by: 'over HTTP',
    open: async () => {
      const { url, close } = await play().listen()
      return { way: overHttp(url), close }
    },
  },
  {
    by: 'through MSW',
    open: async () => {
      const mock = play()
      const msw = setupServer(...mock.handlers(http))
      msw.listen({ onUnhandledFrame: 'error' })
      return { way: throughMsw(mock), close: () => msw.close() }
    },
  },
]

describe.each(ways)('the mock answers $by as the IITB server was recorded to', ({ open }) => {
  let opened: OpenWay
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened.close())
  test.each(cases)('$area: $name', async (wireCase) => {
    expect(await replay(wireCase, opened.way)).toEqual([])
  })
})
