import { randomUUID } from 'node:crypto'
import type { Store } from '@sso-login/server'
import { postgres } from '@sso-login/server/postgres'
import { redis } from '@sso-login/server/redis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { storeUrl } from '../support/stores.ts'
import { createSite, errorOf, type Site, sameOrigin } from './site.ts'
import { createUnreliableProxy, type UnreliableProxy } from './unreliable-proxy.ts'

const timeoutMs = 1500
/** What a call may take at the very most, and still be no hang. */
const patienceMs = 10 * timeoutMs
/** What a machine may take that has much else to do. */
const backAgainMs = 20_000

type OpenStore = Store & { close(): Promise<void> }

const databases: Record<string, { target(): string; open(url: string): OpenStore }> = {
  Redis: {
    target: () => storeUrl('REDIS_URL'),
    open: (url) => redis(url, { timeoutMs, prefix: `outages-${randomUUID()}` }),
  },
  PostgreSQL: {
    target: () => storeUrl('DATABASE_URL'),
    open: (url) => postgres(url, { timeoutMs, prefix: 'outages_' }),
  },
}

/** The code of an error, or `served`; fails when neither comes in time. */
async function settled(work: Promise<unknown>): Promise<string> {
  const started = performance.now()
  const code = await work.then(
    () => 'served',
    (error: { code?: string }) => error.code ?? String(error),
  )
  expect(performance.now() - started).toBeLessThan(patienceMs)
  return code
}

