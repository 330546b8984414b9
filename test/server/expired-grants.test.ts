import type { Tokens } from '@sso-login/client'
import { createLogin, memory, type Store } from '@sso-login/server'
import { describe, expect, it, vi } from 'vitest'
import { createExpiredGrants } from '../../packages/server/src/expired-grants.ts'
import { createGrants } from '../../packages/server/src/grants.ts'
import type { AnyClient } from '../../packages/server/src/login-client.ts'
import type { Settings } from '../../packages/server/src/options.ts'
import type { Parts } from '../../packages/server/src/routes/route.ts'
import { createSealer } from '../../packages/server/src/seal.ts'
import { createWorld, userKey } from './refresh-world.ts'
import { createSite, errorOf, type Site, type SiteOptions, secret } from './site.ts'

const idleTtlSeconds = 1000

const createIdleSite = (options: SiteOptions = {}) => createSite({ idleTtlSeconds, ...options })

const revocations = ({ mock }: Site) =>
  mock.requests.all().filter(({ endpoint }) => endpoint === 'revocation')

const expiries = ({ events }: Site) => events.filter(({ type }) => type === 'grant.expired')

/** With that whatever has expired is swept; resolves when it is. */
async function somebodySignsIn(site: Site, user = 'bob'): Promise<void> {
  await site.signIn({ browser: site.newBrowser(), user })
  await site.login.close()
}

