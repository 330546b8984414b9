import { createLogin, memory, type NewRecord } from '@sso-login/server'
import { describe, expect, it, vi } from 'vitest'
import { createBrowser } from './browser.ts'
import { createSite, errorOf, type Site, secret } from './site.ts'

const storeIsEmpty = async ({ store }: Site) => {
  expect(await store.sessions.list('iitb:101')).toEqual([])
  expect(await store.grants.list('iitb:101')).toEqual([])
}

const revocations = ({ mock }: Site) =>
  mock.requests.all().filter(({ endpoint, status }) => endpoint === 'revocation' && status === 200)

describe('coming back from the provider', () => {
  it('ends in a session, where the visitor was', async () => {
    const site = createSite()
    const done = await site.signIn({ path: '/auth/login?return_to=/slots?day=2%23top' })
    expect(done.status).toBe(303)
    expect(done.location).toBe('https://site.example/slots?day=2#top')
    expect(done.headers.get('referrer-policy')).toBe('no-referrer')
    expect(done.headers.get('cache-control')).toBe('no-store')
    expect(await site.session()).toMatchObject({
      user: {
        id: '101',
        name: 'Alice Bose',
        picture: 'https://gymkhana.iitb.ac.in/profiles/media/alice.png',
      },
    })
    expect(site.events).toEqual([
      { type: 'login.started', provider: 'iitb', silent: false },
      { type: 'login.finished', userId: '101' },
    ])
  })

  it('leaves one cookie, for this host alone, that no script reads', async () => {
    const site = createSite()
    const done = await site.signIn()
    const line = done.headers.getSetCookie().find((each) => each.startsWith('__Host-'))
    expect(line).toMatch(
      /^__Host-sso-login\.session=v1\.[\w-]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(site.browser.cookies()).toHaveLength(1)
  })

  it('signs in who grants no more than who they are', async () => {
    const site = createSite()
    await site.signIn({ scopes: ['basic'] })
    expect((await site.session()).user).toEqual({ id: '101', name: null })
    expect((await site.login.tokensFor('101')).missing).toEqual(['profile', 'picture', 'send_mail'])
  })

  it('works on a loopback without https, and with a slash at the end', async () => {
    const site = createSite({ origin: 'http://localhost:3000' })
    await site.signIn()
    expect(site.browser.cookies().map(({ name }) => name)).toEqual(['sso-login.3000.session'])
    expect((await site.session()).user?.id).toBe('101')
  })

  it('works in several tabs at once, in whatever order they finish', async () => {
    const site = createSite()
    const tabs = []
    for (const day of [1, 2, 3]) {
      tabs.push(await site.browser.get(`/auth/login?return_to=/slots/${day}`))
    }
    for (const day of [2, 3, 1]) {
      const tab = tabs[day - 1]
      if (!tab) throw new Error('no such tab')
      const done = await site.browser.get(await site.approve(tab))
      expect(done.location).toBe(`https://site.example/slots/${day}`)
    }
    expect(site.browser.cookies()).toHaveLength(1)
    expect(await site.store.sessions.list('iitb:101')).toHaveLength(1)
  })

  it('says where the visitor was that the person denied', async () => {
    const site = createSite()
    const done = await site.signIn({ path: '/auth/login?return_to=/slots?day=2', deny: true })
    expect(done.location).toBe('https://site.example/slots?day=2&sso_error=access_denied')
    expect(site.browser.cookies()).toEqual([])
    expect(site.events.at(-1)).toMatchObject({
      type: 'login.failed',
      error: { code: 'access_denied' },
    })
    await storeIsEmpty(site)
  })

  it('lets the session that is there live when another login is denied', async () => {
    const site = createSite()
    await site.signIn()
    expect(errorOf(await site.signIn({ path: '/auth/login?scope=send_mail', deny: true }))).toBe(
      'access_denied',
    )
    expect((await site.session()).user?.id).toBe('101')
  })

  it('is too late after ten minutes, and says so where the visitor was', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login?return_to=/slots'))
    site.mock.clock.advance({ minutes: 10 })
    const done = await site.browser.get(back)
    expect(done.location).toBe('https://site.example/slots?sso_error=transaction_expired')
    await storeIsEmpty(site)
  })

  it('is too late also for who is signed in', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login?return_to=/slots'))
    await site.signIn()
    site.mock.clock.advance({ minutes: 10 })
    expect(errorOf(await site.browser.get(back))).toBe('transaction_expired')
    expect((await site.session()).user?.id).toBe('101')
  })

  it('without a code says so', async () => {
    const site = createSite()
    const started = await site.browser.get('/auth/login')
    const state = new URL(started.location ?? '').searchParams.get('state')
    expect(errorOf(await site.browser.get(`/auth/callback?state=${state}`))).toBe('code_missing')
  })
})

