import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { createLogin, memory } from '@sso-login/server'
import { describe, expect, it, vi } from 'vitest'
import { createBrowser } from './browser.ts'
import { createSite, secret } from './site.ts'

const query = (location: string | null) => new URL(location ?? '').searchParams

describe('the login route', () => {
  it('sends the visitor to the provider, with a state and a challenge of its own each time', async () => {
    const { browser } = createSite()
    const { status, location, headers } = await browser.get('/auth/login')
    expect(status).toBe(303)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(location).toMatch(/^https:\/\/gymkhana\.iitb\.ac\.in\/profiles\/oauth\/authorize\/\?/)
    expect(query(location).get('code_challenge_method')).toBe('S256')
    expect(query(location).get('redirect_uri')).toBe('https://site.example/auth/callback')
    const again = query((await browser.get('/auth/login')).location)
    expect(again.get('state')).not.toBe(query(location).get('state'))
    expect(again.get('code_challenge')).not.toBe(query(location).get('code_challenge'))
  })

  it('keeps the transaction in a cookie that no subdomain can plant and nobody can read', async () => {
    const { browser } = createSite()
    const { location, headers } = await browser.get('/auth/login')
    const [cookie = ''] = headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-sso-login\.tx\.[\w-]{16}=v1\.[\w-]+; /)
    expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    expect(cookie).not.toContain(query(location).get('state'))
  })

  it('leaves nothing in the store, however many logins are started', async () => {
    const refuse = async (): Promise<never> => {
      throw new Error('the store was asked')
    }
    const records = {
      get: refuse,
      create: refuse,
      claim: refuse,
      renew: refuse,
      commit: refuse,
      release: refuse,
      touch: refuse,
      delete: refuse,
      list: refuse,
      listByProviderSession: refuse,
      takeExpired: refuse,
    }
    const { browser } = createSite({
      store: () => ({ sessions: records, grants: records, take: refuse }),
    })
    expect((await browser.get('/auth/login')).status).toBe(303)
  })

  it('names its cookies plainly on a loopback without https', async () => {
    const { browser } = createSite({ origin: 'http://127.0.0.1:3000' })
    const [cookie = ''] = (await browser.get('/auth/login')).headers.getSetCookie()
    expect(cookie).toMatch(/^sso-login\.3000\.tx\./)
    expect(cookie).not.toContain('Secure')
  })

  it('lets five logins be under way in one browser, and drops the oldest', async () => {
    const { browser, mock } = createSite()
    const names: string[] = []
    for (let tab = 0; tab < 8; tab += 1) {
      await browser.get('/auth/login')
      names.push(browser.cookies().at(-1)?.name ?? '')
      mock.clock.advance({ seconds: 1 })
    }
    expect(browser.cookies().map(({ name }) => name)).toEqual(names.slice(3))
  })

  it('drops sooner what is long, so that a request never gets too big', async () => {
    const { browser, mock } = createSite()
    for (let tab = 0; tab < 8; tab += 1) {
      await browser.get(`/auth/login?return_to=/${'a'.repeat(1500)}`)
      mock.clock.advance({ seconds: 1 })
    }
    expect(browser.cookies()).toHaveLength(1)
    expect(browser.cookieHeader('/auth/login').length).toBeLessThan(4000)
  })

  it('forgets where the visitor was when that would make the cookie too long for a browser', async () => {
    const site = createSite()
    const path = `/auth/login?return_to=${encodeURIComponent(`/?${'\\'.repeat(1990)}`)}`
    expect((await site.signIn({ path })).location).toBe('https://site.example/')
    expect((await site.session()).user?.id).toBe('101')
  })

  it('drops what it cannot open before anything else, once there are too many', async () => {
    const { browser } = createSite()
    browser.setCookie('__Host-sso-login.tx.aaaaaaaaaaaaaaaa', 'v1.AAAA')
    for (let tab = 1; tab < 5; tab += 1) await browser.get('/auth/login')
    expect(browser.cookies()).toHaveLength(5)
    expect(browser.cookie('.tx.aaaaaaaaaaaaaaaa')).toBeDefined()
    await browser.get('/auth/login')
    expect(browser.cookies()).toHaveLength(5)
    expect(browser.cookie('.tx.aaaaaaaaaaaaaaaa')).toBeUndefined()
  })

  it.each([
    ['Sec-Purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['Purpose', 'prefetch'],
    ['X-Moz', 'prefetch'],
  ])('starts nothing for a browser that only guesses (%s: %s)', async (name, value) => {
    const { browser } = createSite()
    const { status, headers, location } = await browser.get('/auth/login', { [name]: value })
    expect(status).toBe(204)
    expect(location).toBeNull()
    expect(headers.getSetCookie()).toEqual([])
  })

  it('asks for what is missing beside what was granted', async () => {
    const { browser, signIn, session, sso, login } = createSite()
    await signIn({ scopes: ['basic', 'profile'] })
    expect((await login.tokensFor('101')).missing).toEqual(['picture', 'send_mail'])
    const { location } = await browser.get('/auth/login?scope=send_mail')
    expect(query(location).get('scope')).toBe('basic profile send_mail')
    await signIn({ path: '/auth/login?scope=send_mail' })
    expect((await session()).user?.name).toBe('Alice Bose')
    const sent = await sso.sendMail(await login.tokensFor('101'), {
      subject: 'Slot',
      message: 'Yours.',
    })
    expect(sent.sent).toBe(true)
  })

  it('asks a stranger for everything, whatever is named: they have granted nothing yet', async () => {
    const site = createSite({ requiredScopes: ['profile'] })
    const { location } = await site.browser.get('/auth/login?scope=send_mail')
    expect(query(location).get('scope')).toBe('basic profile picture send_mail')
    await site.signIn({ path: '/auth/login?scope=send_mail' })
    expect((await site.session()).user?.id).toBe('101')
  })

  it('asks for what the site cannot do without, though nobody named it', async () => {
    const before = createSite()
    await before.signIn({ scopes: ['basic'] })
    const { browser } = createSite({ requiredScopes: ['profile'], store: () => before.store })
    for (const { name, value } of before.browser.cookies()) browser.setCookie(name, value)
    const { location } = await browser.get('/auth/login?scope=picture')
    expect(query(location).get('scope')).toBe('basic profile picture')
  })

  it('asks for everything again when it cannot tell what was granted', async () => {
    const { browser, signIn, store } = createSite()
    await signIn({ scopes: ['basic', 'profile'] })
    await store.grants.delete({ userId: 'iitb:101' })
    const { location } = await browser.get('/auth/login?scope=send_mail')
    expect(query(location).get('scope')).toBe('basic profile picture send_mail')
  })

  it.each(['phone', 'nonsense', 'basic,profile'])(
    'refuses the scope %s, which the site never asks for',
    async (scope) => {
      const { browser } = createSite()
      const page = await browser.get(`/auth/login?scope=${scope}`)
      expect(page.status).toBe(400)
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(page.body).toContain('This site does not ask for that.')
      expect(page.body).not.toContain(scope)
      const answer = await browser.get(`/auth/login?scope=${scope}`, { accept: 'application/json' })
      expect(answer.status).toBe(400)
      expect(JSON.parse(answer.body)).toEqual({
        error: 'invalid_scope',
        message: 'This site does not ask for that.',
      })
    },
  )
})

