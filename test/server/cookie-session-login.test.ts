import { createClient, isLoginError } from '@sso-login/client'
import { createCookieSessionClient } from '@sso-login/client/cookie-session'
import type { UserOf } from '@sso-login/providers'
import { bridgekeeper } from '@sso-login/providers/bridgekeeper'
import { iitb } from '@sso-login/providers/iitb'
import {
  type CookieSessionLoginOptions,
  createLogin,
  type LoginEvent,
  memory,
} from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { callbackUri, client, site, stage } from '../client/bridgekeeper-support.ts'
import { failing } from '../client/support.ts'
import { CookieJar } from '../support/cookie-jar.ts'

const secrets = ['a secret for tests, at least 32 characters']

type Person = UserOf<typeof bridgekeeper>

/** A site on the client domain, the provider beside it, and one visitor's browser. */
function siteStage<const F extends keyof Person & string = never>(
  options: Partial<CookieSessionLoginOptions<F, Pick<Person, F>>> = {},
) {
  const all = stage()
  const { mock, browser } = all
  const events: LoginEvent[] = []
  const asked: string[] = []
  let isDown = false
  const sso = client({
    now: mock.clock.now,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      asked.push(`${new URL(request.url).pathname} ${request.headers.get('cookie')}`)
      if (isDown) throw new TypeError('fetch failed')
      return mock.fetch(request)
    },
  })
  const login = createLogin(sso, {
    secrets,
    store: memory({ now: mock.clock.now }),
    now: mock.clock.now,
    onEvent: (event) => events.push(event),
    ...options,
  })
  const jar = new CookieJar()
  /** The site and the provider's API share a host, and so its cookies. */
  const cookies = () => [browser.cookiesFor(site), jar.header()].filter(Boolean).join('; ')
  async function visit(path: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    const request = new Request(new URL(path, site), {
      ...init,
      headers: { cookie: cookies(), ...(headers as object) },
    })
    const answer = await login.fetch(request)
    jar.keep(answer)
    return answer
  }
  const location = (answer: Response) => answer.headers.get('location') as string
  const page = () => new Request(`${site}/page`, { headers: { cookie: cookies() } })
  /** The address of our callback, after the provider's login page. */
  async function leave(user: string, path = '/auth/login?return_to=/slots'): Promise<string> {
    const first = await browser.follow(location(await visit(path)))
    if (new URL(first).pathname !== '/login') return first
    return browser.follow(await all.signInAt(first, user))
  }
  async function signIn(user = 'alice') {
    return visit(await leave(user))
  }
  const session = async () => (await visit('/auth/session')).json()
  const logout = (headers: Record<string, string> = {}) =>
    visit('/auth/logout', { method: 'POST', headers: { origin: site, ...headers } })
  return {
    ...all,
    login,
    events,
    asked,
    jar,
    visit,
    location,
    page,
    leave,
    signIn,
    session,
    logout,
    setDown: (down: boolean) => {
      isDown = down
    },
  }
}