describe('the callback called again', () => {
  it('goes on to where the login went, by reload or back', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login?return_to=/slots'))
    await site.browser.get(back)
    const { accessToken } = await site.login.tokensFor('101')
    for (let times = 0; times < 2; times += 1) {
      const again = await site.browser.get(back)
      expect(again.location).toBe('https://site.example/slots')
      expect(again.headers.getSetCookie()).toEqual([])
    }
    expect((await site.login.tokensFor('101')).accessToken).toBe(accessToken)
    expect(site.mock.requests.all().filter(({ endpoint }) => endpoint === 'token')).toHaveLength(1)
  })

  it('goes on to the front page when it belongs to an earlier login', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login?return_to=/slots'))
    await site.browser.get(back)
    await site.signIn({ path: '/auth/login?return_to=/later' })
    await site.browser.get('/auth/login')
    const again = await site.browser.get(back)
    expect(again.location).toBe('https://site.example/')
  })

  it('goes on when the transaction is used already, and the browser still has its cookie', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login?return_to=/slots'))
    const [transaction] = site.browser.cookies()
    await site.browser.get(back)
    site.browser.setCookie(transaction?.name ?? '', transaction?.value ?? '', '/auth')
    expect((await site.browser.get(back)).location).toBe('https://site.example/slots')
  })

  it('is an error once the session is over', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login?return_to=/slots'))
    const [transaction] = site.browser.cookies()
    await site.browser.get(back)
    await site.browser.post('/auth/logout', { 'sec-fetch-site': 'same-origin' })
    expect(errorOf(await site.browser.get(back))).toBe('transaction_missing')
    site.browser.setCookie(transaction?.name ?? '', transaction?.value ?? '', '/auth')
    const again = await site.browser.get(back)
    expect(again.location).toBe('https://site.example/slots?sso_error=transaction_used')
    expect((await site.session()).user).toBeNull()
  })

  it('while the first is under way waits for it, exchanges once and ends in the same session', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login?return_to=/slots'))
    const all = await Promise.all([1, 2, 3].map(() => site.browser.get(back)))
    for (const { location, headers } of all) {
      expect(location).toBe('https://site.example/slots')
      expect(headers.getSetCookie()).toEqual(all[0]?.headers.getSetCookie())
    }
    expect((await site.session()).user?.id).toBe('101')
    expect(await site.store.sessions.list('iitb:101')).toHaveLength(1)
    expect(site.mock.requests.all().filter(({ endpoint }) => endpoint === 'token')).toHaveLength(1)
    expect(site.events.map(({ type }) => type)).toEqual(['login.started', 'login.finished'])
  })

  it('while the first is under way fails as that does, told once', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login'))
    site.mock.faults.add('token', { html: 502 }, { times: 1 })
    const both = await Promise.all([site.browser.get(back), site.browser.get(back)])
    expect(both.map(errorOf)).toEqual(['provider_error', 'provider_error'])
    expect(site.events.map(({ type }) => type)).toEqual(['login.started', 'login.failed'])
  })

  describe('in another process while the first is under way', () => {
    /** Two processes of a site with one store; the provider answers when `goOn` is called. */
    async function createTwo() {
      const site = createSite()
      const other = createLogin(site.sso, {
        secrets: [secret],
        store: site.store,
        now: site.mock.clock.now,
      })
      const elsewhere = createBrowser(other.fetch, site.origin, site.mock.clock.now)
      const back = await site.approve(await site.browser.get('/auth/login?return_to=/slots'))
      for (const { name, value } of site.browser.cookies()) elsewhere.setCookie(name, value)
      const mock: { fetch: typeof site.mock.fetch } = site.mock
      const { fetch } = mock
      const [asked, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      mock.fetch = async (...args) => {
        asked.resolve()
        await goOn.promise
        return fetch(...args)
      }
      const first = site.browser.get(back)
      await asked.promise
      // It has looked, and found the first under way.
      const looked = Promise.withResolvers<void>()
      const { get } = site.store.sessions
      vi.spyOn(site.store.sessions, 'get').mockImplementation((id) => {
        if (id.startsWith('callback ')) looked.resolve()
        return get(id)
      })
      const second = elsewhere.get(back)
      await looked.promise
      return { site, elsewhere, first, second, goOn: goOn.resolve }
    }

    it('ends in the same session, by one exchange', async () => {
      const { site, elsewhere, first, second, goOn } = await createTwo()
      goOn()
      expect((await second).location).toBe('https://site.example/slots')
      expect((await first).location).toBe('https://site.example/slots')
      expect((await site.session(elsewhere)).user?.id).toBe('101')
      expect(await site.store.sessions.list('iitb:101')).toHaveLength(1)
      const exchanges = site.mock.requests.all().filter(({ endpoint }) => endpoint === 'token')
      expect(exchanges).toHaveLength(1)
    })

    it('fails as that does', async () => {
      const { site, first, second, goOn } = await createTwo()
      site.mock.faults.add('token', { html: 502 }, { times: 1 })
      goOn()
      expect([await first, await second].map(errorOf)).toEqual(['provider_error', 'provider_error'])
    })
  })

  it('by another browser does not get the session that is under way', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login'))
    const stranger = site.newBrowser()
    const both = await Promise.all([site.browser.get(back), stranger.get(back)])
    expect(both.map(errorOf)).toEqual([null, 'transaction_missing'])
    expect((await site.session(stranger)).user).toBeNull()
  })

  it('with another code is another callback, also while the first is under way', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login'))
    const changed = new URL(back)
    changed.searchParams.set('code', 'another')
    const taken = Promise.withResolvers<void>()
    const { take } = site.store
    vi.spyOn(site.store, 'take').mockImplementation((...given) => {
      taken.resolve()
      return take(...given)
    })
    const first = site.browser.get(back)
    await taken.promise
    const both = await Promise.all([first, site.browser.get(changed.href)])
    expect(both.map(errorOf)).toEqual([null, 'transaction_used'])
  })
})

