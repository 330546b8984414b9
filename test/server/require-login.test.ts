import { memory } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { createSite, type Site } from './site.ts'

const navigation = { 'sec-fetch-mode': 'navigate' }

async function ask(
  { login, origin, browser }: Site,
  path: string,
  init: { method?: string; headers?: Record<string, string> } = {},
) {
  const headers = { ...init.headers, cookie: browser.cookieHeader(path) }
  return login.requireLogin(new Request(origin + path, { ...init, headers }))
}

async function refusal(...args: Parameters<typeof ask>): Promise<Response> {
  const answer = await ask(...args)
  if (!(answer instanceof Response)) throw new Error('somebody was let in')
  return answer
}

describe('requireLogin', () => {
  it('gives the session of who is signed in, and prolongs it', async () => {
    const site = createSite({ idleTtlSeconds: 100 })
    await site.signIn()
    site.mock.clock.advance({ seconds: 90 })
    expect(await ask(site, '/me')).toMatchObject({ user: { id: '101', name: 'Alice Bose' } })
    site.mock.clock.advance({ seconds: 90 })
    expect(await ask(site, '/me')).toMatchObject({ user: { id: '101' } })
  })

  it('reads the store once for a request, however often its session is asked for', async () => {
    let reads = 0
    const site = createSite({
      store(now) {
        const store = memory({ now })
        const get: typeof store.sessions.get = (id) => {
          reads += 1
          return store.sessions.get(id)
        }
        return { ...store, sessions: { ...store.sessions, get } }
      },
    })
    await site.signIn()
    reads = 0
    const cookie = site.browser.cookieHeader('/me')
    const request = { headers: { cookie }, url: '/me' }
    const session = await site.login.requireLogin(request)
    expect(await site.login.session(request)).toEqual(session)
    expect(reads).toBe(1)
    await site.login.session({ headers: { cookie } })
    expect(reads).toBe(2)
  })

  it.each([
    ['https://site.example/slots?day=2', '/auth/login?return_to=%2Fslots%3Fday%3D2'],
    ['https://evil.example/slots', '/auth/login?return_to=%2F'],
    [undefined, '/auth/login?return_to=%2F'],
  ])(
    'shows whoever posts a form after their session has ended the login, which leads back to the page of the form: %s',
    async (referer, href) => {
      const answer = await refusal(createSite(), '/book', {
        method: 'POST',
        headers: { ...navigation, 'sec-fetch-site': 'same-origin', ...(referer && { referer }) },
      })
      expect(answer.status).toBe(401)
      expect(await answer.text()).toContain(`<a href="${href}">Login with SSO</a>`)
    },
  )

  it('shows a script that takes anything the login, which leads back to the page that it is on', async () => {
    const answer = await refusal(createSite(), '/api/slots', {
      headers: { 'sec-fetch-mode': 'cors', referer: 'https://site.example/slots' },
    })
    expect(answer.status).toBe(401)
    expect(await answer.text()).toContain('<a href="/auth/login?return_to=%2Fslots">')
  })

  it.each([
    ['/slots?day=2', '/auth/login?return_to=%2Fslots%3Fday%3D2'],
    ['//evil.example/', '/auth/login?return_to=%2F'],
    ['/auth/callback?code=x', '/auth/login?return_to=%2F'],
  ])('sends who opens %s to the login, and back', async (path, location) => {
    const answer = await createSite().login.requireLogin({
      headers: navigation,
      method: 'GET',
      url: path,
    })
    expect(answer).toMatchObject({ status: 303 })
    expect((answer as Response).headers.get('location')).toBe(location)
  })

  it('sends nobody round in circles whose login has failed', async () => {
    const site = createSite()
    const denied = await site.signIn({ path: '/auth/login?return_to=/me?a=1', deny: true })
    const answer = await refusal(site, denied.location?.slice(site.origin.length) ?? '', {
      headers: navigation,
    })
    expect(answer.status).toBe(401)
    const body = await answer.text()
    expect(body).toContain('Logging in did not work. Please try again.')
    expect(body).toContain('<a href="/auth/login?return_to=%2Fme%3Fa%3D1">Try again</a>')
  })

  it.each([
    ['a script', 'GET', { accept: 'application/json' }],
    ['a script that takes anything', 'GET', { 'sec-fetch-mode': 'cors' }],
    [
      'a form of the site',
      'POST',
      { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' },
    ],
  ])('tells %s to log in', async (_, method, headers: Record<string, string>) => {
    const answer = await refusal(createSite(), '/me', { method, headers })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('location')).toBeNull()
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toContain('login_required')
  })

  it.each([
    ['POST', {}],
    ['DELETE', { origin: 'https://evil.example' }],
    ['PUT', { 'sec-fetch-site': 'same-site', origin: 'https://other.site.example' }],
    ['PATCH', { 'sec-fetch-site': 'none' }],
    ['PROPFIND', { origin: 'null' }],
  ])('refuses a %s of another site, though it has the cookie (%j)', async (method, headers) => {
    const site = createSite()
    await site.signIn()
    const answer = await refusal(site, '/book', {
      method,
      headers: headers as Record<string, string>,
    })
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('cross_site_request')
  })

  it.each([
    ['GET', {}],
    ['HEAD', { 'sec-fetch-site': 'cross-site' }],
    ['POST', { 'sec-fetch-site': 'same-origin' }],
    ['POST', { origin: 'https://site.example' }],
  ])(
    'lets a %s of the site itself through, and a link of anybody (%j)',
    async (method, headers) => {
      const site = createSite()
      await site.signIn()
      const init = { method, headers: headers as Record<string, string> }
      expect(await ask(site, '/book', init)).toMatchObject({ user: { id: '101' } })
    },
  )

  it('says that the store is away, to a person and to a script', async () => {
    let isBroken = false
    const site = createSite({
      store(now) {
        const store = memory({ now })
        const get: typeof store.sessions.get = async (id) => {
          if (isBroken) throw new Error('connection lost')
          return store.sessions.get(id)
        }
        return { ...store, sessions: { ...store.sessions, get } }
      },
    })
    await site.signIn()
    isBroken = true
    expect((await refusal(site, '/me', { headers: navigation })).status).toBe(503)
    const told = await refusal(site, '/me', { headers: { accept: 'application/json' } })
    expect(await told.json()).toMatchObject({ error: 'store_error' })
    expect(site.events.at(-1)).toMatchObject({ type: 'request.failed' })
  })
})

