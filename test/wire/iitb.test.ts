import { request as httpRequest } from 'node:http'
import { createMockProvider, type Listener, type MockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WireCase } from './case.ts'
import config from './iitb.config.json' with { type: 'json' }
import recorded from './iitb.public.cases.json' with { type: 'json' }
import { type Answer, replay, type Way } from './replay.ts'

const cases = recorded.cases as unknown as readonly WireCase[]

const inProcess = (mock: MockProvider): Way => ({
  reset: async () => mock.reset(),
  advance: async (seconds) => void mock.clock.advance({ seconds }),
  approve: (target, choice) => mock.approve(new URL(target, iitb.baseUrl).href, choice),
  async send(target, init) {
    const response = await mock.fetch(iitb.baseUrl + target, { ...init, redirect: 'manual' })
    const headers = Object.fromEntries(response.headers)
    return { status: response.status, headers, body: await response.text() }
  },
  mail: async () => mock.mail.all(),
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
    const sent = httpRequest(url, { method, headers: { ...headers, ...length } }, (response) => {
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

describe('the mock answers as the IITB server was recorded to', () => {
  describe('by fetch', () => {
    const way = inProcess(createMockProvider(iitb, config))
    test.each(cases)('$area: $name', async (wireCase) => {
      expect(await replay(wireCase, way)).toEqual([])
    })
  })

  describe('over HTTP', () => {
    let listener: Listener
    beforeAll(async () => {
      listener = await createMockProvider(iitb, config).listen()
    })
    afterAll(() => listener.close())
    test.each(cases)('$area: $name', async (wireCase) => {
      expect(await replay(wireCase, overHttp(listener.url))).toEqual([])
    })
  })
})
