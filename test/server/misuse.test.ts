/** What plain JavaScript can pass, where no compiler looks. */
import { describe, expect, it } from 'vitest'
import { failing } from '../client/support.ts'
import { createSite } from './site.ts'

const api = 'https://gymkhana.iitb.ac.in/profiles/user/api/user/'
const options = [null, 'soon', 5]
const requests = [undefined, null, {}, new Headers(), 'cookie']
const userIds = [undefined, null, 101, { id: '101' }, '']

// biome-ignore lint/suspicious/noExplicitAny: that is what plain JavaScript has.
type Any = any

async function signedIn() {
  const site = createSite()
  await site.signIn()
  const sent: string[] = []
  const fetch = (async (input: unknown) => {
    sent.push(String(input))
    return new Response()
  }) as typeof globalThis.fetch
  return { site, login: site.login as Any, sent, fetch }
}

describe('what is called with something wrong names it', () => {
  it.each(['tokensFor', 'refresh'])('%s: options', async (method) => {
    const { login } = await signedIn()
    for (const wrong of options) {
      const error = await failing(() => login[method]('101', wrong))
      expect(error).toMatchObject({ code: 'invalid_config', key: 'options' })
    }
    for (const signal of ['stop', 5, new AbortController(), new EventTarget()]) {
      const error = await failing(() => login[method]('101', { signal }))
      expect(error).toMatchObject({ code: 'invalid_config', key: 'signal' })
    }
  })

  it.each(['tokensFor', 'refresh'])('%s: no signal that is none', async (method) => {
    const { login } = await signedIn()
    for (const signal of [undefined, null, false, 0, '']) {
      await expect(login[method]('101', { signal })).resolves.toBeTypeOf('object')
    }
  })

  it.each(['tokensFor', 'refresh', 'withTokens', 'fetchAs', 'sessions', 'endSession'])(
    '%s: the id of a user',
    async (method) => {
      const { login } = await signedIn()
      for (const wrong of userIds) {
        const error = await failing(() => login[method](wrong, api))
        expect(error).toMatchObject({ code: 'invalid_config', key: 'userId' })
      }
    },
  )

  it('signOutEverywhere: the id of a user, since nobody would be signed out', async () => {
    const { login } = await signedIn()
    for (const wrong of userIds) {
      const error = await failing(() => login.signOutEverywhere(wrong))
      expect(error).toMatchObject({ code: 'invalid_config', key: 'userId' })
    }
  })

  it('withTokens: what to run, before anything is asked of the provider', async () => {
    const { site, login } = await signedIn()
    site.mock.clock.advance({ hours: 10 })
    const count = site.mock.requests.all().length
    const error = await failing(() => login.withTokens('101'))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'use' })
    expect(site.mock.requests.all()).toHaveLength(count)
  })

  it.each(['session', 'requireLogin', 'askToLogin', 'isFromSite', 'fetch'])(
    '%s: the request',
    async (method) => {
      const { login } = await signedIn()
      for (const wrong of requests) {
        const error = await failing(() => login[method](wrong))
        expect(error).toMatchObject({ code: 'invalid_config', key: 'request' })
      }
    },
  )

  it('fetch: one of Node, for which there is another way', async () => {
    const { login } = await signedIn()
    const error = await failing(() => login.fetch({ url: '/auth/session', headers: {} }))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'request' })
    expect(error.hint).toContain('login.node()')
  })

  it('health: its time limit', async () => {
    const { login } = await signedIn()
    for (const wrong of options) {
      const error = await failing(() => login.health(wrong))
      expect(error).toMatchObject({ code: 'invalid_config', key: 'options' })
    }
    for (const timeoutMs of ['3000', Number.NaN, -1, 2 ** 31]) {
      const error = await failing(() => login.health({ timeoutMs }))
      expect(error).toMatchObject({ code: 'invalid_config', key: 'timeoutMs' })
    }
  })
})

const stream = () => new Blob(['text']).stream()

function locked() {
  const body = stream()
  body.getReader()
  return body
}

function used() {
  const body = stream()
  body.cancel()
  return body
}

describe('fetchAs refuses before it asks for tokens', () => {
  it.each([
    ['init', api, null],
    ['init', api, 'GET'],
    ['url', undefined, {}],
    ['url', Symbol('url'), {}],
    ['url', Object.create(null), {}],
    ['url', new Request(api), {}],
    ['url', 'https://person:sesame@gymkhana.iitb.ac.in/', {}],
    ['origins', api, { origins: null }],
    ['origins', api, { origins: [Symbol('origin')] }],
    ['signal', api, { signal: 'stop' }],
    ['headers', api, { headers: 5 }],
    ['headers', api, { headers: { 'x-key': 'the\nkey' } }],
    ['init', api, { method: 'GET', body: 'text' }],
    ['init', api, { method: 'GET', body: '' }],
    ['init', api, { method: 'POST', body: stream() }],
    ['init', api, { method: 'POST', duplex: 'half', body: locked() }],
    ['init', api, { method: 'POST', duplex: 'half', body: used() }],
    ['init', api, { method: 'NO METHOD' }],
    ['init', api, { redirect: 'somewhere' }],
  ])('%s (%#)', async (key, url, init) => {
    const { site, login } = await signedIn()
    site.mock.clock.advance({ hours: 10 })
    const count = site.mock.requests.all().length
    const error = await failing(() => login.fetchAs('101', url, init))
    expect(error).toMatchObject({ code: 'invalid_config', key })
    expect(JSON.stringify(error)).not.toMatch(/sesame|the\\?n?key/)
    expect(site.mock.requests.all()).toHaveLength(count)
  })
})