describe('askToLogin', () => {
  it('brings a visitor whose grant is lost back with tokens that live', async () => {
    const site = createSite()
    await site.signIn()
    await site.sso.revoke(await site.login.tokensFor('101'))
    site.mock.clock.advance({ hours: 10 })
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({ code: 'grant_lost' })
    expect((await site.session()).user?.id).toBe('101')
    const answer = site.login.askToLogin({ url: '/me?a=1', headers: navigation })
    expect(answer.status).toBe(303)
    const path = answer.headers.get('location') ?? ''
    expect(path).toBe('/auth/login?return_to=%2Fme%3Fa%3D1')
    expect((await site.signIn({ path })).location).toBe('https://site.example/me?a=1')
    expect(await site.isAlive((await site.login.tokensFor('101')).accessToken)).toBe(true)
  })

  it('sends nobody round in circles who has just come from there in vain', () => {
    const url = '/me?sso_error=access_denied'
    expect(createSite().login.askToLogin({ url, headers: navigation }).status).toBe(401)
  })
})

describe('isFromSite', () => {
  it("is the same check, for the site's own POSTs", () => {
    const { login } = createSite()
    const from = (headers: Record<string, string>) => login.isFromSite({ headers })
    expect(from({ 'sec-fetch-site': 'same-origin' })).toBe(true)
    expect(from({ origin: 'https://site.example' })).toBe(true)
    expect(from({ origin: 'https://site.example.evil.example' })).toBe(false)
    expect(from({ 'sec-fetch-site': 'same-site', origin: 'https://site.example' })).toBe(false)
    expect(from({ referer: 'https://site.example/' })).toBe(false)
    expect(login.isFromSite({ headers: new Headers({ origin: 'https://site.example' }) })).toBe(
      true,
    )
  })
})