describe('a login by a cookie of the provider', () => {
  it('ends in a session of ours, as the element reads it', async () => {
    const { signIn, location, session, login, page, events } = siteStage()
    expect(location(await signIn())).toBe('/slots')
    expect(await session()).toEqual({
      user: { id: '301', name: 'Alice Kulkarni', picture: `${site}/pictures/alice.svg` },
      expiresAt: expect.any(Number),
      links: { login: '/auth/login', logout: '/auth/logout', switch: '/auth/login?switch=1' },
    })
    expect((await login.session(page())).user?.id).toBe('301')
    expect(events.map(({ type }) => type)).toEqual(['login.started', 'login.finished'])
  })

  it('shows the provider its own cookie, and no other', async () => {
    const { signIn, jar, asked } = siteStage()
    jar.set('secret-of-the-site', 'x')
    await signIn()
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatch(/^\/api\/auth\/v1\/users\/me qt-auth=[\w.-]+$/)
  })

  it('shows that cookie as it came, whatever is escaped in it', async () => {
    const { signIn, login, jar, asked } = siteStage()
    await signIn()
    const cookie = ['qt-auth=s%3Aa%2Fb%22%25', jar.header()].join('; ')
    await login.session(new Request(site, { headers: { cookie } }))
    expect(asked.at(-1)).toBe('/api/auth/v1/users/me qt-auth=s%3Aa%2Fb%22%25')
  })

  it('shows that cookie where the provider has set it in quotes, which are sent back (RFC 6265 4.1.1, 5.4)', async () => {
    const { signIn, browser, login, jar, asked } = siteStage()
    await signIn()
    const quoted = browser.cookiesFor(site).replace(/^qt-auth=(.+)$/, 'qt-auth="$1"')
    const cookie = [quoted, jar.header()].join('; ')
    const before = asked.length
    const { user } = await login.session(new Request(site, { headers: { cookie } }))
    expect([user?.id, asked.length]).toEqual(['301', before + 1])
  })

  it('is not begun by a browser that only guesses', async () => {
    const { visit, jar } = siteStage()
    const answer = await visit('/auth/login', { headers: { 'sec-purpose': 'prefetch' } })
    expect([answer.status, [...jar.keys()]]).toEqual([204, []])
  })

  it('in a popup ends on the page that closes', async () => {
    const { leave, visit, location } = siteStage()
    expect(location(await visit(await leave('alice', '/auth/login?popup=1')))).toBe('/auth/done')
  })

  it('lists sessions, and ends all of them', async () => {
    const { signIn, login, page } = siteStage()
    await signIn()
    expect(await login.sessions('301')).toHaveLength(1)
    expect(await login.signOutEverywhere('301')).toBe(1)
    expect(await login.session(page())).toEqual({ user: null })
  })

  it('made again in the same browser leaves no session behind', async () => {
    const { signIn, login } = siteStage()
    await signIn()
    await signIn()
    expect(await login.sessions('301')).toHaveLength(1)
  })

  it('guards pages', async () => {
    const { signIn, login, page } = siteStage()
    const away = await login.requireLogin(page())
    expect((away as Response).headers.get('location')).toBe('/auth/login?return_to=%2Fpage')
    await signIn()
    expect(await login.requireLogin(page())).toHaveProperty('user.id', '301')
  })

  it('by reload of the callback goes on, and signs nobody out', async () => {
    const { leave, visit, location, session, jar } = siteStage()
    const callback = await leave('alice')
    const underWay = [...jar]
    await visit(callback)
    expect(location(await visit(callback))).toBe('/')
    // Also where the browser still has the login's own cookie.
    for (const pair of underWay) jar.set(...pair)
    expect(location(await visit(callback))).toBe('/slots')
    expect((await session()).user.id).toBe('301')
  })

  it('by two requests at once signs in once', async () => {
    const { leave, visit, location, login } = siteStage()
    const callback = await leave('alice')
    const answers = await Promise.all([visit(callback), visit(callback)])
    expect(answers.map(location)).toEqual(['/slots', '/slots'])
    expect(await login.sessions('301')).toHaveLength(1)
  })
})

describe('a callback that this browser has not asked for', () => {
  it('signs the visitor out at the provider, and in nowhere', async () => {
    const attacker = siteStage()
    const forced = await attacker.leave('bob')
    const { visit, location, session, browser, sso } = siteStage()
    // The provider of the victim's browser has set the attacker's cookie before.
    const answer = await visit(forced)
    expect(location(answer)).toBe('/?sso_error=transaction_missing')
    expect((await session()).user).toBeNull()
    expect(await sso.user(sso.sessionOf(browser.request(site)))).toBeNull()
  })

  it.each([
    ['cross-site', 'no-cors'],
    ['same-site', 'cors'],
  ])('signs nobody out by an image or a script of another page (%s, %s)', async (where, mode) => {
    const { signIn, visit, browser, sso, jar } = siteStage()
    await signIn()
    // Such a request brings the provider's cookie, and not ours.
    jar.clear()
    const headers = { 'sec-fetch-site': where, 'sec-fetch-mode': mode }
    const answer = await visit('/auth/callback?nonce=of-the-attacker', { headers })
    expect(answer.status).toBe(204)
    expect(await sso.user(sso.sessionOf(browser.request(site)))).toMatchObject({ id: 301 })
  })

  it('ends the session of whom it put in the place of', async () => {
    const { signIn, visit, leave, location, session, browser, sso, jar, mock } = siteStage()
    await signIn('alice')
    const own = new Map(jar)
    // Somebody else's login is forced upon this browser: the provider has replaced its cookie.
    await sso.logout(sso.sessionOf(browser.request(site)))
    const forced = await leave('bob')
    jar.clear()
    for (const pair of own) jar.set(...pair)
    expect(location(await visit(forced))).toBe('/?sso_error=transaction_missing')
    expect((await session()).user).toBeNull()
    expect(mock.requests.all({ endpoint: 'logout' }).at(-1)?.user).toBe('bob')
  })
})