describe('the grant of a session that nobody logged out of', () => {
  it('is revoked when somebody signs in after its end, once', async () => {
    const site = createIdleSite()
    await site.signIn()
    const { accessToken } = await site.login.tokensFor('101')
    site.mock.clock.advance({ seconds: idleTtlSeconds + 60 })
    await somebodySignsIn(site)
    await somebodySignsIn(site)
    expect(await site.isAlive(accessToken)).toBe(false)
    expect(revocations(site)).toHaveLength(1)
    expect(expiries(site)).toEqual([{ type: 'grant.expired', userId: '101', revoked: true }])
  })

  it('is revoked when somebody else’s tokens are refreshed after its end, as a job at night does', async () => {
    const site = createIdleSite({ idleTtlSeconds: 20 * 3600 })
    await site.signIn()
    const { accessToken } = await site.login.tokensFor('101')
    site.mock.clock.advance({ hours: 18 })
    await site.signIn({ browser: site.newBrowser(), user: 'bob' })
    site.mock.clock.advance({ hours: 11 })
    expect(expiries(site)).toEqual([])
    await site.login.tokensFor('102')
    await site.login.close()
    expect(expiries(site)).toEqual([{ type: 'grant.expired', userId: '101', revoked: true }])
    expect(revocations(site)).toHaveLength(1)
    expect(await site.isAlive(accessToken)).toBe(false)
  })

  it('is left alone while the session is in use', async () => {
    const site = createIdleSite()
    await site.signIn()
    const { accessToken } = await site.login.tokensFor('101')
    for (let times = 0; times < 4; times += 1) {
      site.mock.clock.advance({ seconds: idleTtlSeconds / 2 })
      expect((await site.session()).user?.id).toBe('101')
      await somebodySignsIn(site)
    }
    expect(await site.isAlive(accessToken)).toBe(true)
    const expired = expiries(site).map((event) => 'userId' in event && event.userId)
    expect(new Set(expired)).toEqual(new Set(['102']))
  })

  it("goes without the person's other sessions", async () => {
    const site = createIdleSite()
    await site.signIn()
    site.mock.clock.advance({ seconds: idleTtlSeconds / 2 })
    const phone = site.newBrowser()
    await site.signIn({ browser: phone })
    site.mock.clock.advance({ seconds: idleTtlSeconds / 2 + 60 })
    await somebodySignsIn(site)
    expect(revocations(site)).toHaveLength(1)
    expect((await site.session(phone)).user?.id).toBe('101')
    expect(await site.isAlive((await site.login.tokensFor('101')).accessToken)).toBe(true)
  })

  it('is revoked by one of the processes of the site', async () => {
    const site = createIdleSite()
    const { store, now } = { store: site.store, now: () => site.mock.clock.now() }
    const others = Array.from({ length: 4 }, () =>
      createLogin(site.sso, { secrets: [secret], store, now, idleTtlSeconds }),
    )
    await site.signIn()
    site.mock.clock.advance({ seconds: idleTtlSeconds + 60 })
    const callbacks = await Promise.all(
      others.map(async (login) => {
        const started = await login.fetch(new Request(`${site.origin}/auth/login`))
        const location = started.headers.get('location') ?? ''
        const back = (await site.mock.approve(location, { user: 'bob' })).location ?? ''
        const [cookie = ''] = started.headers.getSetCookie()
        const headers = { cookie: cookie.split(';')[0] ?? '' }
        return () => login.fetch(new Request(back, { headers }))
      }),
    )
    await Promise.all(callbacks.map((callback) => callback()))
    await Promise.all(others.map((login) => login.close()))
    expect(await store.sessions.list('iitb:102')).toHaveLength(4)
    expect(revocations(site)).toHaveLength(1)
  })

  it('keeps no sign-in waiting for the provider', async () => {
    const site = createIdleSite()
    await site.signIn()
    site.mock.clock.advance({ seconds: idleTtlSeconds + 60 })
    const mock: { fetch: typeof site.mock.fetch } = site.mock
    const { fetch } = mock
    const asked = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    mock.fetch = async (request) => {
      if (new URL((request as Request).url).pathname.includes('revoke')) {
        asked.resolve()
        await gate.promise
      }
      return fetch(request)
    }
    const phone = site.newBrowser()
    await site.signIn({ browser: phone, user: 'bob' })
    expect((await site.session(phone)).user?.id).toBe('102')
    await asked.promise
    expect(expiries(site)).toEqual([])
    gate.resolve()
    await site.login.close()
    expect(expiries(site)).toHaveLength(1)
  })

  it('that the provider does not revoke is told, and gone here all the same', async () => {
    const site = createIdleSite()
    await site.signIn()
    site.mock.clock.advance({ seconds: idleTtlSeconds + 60 })
    site.mock.faults.add('revocation', { html: 502 }, { times: 5 })
    await somebodySignsIn(site)
    expect(site.events).toContainEqual(
      expect.objectContaining({ type: 'revoke.failed', userId: '101' }),
    )
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({ code: 'grant_missing' })
  })

  it('is swept by a later sign-in when the store fails at one', async () => {
    let isBroken = true
    const site = createIdleSite({
      store(now) {
        const store = memory({ now })
        const takeExpired = async (limit: number) => {
          if (isBroken) throw new Error('connection lost')
          return store.grants.takeExpired(limit)
        }
        return { ...store, grants: { ...store.grants, takeExpired } }
      },
    })
    await site.signIn()
    site.mock.clock.advance({ seconds: idleTtlSeconds + 60 })
    await somebodySignsIn(site)
    expect(revocations(site)).toEqual([])
    isBroken = false
    await somebodySignsIn(site)
    expect(revocations(site)).toHaveLength(1)
  })
})

