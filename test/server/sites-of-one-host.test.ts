import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin, memory } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { type Browser, createBrowser } from './browser.ts'
import { alice, bob, secret } from './site.ts'

/** Sites that one browser visits, each at a base URL with a secret of its own. */
function createSites(sites: Readonly<Record<string, string>>) {
  const redirectUris = Object.keys(sites).map((base) => `${base}/callback`)
  const mock = createMockProvider(iitb, {
    clients: [
      {
        client_id: 'site',
        client_secret: 'client secret of the site',
        client_name: 'The site',
        redirect_uris: redirectUris,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    users: [alice, bob],
  })
  const { now } = mock.clock
  return Object.entries(sites).map(([base, siteSecret]) => {
    const client = createClient(iitb, {
      clientId: 'site',
      clientSecret: 'client secret of the site',
      redirectUri: `${base}/callback`,
      scopes: ['basic', 'profile'],
      fetch: mock.fetch,
      now,
    })
    const options = {
      basePath: new URL(base).pathname,
      secrets: [siteSecret],
      store: memory({ now }),
      now,
    }
    const login = createLogin(client, { ...options, trustCookieSeconds: 60 })
    return {
      start: async (browser: Browser) =>
        (await browser.get(`${base}/login?return_to=/there`)).location ?? '',
      finish: async (browser: Browser, started: string, user: string) =>
        (await browser.get((await mock.approve(started, { user })).location ?? '')).location,
      userOf: async (browser: Browser) => {
        const cookie = browser.cookieHeader('/')
        return (await login.session({ headers: { cookie } })).user?.id
      },
      answer: login.fetch,
      base,
      now,
    }
  })
}

/** Of one host: cookies know no ports. */
function browserOf(sites: ReturnType<typeof createSites>): Browser {
  const [first] = sites
  return createBrowser(
    async (request) => {
      const site = sites
        .filter(({ base }) => request.url.startsWith(`${base}/`))
        .toSorted((one, other) => other.base.length - one.base.length)[0]
      return site ? site.answer(request) : new Response(null, { status: 404 })
    },
    new URL(first?.base ?? '').origin,
    first?.now ?? Date.now,
  )
}

const other = 'another secret, at least 32 characters'

describe.each([
  ['ports', ['http://localhost:3000/auth', 'http://localhost:3001/auth']],
  ['ports, one of them the default', ['http://localhost/auth', 'http://localhost:3001/auth']],
  ['base paths', ['https://site.example/auth', 'https://site.example/admin/auth']],
])('two sites of one host, on different %s', (_, [one = '', two = '']) => {
  it('each keep their visitor signed in', async () => {
    const sites = createSites({ [one]: secret, [two]: other })
    const browser = browserOf(sites)
    const users = ['alice', 'bob']
    for (const [index, site] of sites.entries()) {
      await site.finish(browser, await site.start(browser), users[index] ?? '')
    }
    const ids = await Promise.all(sites.map(({ userOf }) => userOf(browser)))
    expect(ids).toEqual(['101', '102'])
  })

  it('leave each other’s logins under way alone', async () => {
    const sites = createSites({ [one]: secret, [two]: other })
    const browser = browserOf(sites)
    const started: string[] = []
    for (const site of sites) started.push(await site.start(browser))
    for (const [index, site] of sites.entries()) {
      const back = await site.finish(browser, started[index] ?? '', 'alice')
      expect(new URL(back ?? '').pathname + new URL(back ?? '').search).toBe('/there')
    }
  })
})

describe('two sites with one secret', () => {
  it('do not take each other’s sessions, however long a cookie is trusted', async () => {
    const sites = createSites({
      'https://one.example/auth': secret,
      'https://two.example/auth': secret,
    })
    const [one, two] = sites as [(typeof sites)[0], (typeof sites)[0]]
    const browser = browserOf([one])
    await one.finish(browser, await one.start(browser), 'alice')
    expect(await one.userOf(browser)).toBe('101')
    expect(await two.userOf(browser)).toBeUndefined()
  })

  it('do not take each other’s logins', async () => {
    const sites = createSites({
      'https://one.example/auth': secret,
      'https://two.example/auth': secret,
    })
    const [one, two] = sites as [(typeof sites)[0], (typeof sites)[0]]
    const browser = browserOf([one])
    const victim = browserOf([two])
    const started = await one.start(browser)
    for (const { name, value } of browser.cookies()) victim.setCookie(name, value)
    const state = new URL(started).searchParams.get('state')
    const back = await victim.get(`https://two.example/auth/callback?code=x&state=${state}`)
    expect(back.location).toContain('sso_error=transaction_missing')
  })
})