describe("the provider's own session", () => {
  it('that has ended elsewhere ends ours: at once where it is asked, else within a minute', async () => {
    const { signIn, session, login, page, browser, sso, asked, mock } = siteStage()
    await signIn()
    await login.session(page())
    await login.session(page())
    // Signing in asked once, the first page once.
    expect(asked).toHaveLength(2)
    await sso.logout(sso.sessionOf(browser.request(site)))
    expect((await login.session(page())).user?.id).toBe('301')
    mock.clock.advance({ seconds: 61 })
    expect(await login.session(page())).toEqual({ user: null })
    expect((await session()).user).toBeNull()
    expect(await login.sessions('301')).toEqual([])
  })

  it('is asked by the session route, always', async () => {
    const { signIn, session, browser, sso, login } = siteStage()
    await signIn()
    expect((await session()).user.id).toBe('301')
    await sso.logout(sso.sessionOf(browser.request(site)))
    expect((await session()).user).toBeNull()
    expect(await login.sessions('301')).toEqual([])
  })

  it('in a cookie that nobody could have set ends ours without asking', async () => {
    const { signIn, login, jar, asked, events } = siteStage()
    await signIn()
    const before = asked.length
    const cookie = ['qt-auth=a\\b', jar.header()].join('; ')
    const request = new Request(site, { headers: { cookie } })
    expect(await login.session(request)).toEqual({ user: null })
    expect([asked.length, events.at(-1)?.type]).toEqual([before, 'login.finished'])
  })

  it('whose cookie is gone ends ours without asking', async () => {
    const { signIn, login, jar, asked } = siteStage()
    await signIn()
    const before = asked.length
    const cookie = jar.header()
    const request = new Request(site, { headers: { cookie } })
    expect(await login.session(request)).toEqual({ user: null })
    expect(asked).toHaveLength(before)
    expect(await login.sessions('301')).toEqual([])
  })

  it('of another person ends ours', async () => {
    const { signIn, leave, login, page, browser, sso } = siteStage()
    await signIn('alice')
    await sso.logout(sso.sessionOf(browser.request(site)))
    await leave('bob')
    expect(await login.session(page())).toEqual({ user: null })
  })

  it('of a provider that is down puts nobody out', async () => {
    const { signIn, session, login, page, setDown, events, asked } = siteStage()
    await signIn()
    setDown(true)
    expect((await session()).user.id).toBe('301')
    expect(events.at(-1)).toMatchObject({
      type: 'request.failed',
      error: { code: 'network_error' },
    })
    expect((await login.session(page())).user?.id).toBe('301')
    const before = asked.length
    await login.session(page())
    expect(asked).toHaveLength(before)
  })
})

describe('a silent login', () => {
  const path = '/auth/login?return_to=/slots&prompt=none'

  it('of nobody comes back to the page with login_required, and is not tried again from there', async () => {
    const { visit, location, browser, mock } = siteStage()
    const callback = await browser.follow(location(await visit(path)))
    const back = location(await visit(callback))
    expect(back).toBe('/slots?sso_error=login_required')
    const count = mock.requests.all().length
    for (const page of [back, '/slots?logged_in=false']) {
      const again = `/auth/login?${new URLSearchParams({ return_to: page, prompt: 'none' })}`
      expect(location(await visit(again))).toContain('sso_error=login_required')
    }
    expect(mock.requests.all()).toHaveLength(count)
  })

  it.each(['/slots?sso_error=login_required', '/slots?logged_in=false'])(
    'in a popup is not tried again from %s, and ends on the page that closes',
    async (page) => {
      const { visit, location } = siteStage()
      const again = new URLSearchParams({ return_to: page, prompt: 'none', popup: '1' })
      const back = location(await visit(`/auth/login?${again}`))
      expect(back).toBe('/auth/done?sso_error=login_required')
    },
  )

  it('of who is signed in signs in here', async () => {
    const { leave, visit, jar, session, location } = siteStage()
    await leave('alice')
    jar.clear()
    expect(location(await visit(await leave('alice', path)))).toBe('/slots')
    expect((await session()).user.id).toBe('301')
  })
})