for (const [name, { target, open }] of Object.entries(databases)) {
  describe(`when ${name}`, () => {
    let proxy: UnreliableProxy
    let store: OpenStore
    let site: Site

    beforeEach(async () => {
      proxy = await createUnreliableProxy(target())
      store = open(proxy.url)
      site = createSite({ store: () => store })
      // Other sites of this suite have signed the same person in.
      await store.grants.delete({ userId: 'iitb:101' })
      await site.signIn()
      expect((await site.session()).user?.id).toBe('101')
    })

    afterEach(async () => {
      await store.close()
      await proxy.end()
    })

    const isServedAgain = () =>
      vi.waitFor(async () => expect((await site.session()).user?.id).toBe('101'), backAgainMs)

    it('is away, a request gets a typed error, and the session is there when it is back', async () => {
      await proxy.goAway()
      expect(await settled(site.session())).toBe('store_error')
      const { body } = await site.browser.get('/auth/session')
      expect(JSON.parse(body)).toMatchObject({ user: null, error: 'store_error' })
      expect(await settled(site.login.tokensFor('101'))).toBe('store_error')
      await proxy.comeBack()
      await isServedAgain()
      expect(await settled(site.login.tokensFor('101'))).toBe('served')
    })

    it('is away, a logout forgets the cookie and says so, and nothing is revived when it is back', async () => {
      await proxy.goAway()
      const leaving = site.browser.post('/auth/logout', sameOrigin)
      expect(await settled(leaving)).toBe('served')
      const { status, body } = await leaving
      expect(status).toBe(503)
      expect(body).toContain('store_error')
      expect(body).toContain('You are logged out in this browser.')
      expect(site.browser.cookies()).toEqual([])
      await proxy.comeBack()
      await vi.waitFor(() => store.sessions.get('any'), backAgainMs)
      expect((await site.whoIs()).user).toBeNull()
      await site.signIn()
      expect((await site.session()).user?.id).toBe('101')
    })

    it('is away at start, the first requests fail and later ones are served', async () => {
      await proxy.goAway()
      const late = open(proxy.url)
      const lateSite = createSite({ store: () => late })
      try {
        const visit = await lateSite.signIn()
        expect(errorOf(visit)).toBe('store_error')
        await proxy.comeBack()
        await vi.waitFor(() => late.sessions.get('any'), backAgainMs)
        await lateSite.signIn()
        expect((await lateSite.session()).user?.id).toBe('101')
      } finally {
        await late.close()
      }
    })

    it('is lost in the middle of requests, each is served or gets a typed error', async () => {
      const asked = Array.from({ length: 20 }, () => settled(site.session()))
      proxy.dropAll()
      for (const code of await Promise.all(asked)) expect(['served', 'store_error']).toContain(code)
      await isServedAgain()
    })

    it('does not answer, nobody waits for ever, and it serves when it goes on', async () => {
      proxy.stall()
      const asked = Array.from({ length: 20 }, () => settled(site.session()))
      expect(new Set(await Promise.all(asked))).toEqual(new Set(['store_error']))
      proxy.goOn()
      await isServedAgain()
    })

    it('is slow, everything is served as long as it answers in time', async () => {
      proxy.answerAfter(timeoutMs / 10)
      const asked = Array.from({ length: 20 }, () => settled(site.session()))
      expect(new Set(await Promise.all(asked))).toEqual(new Set(['served']))
      site.mock.clock.advance({ hours: 10 })
      expect(await settled(site.login.tokensFor('101'))).toBe('served')
      const phone = site.newBrowser()
      await site.signIn({ browser: phone })
      expect((await site.session(phone)).user?.id).toBe('101')
      expect((await phone.post('/auth/logout', sameOrigin)).status).toBe(303)
      expect((await site.session(phone)).user).toBeNull()
      expect((await site.session()).user?.id).toBe('101')
    })

    it('is slower than anybody waits, that is a typed error, and the session is there when it is quick again', async () => {
      proxy.answerAfter(1.5 * timeoutMs)
      const asked = Array.from({ length: 20 }, () => settled(site.session()))
      expect(new Set(await Promise.all(asked))).toEqual(new Set(['store_error']))
      expect(await settled(site.login.tokensFor('101'))).toBe('store_error')
      const phone = site.newBrowser()
      expect(errorOf(await site.signIn({ browser: phone }))).toBe('store_error')
      expect(await site.login.health({ timeoutMs })).toMatchObject({ ok: false })
      proxy.answerAfter(0)
      await isServedAgain()
      expect(await settled(site.login.tokensFor('101'))).toBe('served')
    })

    it('is too slow to tell that new tokens are saved, they are saved once and given to whoever asks next', async () => {
      site.mock.clock.advance({ hours: 10 })
      const mock: { fetch: typeof site.mock.fetch } = site.mock
      const { fetch } = mock
      mock.fetch = async (...args) => {
        const answer = await fetch(...args)
        proxy.answerAfter(1.5 * timeoutMs)
        return answer
      }
      const [before] = await store.grants.list('iitb:101')
      expect(['served', 'store_error']).toContain(await settled(site.login.tokensFor('101')))
      proxy.answerAfter(0)
      mock.fetch = fetch
      // What is still being tried is over then.
      await site.login.close()
      const { accessToken } = await site.login.tokensFor('101')
      expect(await site.isAlive(accessToken)).toBe(true)
      const [record] = await store.grants.list('iitb:101')
      expect(record?.generation).toBe((before?.generation ?? 0) + 1)
    })

    it('goes away while a refresh is under way, its tokens are saved when it is back', async () => {
      site.mock.clock.advance({ hours: 10 })
      const mock: { fetch: typeof site.mock.fetch } = site.mock
      const { fetch } = mock
      const before = await store.grants.list('iitb:101')
      const asked = Promise.withResolvers<void>()
      const gone = Promise.withResolvers<void>()
      mock.fetch = async (...args) => {
        const answer = await fetch(...args)
        asked.resolve()
        await gone.promise
        return answer
      }
      const waiting = settled(site.login.tokensFor('101'))
      await asked.promise
      await proxy.goAway()
      gone.resolve()
      mock.fetch = fetch
      expect(await waiting).toBe('store_error')
      await proxy.comeBack()
      await vi.waitFor(async () => {
        const [record] = await store.grants.list('iitb:101')
        expect(record?.generation).toBe((before[0]?.generation ?? 0) + 1)
      }, backAgainMs)
      const { accessToken } = await site.login.tokensFor('101')
      expect(await site.isAlive(accessToken)).toBe(true)
    }, 60_000)
  })
}