describe('grants of one person', () => {
  /** Signs in on so many devices; the access tokens, the oldest first. */
  async function signInOften(site: Site, times: number): Promise<string[]> {
    const accessTokens: string[] = []
    for (let time = 0; time < times; time += 1) {
      await site.signIn({ browser: site.newBrowser() })
      accessTokens.push((await site.login.tokensFor('101')).accessToken)
    }
    await site.login.close()
    return accessTokens
  }

  it('are the ten newest: older ones are revoked, and the site is told', async () => {
    const site = createSite()
    const [first = '', second = '', ...newest] = await signInOften(site, 12)
    expect(await site.store.grants.list('iitb:101')).toHaveLength(10)
    const alive = await Promise.all([first, second, ...newest].map(site.isAlive))
    expect(alive).toEqual([false, false, ...newest.map(() => true)])
    const expired = { type: 'grant.expired', userId: '101', revoked: true }
    expect(expiries(site)).toEqual([expired, expired])
  })

  it('are left alone where a refresh is saved while they are being ended: nobody could revoke its tokens', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const oldest = await world.signIn(site.grants)
    for (let number = 1; number <= 10; number += 1) await world.signIn(site.grants, number)
    const { store } = world
    const get: typeof store.grants.get = async (id) => {
      const record = await store.grants.get(id)
      await store.grants.commit(id, 1, await site.grants.seal(id, world.tokens(50)))
      return record
    }
    const settings = { store: { ...store, grants: { ...store.grants, get } }, keepGrants: false }
    const expired = createExpiredGrants({ ...settings, emit() {} }, () => site)
    expired.endOldest(userKey)
    await expired.close()
    expect(world.provider.revoked).toEqual([])
    expect((await site.grants.tokensOf(oldest))?.refreshToken).toBe('refresh 50')
  })

  it('all die where the person is signed out everywhere', async () => {
    const site = createSite()
    const accessTokens = await signInOften(site, 12)
    await site.login.signOutEverywhere('101')
    const alive = await Promise.all(accessTokens.map(site.isAlive))
    expect(alive).toEqual(accessTokens.map(() => false))
  })

  it('are good tokens also where the store fails to say how many they are', async () => {
    let isBroken = false
    const site = createSite({
      store(now) {
        const store = memory({ now })
        const list = async (userId: string) => {
          if (isBroken) throw new Error('connection lost')
          return store.grants.list(userId)
        }
        return { ...store, grants: { ...store.grants, list } }
      },
    })
    await site.signIn()
    isBroken = true
    const phone = site.newBrowser()
    await site.signIn({ browser: phone })
    await site.login.close()
    isBroken = false
    expect((await site.session(phone)).user?.id).toBe('101')
    expect(await site.isAlive((await site.login.tokensFor('101')).accessToken)).toBe(true)
  })

  it('are good tokens also where the store keeps the next one and its answer is lost', async () => {
    let isLost = false
    const site = createSite({
      store(now) {
        const store = memory({ now })
        const create: typeof store.grants.create = async (record) => {
          const isCreated = await store.grants.create(record)
          if (isLost) throw new Error('no answer in time')
          return isCreated
        }
        return { ...store, grants: { ...store.grants, create } }
      },
    })
    await site.signIn()
    isLost = true
    expect(errorOf(await site.signIn({ browser: site.newBrowser() }))).toBe('store_error')
    expect(revocations(site)).toHaveLength(1)
    expect(await site.isAlive((await site.login.tokensFor('101')).accessToken)).toBe(true)
  })

  it('are good tokens also where a sign-in fails and the store cannot take its grant back', async () => {
    let isBroken = false
    const site = createSite({
      store(now) {
        const store = memory({ now })
        const failing =
          <A extends unknown[], T>(call: (...given: A) => Promise<T>) =>
          async (...given: A) => {
            if (isBroken) throw new Error('connection lost')
            return call(...given)
          }
        const sessions = { ...store.sessions, create: failing(store.sessions.create) }
        // A callback is kept there too, before the grant.
        const create = async (record: Parameters<typeof store.grants.create>[0]) => {
          isBroken = isFailing
          return store.grants.create(record)
        }
        const grants = { ...store.grants, create, delete: failing(store.grants.delete) }
        return { ...store, sessions, grants }
      },
    })
    let isFailing = false
    await site.signIn()
    isFailing = true
    expect(errorOf(await site.signIn({ browser: site.newBrowser() }))).toBe('store_error')
    expect(await site.isAlive((await site.login.tokensFor('101')).accessToken)).toBe(true)
  })
})

