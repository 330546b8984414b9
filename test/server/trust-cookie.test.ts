import { isLoginError } from '@sso-login/client'
import { createLogin, memory, type Store } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { createSite, type SiteOptions, sameOrigin, secret } from './site.ts'

/** A site whose store counts what it is asked for sessions, and may be away. */
async function createCounting(options: SiteOptions) {
  const counts = { reads: 0, isAway: false }
  const site = createSite({
    ...options,
    store: (now) => {
      const store: Store = memory({ now })
      const get: Store['sessions']['get'] = async (id) => {
        counts.reads += 1
        if (counts.isAway) throw new Error('The store is away')
        return store.sessions.get(id)
      }
      return { ...store, sessions: { ...store.sessions, get } }
    },
  })
  await site.signIn()
  counts.reads = 0
  const isSignedIn = async () => (await site.session()).user?.id === '101'
  return { site, counts, isSignedIn }
}

/** A site whose store answers a read only when the person has logged out meanwhile. */
async function createLate(options: SiteOptions) {
  const read = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  let isLate = false
  const site = createSite({
    ...options,
    store: (now) => {
      const store: Store = memory({ now })
      const get: Store['sessions']['get'] = async (id) => {
        const record = await store.sessions.get(id)
        if (isLate) {
          isLate = false
          read.resolve()
          await answer.promise
        }
        return record
      }
      return { ...store, sessions: { ...store.sessions, get } }
    },
  })
  await site.signIn()
  return {
    site,
    async logOutDuring<T>(reading: () => Promise<T>): Promise<T> {
      isLate = true
      const late = reading()
      await read.promise
      await site.browser.post('/auth/logout', sameOrigin)
      answer.resolve()
      return late
    },
  }
}

describe('the session of a request', () => {
  it('is nobody’s where the person logs out while the store is asked', async () => {
    const { site, logOutDuring } = await createLate({})
    expect((await logOutDuring(site.session)).user).toBeNull()
  })
})

describe('a cookie that is trusted for a minute', () => {
  const options = { trustCookieSeconds: 60 }

  it('answers without the store, and no longer than that', async () => {
    const { site, counts, isSignedIn } = await createCounting(options)
    site.mock.clock.advance({ seconds: 59 })
    expect(await isSignedIn()).toBe(true)
    expect(counts.reads).toBe(0)
    site.mock.clock.advance({ seconds: 1 })
    expect(await isSignedIn()).toBe(true)
    expect(counts.reads).toBe(1)
  })

  it('is renewed by the session route, which always asks the store', async () => {
    const { site, counts, isSignedIn } = await createCounting(options)
    site.mock.clock.advance({ seconds: 61 })
    expect((await site.whoIs()).user?.id).toBe('101')
    expect(counts.reads).toBe(1)
    expect(await isSignedIn()).toBe(true)
    expect(counts.reads).toBe(1)
  })

  it('still counts for so long when the session was ended elsewhere', async () => {
    const { site, isSignedIn } = await createCounting(options)
    await site.login.signOutEverywhere('101')
    expect(await isSignedIn()).toBe(true)
    expect((await site.whoIs()).user).toBeNull()
    site.mock.clock.advance({ seconds: 60 })
    expect(await isSignedIn()).toBe(false)
  })

  it('is gone with a logout in the same browser', async () => {
    const { site, isSignedIn } = await createCounting(options)
    await site.browser.post('/auth/logout', sameOrigin)
    expect(await isSignedIn()).toBe(false)
  })

  it('is not given again by a session route that read the store before that logout, and answers after it', async () => {
    const { site, logOutDuring } = await createLate(options)
    expect((await logOutDuring(site.whoIs)).user).toBeNull()
    expect((await site.session()).user).toBeNull()
  })

  it('is asked about where its trust is from a clock that was ahead, or longer than the site’s', async () => {
    const { site, counts } = await createCounting(options)
    const { store, mock, browser } = site
    const request = { headers: { cookie: browser.cookieHeader('/') } }
    const behind = () => mock.clock.now() - 3_600_000
    for (const other of [{ now: behind }, { now: mock.clock.now, trustCookieSeconds: 30 }]) {
      const login = createLogin(site.sso, { secrets: [secret], store, ...options, ...other })
      counts.reads = 0
      expect((await login.session(request)).user?.id).toBe('101')
      expect(counts.reads).toBe(1)
    }
  })

  it('serves while the store is away', async () => {
    const { site, counts, isSignedIn } = await createCounting(options)
    counts.isAway = true
    expect(await isSignedIn()).toBe(true)
    site.mock.clock.advance({ seconds: 60 })
    await expect(isSignedIn()).rejects.toMatchObject({ code: 'store_error' })
  })

  it('does not keep a session from being prolonged by its use', async () => {
    const { site, isSignedIn } = await createCounting({ ...options, idleTtlSeconds: 300 })
    for (let minutes = 0; minutes < 15; minutes += 1) {
      site.mock.clock.advance({ seconds: 60 })
      await site.whoIs()
      expect(await isSignedIn()).toBe(true)
    }
  })

  it('does not outlive the session', async () => {
    const { site, counts, isSignedIn } = await createCounting({
      ...options,
      sessionTtlSeconds: 30,
      idleTtlSeconds: 120,
    })
    site.mock.clock.advance({ seconds: 29 })
    expect(await isSignedIn()).toBe(true)
    site.mock.clock.advance({ seconds: 1 })
    expect(await isSignedIn()).toBe(false)
    expect(counts.reads).toBe(0)
  })
})

describe('without trust', () => {
  it('the store is asked each time', async () => {
    const { site, counts, isSignedIn } = await createCounting({})
    await isSignedIn()
    await isSignedIn()
    expect(counts.reads).toBe(2)
    const { headers } = await site.browser.get('/auth/session')
    expect(headers.getSetCookie()).toEqual([])
  })

  it('it is asked also for a cookie of a time that trusted', async () => {
    const { site } = await createCounting({ trustCookieSeconds: 60 })
    const { store, mock, browser } = site
    const login = createLogin(site.sso, { secrets: [secret], store, now: mock.clock.now })
    const request = { headers: { cookie: browser.cookieHeader('/') } }
    expect((await login.session(request)).user?.id).toBe('101')
    await site.login.signOutEverywhere('101')
    expect((await login.session(request)).user).toBeNull()
  })

  it('there may be no more of it than half the idle time', () => {
    const codes = [151, 1.5, -1, '60'].map((trustCookieSeconds) => {
      try {
        createSite({ idleTtlSeconds: 300, trustCookieSeconds } as SiteOptions)
      } catch (error) {
        return isLoginError(error) && error.key
      }
      return 'nothing was thrown'
    })
    expect(codes).toEqual(Array(4).fill('trustCookieSeconds'))
  })
})
