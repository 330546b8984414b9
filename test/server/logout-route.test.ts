import { memory } from '@sso-login/server'
import { Hono } from 'hono'
import { describe, expect, it, vi } from 'vitest'
import { createBrowser } from './browser.ts'
import { createSite, sameOrigin } from './site.ts'

describe('logging out', () => {
  it('ends the session, revokes its grant and clears the cookie', async () => {
    const site = createSite()
    await site.signIn()
    const { accessToken, refreshToken } = await site.login.tokensFor('101')
    const stolen = site.browser.cookieHeader('/')
    const done = await site.browser.post('/auth/logout?return_to=/bye', sameOrigin)
    expect(done.status).toBe(303)
    expect(done.location).toBe('https://site.example/bye')
    expect(done.headers.get('cache-control')).toBe('no-store')
    expect(site.browser.cookies()).toEqual([])
    expect(await site.isAlive(accessToken)).toBe(false)
    await expect(
      site.sso.refresh({ refreshToken: refreshToken ?? '', scopes: [] }),
    ).rejects.toMatchObject({
      code: 'invalid_grant',
    })
    expect((await site.login.session({ headers: { cookie: stolen } })).user).toBeNull()
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({ code: 'grant_missing' })
    expect(site.events.at(-1)).toEqual({ type: 'logout.finished', userId: '101' })
  })

  it('leaves the grant to a site that works in the background', async () => {
    const site = createSite({ keepGrants: true })
    await site.signIn()
    const { accessToken } = await site.login.tokensFor('101')
    await site.browser.post('/auth/logout', sameOrigin)
    expect((await site.whoIs()).user).toBeNull()
    expect(await site.isAlive(accessToken)).toBe(true)
    site.mock.clock.advance({ hours: 24 * 365 })
    const sent = await site.sso.sendMail(await site.login.tokensFor('101'), {
      subject: 'Your slot',
      message: 'is tomorrow.',
    })
    expect(sent.sent).toBe(true)
  })

  it('ends one browser, not the others of the same person', async () => {
    const site = createSite()
    const other = site.newBrowser()
    await site.signIn()
    await site.signIn({ browser: other })
    await site.browser.post('/auth/logout', sameOrigin)
    expect((await site.session(other)).user?.id).toBe('101')
    expect(await site.isAlive((await site.login.tokensFor('101')).accessToken)).toBe(true)
  })

  it('works for somebody who is not signed in', async () => {
    const { browser } = createSite()
    const done = await browser.post('/auth/logout', sameOrigin)
    expect(done.status).toBe(303)
    expect(done.location).toBe('https://site.example/')
  })

  it('answers a script without sending it anywhere', async () => {
    const site = createSite()
    await site.signIn()
    const done = await site.browser.post('/auth/logout', {
      ...sameOrigin,
      accept: 'application/json',
    })
    expect(done.status).toBe(204)
    expect(done.location).toBeNull()
    expect(site.browser.cookies()).toEqual([])
  })

  it('takes where to go afterwards from a plain form, and only within the site', async () => {
    const { browser } = createSite()
    const form = {
      ...sameOrigin,
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    }
    const post = async (body: string) => (await browser.post('/auth/logout', form, body)).location
    expect(await post('return_to=%2Fbye%3Fa%3D1')).toBe('https://site.example/bye?a=1')
    expect(await post('return_to=https%3A%2F%2Fevil.example')).toBe('https://site.example/')
    expect(await post(`pad=${'a'.repeat(9000)}&return_to=%2Fbye`)).toBe('https://site.example/')
    expect(await post('')).toBe('https://site.example/')
  })

  it('reads a form whose media type is written in any case (RFC 9110 8.3.1)', async () => {
    const { browser } = createSite()
    const form = { ...sameOrigin, 'content-type': 'Application/X-WWW-Form-URLEncoded' }
    const done = await browser.post('/auth/logout', form, 'return_to=/bye')
    expect(done.location).toBe('https://site.example/bye')
  })

  it('signs out also where a middleware has read the form before, which then says no way to go', async () => {
    const site = createSite({ trustCookieSeconds: 300 })
    await site.signIn()
    const app = new Hono()
    app.use(async ({ req }, next) => {
      if (req.method === 'POST') await req.parseBody()
      await next()
    })
    app.all('/auth/*', site.login.hono())
    const visitor = createBrowser(
      async (request) => app.fetch(request),
      site.origin,
      site.mock.clock.now,
    )
    for (const { name, value } of site.browser.cookies()) visitor.setCookie(name, value)
    const form = { ...sameOrigin, 'content-type': 'application/x-www-form-urlencoded' }
    const done = await visitor.post('/auth/logout', form, 'return_to=/bye')
    expect(done.location).toBe('https://site.example/')
    expect(visitor.cookies()).toEqual([])
    expect(site.events.at(-1)).toEqual({ type: 'logout.finished', userId: '101' })
  })

  it('succeeds when the provider is away: the session is over, and somebody is told', async () => {
    const site = createSite()
    await site.signIn()
    site.mock.faults.add('revocation', { status: 503 })
    const done = await site.browser.post('/auth/logout', sameOrigin)
    expect(done.status).toBe(303)
    expect((await site.whoIs()).user).toBeNull()
    expect(await site.store.grants.list('iitb:101')).toEqual([])
    expect(site.events.map(({ type }) => type)).toContain('revoke.failed')
  })

  it('does not wait for the provider without end', async () => {
    const site = createSite()
    await site.signIn()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
    try {
      site.mock.faults.add('revocation', { never: true })
      const done = await site.browser.post('/auth/logout', sameOrigin)
      expect(done.status).toBe(303)
    } finally {
      timeout.mockRestore()
    }
    expect(site.events.slice(1)).toMatchObject([
      { type: 'login.finished' },
      { type: 'revoke.failed', error: { code: 'aborted' } },
      { type: 'logout.finished' },
    ])
  })

  it('clears the cookie also when the store fails, and says that it did', async () => {
    const site = createSite({
      store(now) {
        const store = memory({ now })
        const remove = async () => {
          throw new Error('connection lost')
        }
        return { ...store, sessions: { ...store.sessions, delete: remove } }
      },
    })
    await site.signIn()
    const done = await site.browser.post('/auth/logout', sameOrigin)
    expect(done.status).toBe(503)
    expect(done.body).toContain('store_error')
    expect(site.browser.cookies()).toEqual([])
  })

  it('ends the grant although the store failed once, wherever that was', async () => {
    for (const [kind, call] of [
      ['grants', 'get'],
      ['grants', 'delete'],
      ['sessions', 'delete'],
    ] as const) {
      let failures = 0
      const site = createSite({
        store(now) {
          const store = memory({ now })
          const failing = async (...given: never[]) => {
            failures -= 1
            if (failures >= 0) throw new Error('connection lost')
            return (store[kind][call] as (...all: never[]) => Promise<unknown>)(...given)
          }
          return { ...store, [kind]: { ...store[kind], [call]: failing } }
        },
      })
      await site.signIn()
      const { accessToken } = await site.login.tokensFor('101')
      failures = 1
      await site.browser.post('/auth/logout', sameOrigin)
      expect(await site.store.sessions.list('iitb:101')).toEqual([])
      await expect(site.login.tokensFor('101')).rejects.toMatchObject({ code: 'grant_missing' })
      expect(await site.isAlive(accessToken)).toBe(false)
    }
  })

  it.each(['sessions', 'grants'] as const)(
    'ends the one when the store cannot end the %s',
    async (kind) => {
      const site = createSite({
        store(now) {
          const store = memory({ now })
          const remove = async () => {
            throw new Error('connection lost')
          }
          return { ...store, [kind]: { ...store[kind], delete: remove } }
        },
      })
      await site.signIn()
      const other = kind === 'grants' ? 'sessions' : 'grants'
      expect((await site.browser.post('/auth/logout', sameOrigin)).status).toBe(503)
      expect(await site.store[other].list('iitb:101')).toEqual([])
    },
  )
})