describe('a new sign-in in a browser that has a session', () => {
  it('makes a new session and ends the old one with its grant', async () => {
    const site = createSite()
    await site.signIn()
    const [oldCookie] = site.browser.cookies()
    const [oldSession] = await site.store.sessions.list('iitb:101')
    const { accessToken } = await site.login.tokensFor('101')
    await site.signIn()
    const sessions = await site.store.sessions.list('iitb:101')
    expect(sessions).toHaveLength(1)
    expect(sessions[0]?.id).not.toBe(oldSession?.id)
    expect(await site.store.grants.list('iitb:101')).toHaveLength(1)
    expect(await site.isAlive(accessToken)).toBe(false)
    const thief = site.newBrowser()
    thief.setCookie(oldCookie?.name ?? '', oldCookie?.value ?? '')
    expect((await site.session(thief)).user).toBeNull()
  })

  it('keeps the old grant for a site that works in the background', async () => {
    const site = createSite({ keepGrants: true })
    await site.signIn({ user: 'alice' })
    const { accessToken } = await site.login.tokensFor('101')
    await site.signIn({ user: 'bob' })
    expect(await site.isAlive(accessToken)).toBe(true)
    expect((await site.login.tokensFor('101')).accessToken).toBe(accessToken)
    expect(await site.store.sessions.list('iitb:101')).toEqual([])
  })

  it('leaves the sessions of other browsers alone', async () => {
    const site = createSite()
    const other = site.newBrowser()
    await site.signIn({ browser: other })
    await site.signIn()
    await site.signIn()
    expect((await site.session(other)).user?.id).toBe('101')
    expect(await site.store.sessions.list('iitb:101')).toHaveLength(2)
  })
})