describe('a login as somebody else', () => {
  const path = '/auth/login?return_to=/slots&switch=1'
  const byLink = { headers: { 'sec-fetch-site': 'same-origin' } }

  it('begins with a logout at the provider, and here', async () => {
    const { signIn, signInAt, visit, browser, sso, session, location, login } = siteStage()
    await signIn('alice')
    const shown = sso.sessionOf(browser.request(site))
    const away = location(await visit(path, byLink))
    expect(await sso.user(shown)).toBeNull()
    expect(await login.sessions('301')).toEqual([])
    const page = await browser.follow(away)
    expect(new URL(page).pathname).toBe('/login')
    const back = await visit(await browser.follow(await signInAt(page, 'bob')))
    expect(location(back)).toBe('/slots')
    expect((await session()).user.id).toBe('302')
  })

  it.each(['cross-site', 'same-site', 'none'])(
    'that a page elsewhere begins (%s) signs nobody out',
    async (fetchSite) => {
      const { signIn, visit, browser, session, location } = siteStage()
      await signIn('alice')
      const away = location(await visit(path, { headers: { 'sec-fetch-site': fetchSite } }))
      await visit(await browser.follow(away))
      expect((await session()).user.id).toBe('301')
    },
  )

  it('is not begun where the provider does not sign out', async () => {
    const { signIn, visit, setDown, session } = siteStage()
    await signIn('alice')
    setDown(true)
    const answer = await visit(path, byLink)
    expect([answer.status, answer.headers.get('location')]).toEqual([500, null])
    setDown(false)
    expect((await session()).user.id).toBe('301')
  })

  it('is a login where nobody is signed in', async () => {
    const { visit, location, browser, asked } = siteStage()
    const page = await browser.follow(location(await visit(path, byLink)))
    expect([new URL(page).pathname, asked]).toEqual(['/login', []])
  })
})

