import { createLogin, memory, type Store } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { createSite, errorOf, secret } from './site.ts'

describe('the sessions of a person', () => {
  it('are listed, the newest first, with when and where', async () => {
    const site = createSite({ idleTtlSeconds: 1000 })
    await site.signIn()
    const [first] = await site.login.sessions('101')
    const startedAt = first?.startedAt ?? 0
    expect(Math.abs(startedAt - site.mock.clock.now() / 1000)).toBeLessThan(60)
    site.mock.clock.advance({ seconds: 100 })
    const phone = site.newBrowser()
    const back = await site.approve(await phone.get('/auth/login'))
    await phone.get(back, { 'user-agent': `Phone/1 ${'x'.repeat(500)}` })
    const listed = await site.login.sessions('101')
    expect(listed).toHaveLength(2)
    const [newest, oldest] = listed
    const expiresAt = startedAt + 1000
    expect(oldest).toEqual({ id: first?.id, startedAt, expiresAt, userAgent: null })
    expect(newest?.id).not.toBe(first?.id)
    expect(newest?.startedAt).toBeGreaterThanOrEqual(startedAt + 100)
    expect(newest?.userAgent).toMatch(/^Phone\/1 x{292}$/)
    expect(await site.login.sessions('102')).toEqual([])
  })

  it('name nothing that would open one', async () => {
    const site = createSite()
    await site.signIn()
    const [record] = await site.store.sessions.list('iitb:101')
    expect(JSON.stringify(await site.login.sessions('101'))).not.toContain(record?.id)
  })

  it('leave out those of a secret that is gone', async () => {
    const site = createSite()
    await site.signIn()
    const store = () => site.store
    const later = createSite({ store, secrets: ['another secret, at least 32 characters'] })
    expect(await later.login.sessions('101')).toEqual([])
  })
})

describe('ending one session of a person', () => {
  it('ends that one with its grant, and leaves the others', async () => {
    const seen: unknown[] = []
    const site = createSite({ onLogout: (of) => seen.push(of) })
    await site.signIn()
    const { accessToken } = await site.login.tokensFor('101')
    const phone = site.newBrowser()
    await site.signIn({ browser: phone })
    const [newest, oldest] = await site.login.sessions('101')
    expect(newest?.id).not.toBe(oldest?.id)
    expect(await site.login.endSession('101', oldest?.id ?? '')).toBe(true)
    expect((await site.session()).user).toBeNull()
    expect((await site.session(phone)).user?.id).toBe('101')
    expect(await site.isAlive(accessToken)).toBe(false)
    expect(await site.login.sessions('101')).toEqual([newest])
    expect(seen).toEqual([{ userId: '101' }])
    expect(site.events.at(-1)).toEqual({ type: 'sessions.ended', userId: '101', sessions: 1 })
    expect(await site.login.endSession('101', oldest?.id ?? '')).toBe(false)
  })

  it('leaves the grant to a site that works in the background', async () => {
    const site = createSite({ keepGrants: true })
    await site.signIn()
    const [only] = await site.login.sessions('101')
    expect(await site.login.endSession('101', only?.id ?? '')).toBe(true)
    expect((await site.session()).user).toBeNull()
    expect((await site.login.tokensFor('101')).accessToken).toBeTypeOf('string')
  })

  it("never ends somebody else's", async () => {
    const site = createSite()
    await site.signIn()
    const [only] = await site.login.sessions('101')
    expect(await site.login.endSession('102', only?.id ?? '')).toBe(false)
    expect((await site.session()).user?.id).toBe('101')
  })
})

describe('a sign-in whose session is kept by the store, and its answer lost', () => {
  it('leaves no device in the list that nobody has', async () => {
    const site = createSite({
      store(now) {
        const store = memory({ now })
        const create: Store['sessions']['create'] = async (record) => {
          const isCreated = await store.sessions.create(record)
          // Of a callback nothing is kept yet.
          if (record.data) throw new Error('no answer in time')
          return isCreated
        }
        return { ...store, sessions: { ...store.sessions, create } }
      },
    })
    expect(errorOf(await site.signIn())).toBe('store_error')
    expect(await site.login.sessions('101')).toEqual([])
  })
})

describe('signing out everywhere', () => {
  it('ends every session and grant of the person, and of nobody else', async () => {
    const seen: unknown[] = []
    const site = createSite({ onLogout: (of) => seen.push(of) })
    const [phone, other] = [site.newBrowser(), site.newBrowser()]
    await site.signIn()
    const first = await site.login.tokensFor('101')
    await site.signIn({ browser: phone })
    const second = await site.login.tokensFor('101')
    await site.signIn({ browser: other, user: 'bob' })
    expect(await site.login.signOutEverywhere('101')).toBe(2)
    for (const browser of [site.browser, phone]) {
      expect((await site.session(browser)).user).toBeNull()
    }
    for (const { accessToken } of [first, second]) {
      expect(await site.isAlive(accessToken)).toBe(false)
    }
    expect((await site.session(other)).user?.id).toBe('102')
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({ code: 'grant_missing' })
    expect(seen).toEqual([{ userId: '101' }])
    expect(site.events.at(-1)).toEqual({ type: 'sessions.ended', userId: '101', sessions: 2 })
  })

  it('keeps the grants of a site that keeps grants', async () => {
    const site = createSite({ keepGrants: true })
    await site.signIn()
    expect(await site.login.signOutEverywhere('101')).toBe(1)
    expect((await site.session()).user).toBeNull()
    expect(await site.isAlive((await site.login.tokensFor('101')).accessToken)).toBe(true)
  })

  it('of nobody does nothing', async () => {
    const site = createSite()
    expect(await site.login.signOutEverywhere('101')).toBe(0)
  })

  it('says that the store is away', async () => {
    const site = createSite({
      store(now) {
        const store = memory({ now })
        const remove = async () => {
          throw new Error('connection lost')
        }
        return { ...store, sessions: { ...store.sessions, delete: remove } }
      },
    })
    await expect(site.login.signOutEverywhere('101')).rejects.toMatchObject({ code: 'store_error' })
  })
})

describe('the health of the store', () => {
  const siteOn = (get: Store['sessions']['get']) =>
    createSite({
      store(now) {
        const store = memory({ now })
        return { ...store, sessions: { ...store.sessions, get } }
      },
    })

  it('is good when it answers', async () => {
    expect(await createSite().login.health()).toEqual({ ok: true, storeMs: expect.any(Number) })
  })

  it('takes no less than no time where the clock is set back meanwhile', async () => {
    const { sso, store } = createSite()
    let nowMs = Date.now()
    const now = () => {
      nowMs -= 60_000
      return nowMs
    }
    const login = createLogin(sso, { secrets: [secret], store, now })
    expect(await login.health()).toEqual({ ok: true, storeMs: 0 })
  })

  it('is bad when it fails, and says no more than that', async () => {
    const site = siteOn(async () => {
      throw new Error('connection lost: postgres://user:password@host')
    })
    expect(await site.login.health()).toEqual({
      ok: false,
      storeMs: expect.any(Number),
      error: 'store_error',
    })
  })

  it('is bad when it does not answer in time', async () => {
    const site = siteOn(() => new Promise(() => {}))
    expect(await site.login.health({ timeoutMs: 5 })).toMatchObject({ ok: false, error: 'timeout' })
  })
})