/** At a provider of OpenID Connect whose id_tokens name no session of its own. */
function createOpenIdSite() {
  const origin = 'http://localhost:3000'
  const mock = createMockProvider(standard)
  const named = { token: {} }
  const client = createClient(standard, {
    clientId: 'demo-app',
    clientSecret: 'demo-app-secret',
    redirectUri: `${origin}/auth/callback`,
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    async fetch(input, init) {
      const answer = await mock.fetch(new Request(input, init))
      if (new Request(input).url !== mock.endpoints.token) return answer
      return Response.json({ ...((await answer.json()) as object), ...named.token })
    },
  })
  const login = createLogin(client, { secrets: [secret], store: memory() })
  const browser = createBrowser(login.fetch, origin, Date.now)
  return {
    client,
    login,
    browser,
    /** What the token endpoint says from now on. */
    named,
    /** Returns their id. */
    async signIn(user: string): Promise<string> {
      const { location } = await browser.get('/auth/login')
      await browser.get((await mock.approve(location ?? '', { user })).location ?? '')
      const session = await login.session({ headers: { cookie: browser.cookieHeader('/') } })
      return session.user?.id ?? ''
    },
  }
}

describe('asking for another scope at an OpenID provider', () => {
  it('asks for openid again, though a refresh no longer names it (Core 3.1.2.1)', async () => {
    const { browser, login, named, signIn } = createOpenIdSite()
    const userId = await signIn('alice')
    named.token = { scope: 'profile' }
    expect((await login.refresh(userId)).type).toBe('refreshed')
    const asked = new URL((await browser.get('/auth/login?scope=email')).location ?? '')
    expect(asked.searchParams.get('scope')).toBe('openid profile email')
  })
})

