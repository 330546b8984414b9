import { memory } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { alice, createSite } from './site.ts'

const day = 86_400

describe('the session route', () => {
  it('tells a stranger where to sign in', async () => {
    const { browser } = createSite()
    const { status, headers, body } = await browser.get('/auth/session')
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(JSON.parse(body)).toEqual({
      user: null,
      links: { login: '/auth/login', logout: '/auth/logout', switch: '/auth/login?switch=1' },
    })
  })

  it('tells who is signed in, and until when', async () => {
    const site = createSite({ sessionTtlSeconds: 30 * day, idleTtlSeconds: 7 * day })
    const signedInAt = Math.floor(site.mock.clock.now() / 1000)
    await site.signIn()
    const { user, expiresAt, links } = await site.whoIs()
    expect(user).toEqual({
      id: '101',
      name: 'Alice Bose',
      picture: 'https://gymkhana.iitb.ac.in/profiles/media/alice.png',
    })
    expect(Math.abs((expiresAt ?? 0) - signedInAt - 7 * day)).toBeLessThanOrEqual(2)
    expect(Object.keys(links)).toEqual(['login', 'logout', 'switch'])
  })

  it('prolongs nothing, however often it is asked', async () => {
    const site = createSite({ idleTtlSeconds: 100 })
    await site.signIn()
    const { expiresAt } = await site.whoIs()
    for (let times = 0; times < 9; times += 1) {
      site.mock.clock.advance({ seconds: 10 })
      expect((await site.whoIs()).expiresAt).toBe(expiresAt)
    }
    site.mock.clock.advance({ seconds: 11 })
    expect((await site.whoIs()).user).toBeNull()
  })

  it('gives the browser no token and no id of the session', async () => {
    const site = createSite()
    await site.signIn()
    const { accessToken, refreshToken } = await site.login.tokensFor('101')
    const [session] = await site.store.sessions.list('iitb:101')
    const { body, headers } = await site.browser.get('/auth/session')
    const seen = body + JSON.stringify([...headers])
    for (const hidden of [accessToken, refreshToken, session?.id]) {
      expect(hidden).toBeTypeOf('string')
      expect(seen).not.toContain(hidden)
    }
  })

  it('says with the status 200 that it does not know when the store fails, and forgets nobody', async () => {
    let isBroken = false
    const site = createSite({
      store(now) {
        const store = memory({ now })
        const get: typeof store.sessions.get = async (id) => {
          if (isBroken) throw new Error('connection lost: postgres://user:password@host')
          return store.sessions.get(id)
        }
        return { ...store, sessions: { ...store.sessions, get } }
      },
    })
    await site.signIn()
    isBroken = true
    const { status, body, headers } = await site.browser.get('/auth/session', {
      accept: 'application/json',
    })
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({
      user: null,
      error: 'store_error',
      links: { login: '/auth/login', logout: '/auth/logout', switch: '/auth/login?switch=1' },
    })
    expect(site.events.at(-1)).toMatchObject({
      type: 'request.failed',
      error: { code: 'store_error', step: 'session' },
    })
    expect(headers.getSetCookie()).toEqual([])
    await expect(site.session()).rejects.toMatchObject({ code: 'store_error', step: 'session' })
    isBroken = false
    expect((await site.session()).user?.id).toBe('101')
  })
})

describe('a session', () => {
  it('lives as long as it is used', async () => {
    const site = createSite({ idleTtlSeconds: 100, sessionTtlSeconds: 1000 })
    await site.signIn()
    for (let times = 0; times < 9; times += 1) {
      site.mock.clock.advance({ seconds: 90 })
      expect((await site.session()).user?.id).toBe('101')
    }
  })

  it('ends when it is not used', async () => {
    const site = createSite({ idleTtlSeconds: 100 })
    await site.signIn()
    site.mock.clock.advance({ seconds: 99 })
    expect((await site.session()).user?.id).toBe('101')
    site.mock.clock.advance({ seconds: 101 })
    expect(await site.session()).toEqual({ user: null })
  })

  it('ends after its time, however much it is used', async () => {
    const site = createSite({ idleTtlSeconds: 100, sessionTtlSeconds: 250 })
    await site.signIn()
    for (let times = 0; times < 3; times += 1) {
      site.mock.clock.advance({ seconds: 80 })
      expect((await site.session()).user?.id).toBe('101')
    }
    const { expiresAt = 0 } = await site.whoIs()
    expect(expiresAt - Math.floor(site.mock.clock.now() / 1000)).toBeLessThanOrEqual(10)
    site.mock.clock.advance({ seconds: 20 })
    expect((await site.session()).user).toBeNull()
  })

  it('writes to the store at most once a minute', async () => {
    let touches = 0
    const site = createSite({
      store(now) {
        const store = memory({ now })
        const touch: typeof store.sessions.touch = (...args) => {
          touches += 1
          return store.sessions.touch(...args)
        }
        return { ...store, sessions: { ...store.sessions, touch } }
      },
    })
    await site.signIn()
    for (let seconds = 0; seconds < 180; seconds += 5) {
      site.mock.clock.advance({ seconds: 5 })
      await site.session()
    }
    expect(touches).toBeLessThanOrEqual(3)
    expect(touches).toBeGreaterThanOrEqual(2)
  })

  it('is not changed by what a page makes of its user', async () => {
    const site = createSite()
    await site.signIn()
    const { user } = await site.session()
    Object.assign(user ?? {}, { id: '102', name: 'Mallory' })
    expect((await site.session()).user).toMatchObject({ id: '101', name: 'Alice Bose' })
  })

  it('is not revived by a page that is answered while the visitor logs out', async () => {
    let duringTouch = async () => {}
    const site = createSite({
      idleTtlSeconds: 100,
      store(now) {
        const store = memory({ now })
        const touch: typeof store.sessions.touch = async (...args) => {
          await duringTouch()
          return store.sessions.touch(...args)
        }
        return { ...store, sessions: { ...store.sessions, touch } }
      },
    })
    await site.signIn()
    const copy = site.newBrowser()
    for (const { name, value } of site.browser.cookies()) copy.setCookie(name, value)
    site.mock.clock.advance({ seconds: 50 })
    duringTouch = async () => {
      await site.browser.post('/auth/logout', { 'sec-fetch-site': 'same-origin' })
    }
    expect(await site.session(copy)).toEqual({ user: null })
    expect((await site.whoIs(copy)).user).toBeNull()
  })

  it('is read from the cookie of a Node request too', async () => {
    const site = createSite()
    await site.signIn()
    const headers = { cookie: site.browser.cookieHeader('/page'), accept: '*/*' }
    expect((await site.login.session({ headers })).user?.id).toBe('101')
    expect((await site.login.session({ headers: {} })).user).toBeNull()
  })

  it.each([
    ['a long name', { first_name: 'ü'.repeat(5000) }, { picture: expect.any(String) }],
    [
      'a long picture',
      { profile_picture: `/profiles/${'p'.repeat(4000)}` },
      { name: 'Alice Bose' },
    ],
    [
      'both',
      { first_name: '🦉'.repeat(5000), profile_picture: `/${'p'.repeat(4000)}` },
      { name: '🦉'.repeat(200) },
    ],
  ])('fits a cookie also with %s', async (_, long, expected) => {
    const site = createSite({ users: [{ ...alice, ...long }] })
    await site.signIn()
    expect((await site.session()).user).toMatchObject({ id: '101', ...expected })
    expect(site.browser.cookieHeader('/').length).toBeLessThan(4096)
  })
})