describe('a logout', () => {
  it('ends both sessions', async () => {
    const { signIn, logout, session, browser, sso, location } = siteStage()
    await signIn()
    expect(location(await logout())).toBe('/')
    expect((await session()).user).toBeNull()
    expect(await sso.user(sso.sessionOf(browser.request(site)))).toBeNull()
  })

  it('of another site ends neither', async () => {
    const { signIn, logout, session } = siteStage()
    await signIn()
    expect((await logout({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await session()).user.id).toBe('301')
  })

  it('that the provider does not take ends ours, and says that this may be all', async () => {
    const { signIn, logout, setDown, jar } = siteStage()
    await signIn()
    setDown(true)
    const answer = await logout({ accept: 'application/json' })
    expect([answer.status, await answer.json()]).toMatchObject([500, { error: 'network_error' }])
    expect([...jar.keys()]).toEqual([])
  })
})

describe('a site', () => {
  it('decides who comes in, and is told who did', async () => {
    const told: unknown[] = []
    const { visit, leave, session, signIn, location } = siteStage({
      fields: ['verification_status'],
      allow: (person) => person.verification_status === 'verified' || 'Verify your mail.',
      onLogin: (by) => told.push(by),
    })
    const refusal = await visit(await leave('bob'))
    expect(refusal.status).toBe(403)
    const page = await refusal.text()
    expect(page).toContain('Verify your mail.')
    expect(page).toContain('<a href="/auth/login?switch=1&#38;return_to=%2Fslots">')
    expect([(await session()).user, told]).toEqual([null, []])
    const popup = await (await visit(await leave('bob', '/auth/login?popup=1'))).text()
    expect(popup).toContain('src="/auth/done.js?sso_error=not_allowed"')
    expect(popup).toContain('<a href="/auth/login?switch=1&#38;return_to=%2F&#38;popup=1">')

    const other = siteStage({ fields: ['email'], onLogin: (by) => told.push(by) })
    expect(other.location(await other.signIn())).toBe('/slots')
    const user = expect.objectContaining({ id: '301' })
    expect(told).toEqual([{ user, resources: { email: 'alice@reader.example' } }])
    // Whom the site did not let in is signed in at the provider still.
    expect(location(await signIn())).toBeNull()
  })

  it('is none of several', async () => {
    const other = createClient(iitb, {
      clientId: 'a',
      clientSecret: 'b',
      redirectUri: `${site}/auth/callback/iitb`,
      scopes: ['basic'],
    })
    const options = { secrets, store: memory() }
    const creates = [
      // @ts-expect-error: alone, or not at all.
      () => createLogin([other, client()], options),
      // @ts-expect-error: nor as the only one.
      () => createLogin([client()], options),
    ]
    for (const create of creates) {
      const error = await failing(create)
      expect(error).toMatchObject({ code: 'invalid_config', key: 'client' })
      expect(error.hint).toContain('alone')
    }
  })

  it('has no methods of tokens: not for the compiler, and by name at run time', async () => {
    const login = createLogin(client(), { secrets, store: memory() })
    const calls = {
      // @ts-expect-error: there are no tokens.
      tokensFor: () => login.tokensFor('301'),
      // @ts-expect-error: there are no tokens.
      withTokens: () => login.withTokens('301', () => 1),
      // @ts-expect-error: there are no tokens.
      fetchAs: () => login.fetchAs('301', '/'),
      // @ts-expect-error: there are no tokens.
      refresh: () => login.refresh('301'),
    }
    for (const [key, call] of Object.entries(calls)) {
      expect(await failing(call)).toMatchObject({ code: 'invalid_config', key })
    }
  })

  it('has no options of tokens: not for the compiler, and by name at run time', async () => {
    const options = { secrets, store: memory() }
    const creates = {
      // @ts-expect-error: nothing to keep.
      keepGrants: () => createLogin(client(), { ...options, keepGrants: true }),
      // @ts-expect-error: no scopes.
      requiredScopes: () => createLogin(client(), { ...options, requiredScopes: [] }),
      // @ts-expect-error: nothing to lose.
      onGrantLost: () => createLogin(client(), { ...options, onGrantLost() {} }),
      // @ts-expect-error: no fetchAs.
      fetch: () => createLogin(client(), { ...options, fetch }),
      postLogoutRedirectUri: () => {
        const postLogoutRedirectUri = site
        // @ts-expect-error: no such page.
        createLogin(client(), { ...options, postLogoutRedirectUri })
      },
      // @ts-expect-error: a claim of OpenID Connect.
      'fields.0': () => createLogin(client(), { ...options, fields: ['sub'] }),
    }
    for (const [key, create] of Object.entries(creates)) {
      expect(await failing(create)).toMatchObject({ code: 'invalid_config', key })
    }
  })

  it('is told the types of what it reads', () => {
    createLogin(client(), {
      secrets,
      store: memory(),
      fields: ['is_tfa_enabled'],
      allow: ({ is_tfa_enabled }) => is_tfa_enabled satisfies boolean | null as boolean,
      // @ts-expect-error: not among the fields.
      onLogin: ({ resources }) => resources.email,
    })
  })

  it.each([
    ['https://other.example', 'https://client.example/auth/callback'],
    ['http://localhost:4000', 'http://127.0.0.1:3000/auth/callback'],
  ])('that the cookie of %s does not reach is refused at the start: %s', async (baseUrl, uri) => {
    const sso = createCookieSessionClient(bridgekeeper, { clientId: 7, callbackUri: uri, baseUrl })
    const create = () => createLogin(sso, { secrets, store: memory() })
    expect(await failing(create)).toMatchObject({ code: 'invalid_config', key: 'baseUrl' })
  })

  it.each([
    ['https://api.client.example', callbackUri],
    ['http://localhost:4000', 'http://localhost:3000/auth/callback'],
  ])('on the domain of %s may be at %s', (baseUrl, uri) => {
    const sso = createCookieSessionClient(bridgekeeper, { clientId: 7, callbackUri: uri, baseUrl })
    expect(createLogin(sso, { secrets, store: memory() })).toHaveProperty('fetch')
  })

  it('needs its callback route to be the callback', async () => {
    const sso = client({ callbackUri: `${site}/elsewhere` })
    const create = () => createLogin(sso, { secrets, store: memory() })
    const error = await failing(create)
    expect(isLoginError(error) && error.key).toBe('basePath')
  })

  it('has no route by which the provider could sign out', async () => {
    const { visit } = siteStage()
    expect((await visit('/auth/backchannel-logout', { method: 'POST' })).status).toBe(404)
  })
})