describe('a sign-in that fails half-way', () => {
  const faults = [
    [{ html: 502 }, 'provider_error'],
    [{ malformed: true }, 'response_invalid'],
    [{ truncated: true }, 'response_invalid'],
    [{ drop: true }, 'network_error'],
  ] as const

  it.each(faults)('at the exchange (%j) ends in %s and in no session', async (fault, code) => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login?return_to=/slots'))
    site.mock.faults.add('token', fault, { times: 1 })
    const done = await site.browser.get(back)
    expect(done.location).toBe(`https://site.example/slots?sso_error=${code}`)
    expect(site.browser.cookies()).toEqual([])
    await storeIsEmpty(site)
  })

  it.each(faults)(
    'at the user API (%j) ends in %s, and the grant is revoked',
    async (fault, code) => {
      const site = createSite()
      const back = await site.approve(await site.browser.get('/auth/login'))
      site.mock.faults.add('userinfo', fault, { times: 1 })
      expect(errorOf(await site.browser.get(back))).toBe(code)
      expect(site.browser.cookies()).toEqual([])
      expect(revocations(site)).toHaveLength(1)
      await storeIsEmpty(site)
    },
  )

  it('for want of a scope that the site requires is revoked', async () => {
    const site = createSite({ requiredScopes: ['profile', 'send_mail'] })
    const done = await site.signIn({ scopes: ['basic', 'profile'] })
    expect(errorOf(done)).toBe('scope_missing')
    expect(site.events.slice(1)).toMatchObject([
      { type: 'login.failed', error: { code: 'scope_missing', missing: ['send_mail'] } },
    ])
    expect(revocations(site)).toHaveLength(1)
    await storeIsEmpty(site)
    await site.signIn({ scopes: ['basic', 'profile', 'send_mail'] })
    expect((await site.session()).user?.id).toBe('101')
  })

  it.each(['grants', 'sessions'] as const)(
    'because the store cannot keep %s is revoked',
    async (kind) => {
      let isBroken = true
      const site = createSite({
        store(now) {
          const store = memory({ now })
          const records = {
            ...store[kind],
            async create(record: NewRecord) {
              if (isBroken && record.userId === 'iitb:101') throw new Error('disk full')
              return store[kind].create(record)
            },
          }
          return { ...store, [kind]: records }
        },
      })
      expect(errorOf(await site.signIn())).toBe('store_error')
      expect(site.browser.cookies()).toEqual([])
      expect(revocations(site)).toHaveLength(1)
      await storeIsEmpty(site)
      isBroken = false
      await site.signIn()
      expect((await site.session()).user?.id).toBe('101')
    },
  )

  it('before the exchange, because the store cannot take the transaction, asks the provider nothing', async () => {
    const site = createSite({
      store: (now) => ({
        ...memory({ now }),
        take: async () => {
          throw new Error('connection lost')
        },
      }),
    })
    expect(errorOf(await site.signIn())).toBe('store_error')
    expect(site.mock.requests.all().filter(({ endpoint }) => endpoint === 'token')).toEqual([])
  })
})