describe('a grant that has expired', () => {
  const daySeconds = 86_400
  const tokens = (nowMs: number, sid?: string): Tokens => ({
    accessToken: 'access',
    refreshToken: 'refresh',
    ...(sid && { idToken: `.${btoa(JSON.stringify({ sid })).replace(/=+$/, '')}.` }),
    issuedAt: nowMs / 1000,
    expiresAt: nowMs / 1000 + 10,
    scopes: [],
    missing: [],
  })

  /** Of a person who signed in, and perhaps again just before a day was over. How often it is revoked. */
  async function revoked({
    protocol = 'oidc',
    keepGrants = false,
    comesBack = false,
    sids = [] as string[],
  }) {
    let nowMs = 1_000_000_000_000
    const now = () => nowMs
    const store = memory({ now })
    const emit = vi.fn()
    const revoke = vi.fn(async () => {})
    const provider = { id: 'op', protocol, lifetimes: { refreshTokenSeconds: 10 } }
    const client = { provider, revoke } as unknown as AnyClient
    const ttl = { sessionTtlSeconds: daySeconds, idleTtlSeconds: daySeconds }
    const settings = { store, now, keepGrants, ...ttl, emit } as unknown as Settings
    const grants = createGrants(client, settings, createSealer([secret], now))
    await grants.create('op:1', tokens(nowMs, sids[0]))
    nowMs += (daySeconds - 1) * 1000
    if (comesBack) await grants.create('op:1', tokens(nowMs, sids[1]))
    nowMs += 60_000
    const expired = createExpiredGrants(settings, () => ({ client, grants }) as unknown as Parts)
    expired.sweep()
    await expired.close()
    const revoked = revoke.mock.calls.length > 0
    expect(emit).toHaveBeenCalledExactlyOnceWith({ type: 'grant.expired', userId: 'op:1', revoked })
    return revoke.mock.calls.length
  }

  it('is revoked', async () => {
    expect(await revoked({})).toBe(1)
  })

  it('is revoked by the tokens of a refresh that was saved in the last moment', async () => {
    const store = memory()
    const revoke = vi.fn(async (_: Tokens) => {})
    const client = { provider: { id: 'op', protocol: 'oauth2' }, revoke } as unknown as AnyClient
    const ttl = { sessionTtlSeconds: daySeconds, idleTtlSeconds: daySeconds }
    let saveRefresh = async () => {}
    const list: Store['grants']['list'] = async (userId) => {
      const listed = await store.grants.list(userId)
      await saveRefresh()
      return listed
    }
    const settings = {
      store: { ...store, grants: { ...store.grants, list } },
      now: Date.now,
      keepGrants: false,
      emit: () => {},
      ...ttl,
    } as unknown as Settings
    const grants = createGrants(client, settings, createSealer([secret], Date.now))
    const oldest = await grants.create('op:1', tokens(Date.now()))
    for (let newer = 0; newer < 10; newer += 1) await grants.create('op:1', tokens(Date.now()))
    const fresh = { ...tokens(Date.now()), accessToken: 'fresh' }
    saveRefresh = async () => {
      await store.grants.commit(oldest, 1, await grants.seal(oldest, fresh))
    }
    const expired = createExpiredGrants(settings, () => ({ client, grants }) as unknown as Parts)
    expired.endOldest('op:1')
    await expired.close()
    expect(revoke.mock.calls.map(([{ accessToken }]) => accessToken)).toEqual(['fresh'])
  })

  it('is not revoked where the site keeps grants for background work', async () => {
    expect(await revoked({ keepGrants: true })).toBe(0)
  })

  it('is not revoked where the tokens of a newer sign-in would die with it', async () => {
    expect(await revoked({ comesBack: true })).toBe(0)
    expect(await revoked({ comesBack: true, sids: ['one', 'one'] })).toBe(0)
    expect(await revoked({ protocol: 'oauth2', comesBack: true })).toBe(1)
  })

  it('is revoked where that sign-in is of another session of the provider', async () => {
    expect(await revoked({ comesBack: true, sids: ['one', 'another'] })).toBe(1)
  })
})