describe('somebody else’s sign-in in the same browser, at an OpenID provider', () => {
  it('revokes the tokens of whoever was there before', async () => {
    const { client, login, signIn } = createOpenIdSite()
    const { accessToken } = await login.tokensFor(await signIn('alice'))
    const revoke = vi.spyOn(client, 'revoke')
    await signIn('bob')
    expect(revoke.mock.calls.map(([tokens]) => tokens.accessToken)).toEqual([accessToken])
  })
})

describe('switching to another user', () => {
  it("goes by the provider's logout, so that its login page comes up", async () => {
    const { browser, mock } = createSite()
    const { location } = await browser.get('/auth/login?switch=1')
    const page = new URL(location ?? '')
    expect(page.pathname).toBe('/profiles/account/logout/')
    const next = page.searchParams.get('next') ?? ''
    expect(next).toMatch(/^\/profiles\/oauth\/authorize\/\?.*state=/)
    const answer = await mock.fetch(new Request(page, { redirect: 'manual' }))
    const loginPage = new URL(answer.headers.get('location') ?? '', page)
    expect(loginPage.pathname).toBe('/profiles/account/login/')
    expect(loginPage.searchParams.get('next')).toBe(next)
  })

  it('ends in the session of the other, and ends the first', async () => {
    const site = createSite()
    await site.signIn({ user: 'alice' })
    const { accessToken } = await site.login.tokensFor('101')
    const started = await site.browser.get('/auth/login?switch=1&return_to=/slots')
    const page = new URL(started.location ?? '')
    const authorize = new URL(page.searchParams.get('next') ?? '', page).href
    const back = await site.approve({ ...started, location: authorize }, { user: 'bob' })
    const done = await site.browser.get(back)
    expect(done.location).toBe('https://site.example/slots')
    expect((await site.session()).user).toMatchObject({ id: '102', name: 'Bob Iyer' })
    expect(await site.isAlive(accessToken)).toBe(false)
    expect(await site.store.sessions.list('iitb:101')).toEqual([])
  })
})

describe('the routes', () => {
  it.each([
    ['POST', '/auth/callback', 'GET, HEAD'],
    ['DELETE', '/auth/session', 'GET, HEAD'],
    ['HEAD', '/auth/logout', 'POST'],
    ['GET', '/auth/logout', 'POST'],
    ['OPTIONS', '/auth/logout', 'POST'],
  ])('refuse %s %s and say that they take %s', async (method, path, allowed) => {
    const { login, origin } = createSite()
    const response = await login.fetch(new Request(origin + path, { method }))
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allowed)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('answer HEAD as they would GET, without the body (RFC 9110 9.3.2)', async () => {
    const { login, origin } = createSite()
    const answer = await login.fetch(new Request(`${origin}/auth/session`, { method: 'HEAD' }))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await answer.text()).toBe('')
  })

  it('neither start nor finish a login for HEAD', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login?return_to=/slots'))
    for (const path of [back, `${site.origin}/auth/login`]) {
      const cookie = site.browser.cookieHeader('/auth/')
      const request = new Request(path, { method: 'HEAD', headers: { cookie } })
      const { status, headers } = await site.login.fetch(request)
      expect(status).toBe(204)
      expect(headers.getSetCookie()).toEqual([])
    }
    expect((await site.browser.get(back)).location).toBe('https://site.example/slots')
  })

  it.each([
    '/auth',
    '/auth/',
    '/auth/toString',
    '/login',
    '/authlogin',
    '/auth/login/more',
    '/AUTH/login',
  ])('do not know %s', async (path) => {
    const { login, origin } = createSite()
    expect((await login.fetch(new Request(origin + path))).status).toBe(404)
  })
})
