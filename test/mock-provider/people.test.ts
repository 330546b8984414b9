import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { standard } from '@sso-login/providers/standard'
import { describe, expect, test } from 'vitest'
import { CookieJar } from '../support/cookie-jar.ts'
import { app } from './sign-in.ts'

const verifierChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

interface Visit {
  readonly status: number
  readonly location: string | null
  readonly html: string
}

/** A person's browser: it has cookies, follows the provider's own redirects, and fills in forms. */
function createBrowser(mock: MockProvider) {
  const origin = new URL(mock.endpoints.authorization as string).origin
  const cookies = new CookieJar()
  let at = origin
  const go = async (url: string, init: RequestInit = {}): Promise<Visit> => {
    at = new URL(url, at).href
    const answer = await mock.fetch(at, { ...init, headers: { cookie: cookies.header() } })
    cookies.keep(answer)
    const location = answer.headers.get('location')
    if (location !== null && new URL(location, at).origin === origin) return go(location)
    return { status: answer.status, location, html: await answer.text() }
  }
  /** Presses the button of the page's first form that has this name and value. */
  const press = (page: Visit, pressed: [string, string], ticked: string[] = []) => {
    const action = /<form method="post"[^>]* action="([^"]*)"/.exec(page.html)?.[1] ?? at
    const hidden = [...page.html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [
        name,
        value.replaceAll('&amp;', '&').replaceAll('&#39;', "'"),
      ],
    )
    const boxes = ticked.map((scope) => ['scopes_array', scope])
    return go(action, { method: 'POST', body: new URLSearchParams([...hidden, pressed, ...boxes]) })
  }
  return { go, press }
}

const clients = [{ ...app, x_unverified: false }]
const dialects = [
  {
    id: 'iitb',
    scope: 'basic profile ldap',
    make: (members: object = {}) =>
      createMockProvider(iitb, { clients: [{ ...clients[0], ...members }] as never, seed: 's' }),
  },
  {
    id: 'standard',
    scope: 'openid profile email',
    make: (members: object = {}) =>
      createMockProvider(standard, {
        clients: [{ ...clients[0], ...members }] as never,
        seed: 's',
      }),
  },
]

const loginUrl = (mock: MockProvider, scope: string, params: Record<string, string> = {}) =>
  `${mock.endpoints.authorization}?${new URLSearchParams({
    response_type: 'code',
    client_id: app.client_id,
    redirect_uri: app.redirect_uris[0],
    scope,
    state: 'abc',
    nonce: 'n',
    code_challenge: verifierChallenge,
    code_challenge_method: 'S256',
    ...params,
  })}`

/** What a redirect says, without the values that differ from time to time. */
const facts = (location: string | null) => {
  const { origin, pathname, searchParams } = new URL(location ?? 'about:blank')
  return [
    origin + pathname,
    [...searchParams.keys()],
    searchParams.get('error'),
    searchParams.get('state'),
  ]
}

describe.each(dialects)('at $id', ({ make, scope }) => {
  const signIn = async (mock: MockProvider, params: Record<string, string> = {}) => {
    const browser = createBrowser(mock)
    const url = loginUrl(mock, scope, params)
    const consent = await browser.press(await browser.go(url), ['user', 'alice'])
    return { browser, consent, url }
  }
  const scopesOf = async (mock: MockProvider, location: string | null) => {
    const answer = await mock.fetch(mock.endpoints.token as string, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${app.client_id}:${app.client_secret}`)}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(location ?? '').searchParams.get('code') ?? '',
        redirect_uri: app.redirect_uris[0],
        code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      }),
    })
    const { scope: granted = scope } = await answer.json()
    return granted.split(' ').sort()
  }

  const choices: { who: string; choice: { scopes?: string[]; deny?: boolean } }[] = [
    { who: 'agrees', choice: {} },
    { who: 'unticks', choice: { scopes: [scope.split(' ')[1] as string] } },
    { who: 'denies', choice: { deny: true } },
    { who: 'denies after unticking', choice: { deny: true, scopes: [] } },
  ]
  test.each(choices)('a scripted person who $who gets what the pages give', async ({ choice }) => {
    const byPage = make()
    const { browser, consent } = await signIn(byPage)
    const paged = await browser.press(
      consent,
      ['allow', choice.deny ? '' : 'Authorize'],
      choice.scopes ?? scope.split(' '),
    )
    const scripted = make()
    const answer = await scripted.approve(loginUrl(scripted, scope), { user: 'alice', ...choice })
    expect(facts(answer.location)).toEqual(facts(paged.location))
    expect(answer.status).toBe(paged.status)
    if (!choice.deny) {
      expect(await scopesOf(scripted, answer.location)).toEqual(
        await scopesOf(byPage, paged.location),
      )
    }
  })

  test('who is signed in may continue, or log in as another user', async () => {
    const mock = make()
    const { browser, url } = await signIn(mock)
    const login = `${new URL(url).origin}${mock.requests.all({ endpoint: 'login' })[0]?.path}?next=${encodeURIComponent(new URL(url).pathname + new URL(url).search)}`
    const again = await browser.go(login)
    expect(again.html).toContain('You are logged in.')
    expect(again.html).toMatch(/value="alice">.*Continue as <bdi>Alice/)
    expect(again.html).toMatch(/Log in as another user[\s\S]*value="bob"/)
    expect(again.html.match(/value="alice"/g)).toHaveLength(1)
    expect((await browser.press(again, ['user', 'alice'])).html).toContain(
      'wants to know who you are',
    )
    const other = await browser.press(await browser.go(login), ['user', 'bob'])
    expect(other.html).toContain('Bob')
    expect(mock.requests.last('authorization')?.user).toBe('bob')
  })

  test('a visitor without a session sees no “continue as”', async () => {
    const mock = make()
    const { html } = await createBrowser(mock).go(loginUrl(mock, scope))
    expect(html).toContain('<h1>Login</h1>')
    expect(html).not.toContain('Continue as')
  })
})

test('iitb asks at every visit, and says so', async () => {
  const mock = dialects[0]?.make() as MockProvider
  const browser = createBrowser(mock)
  const url = loginUrl(mock, 'basic')
  const consent = await browser.press(await browser.go(url), ['user', 'alice'])
  expect(consent.html).toContain('You will be asked again at the next visit.')
  await browser.press(consent, ['allow', 'Authorize'])
  expect((await browser.go(url)).status).toBe(200)
})

test('a standard provider remembers the consent, also that of a scripted person, until it is asked again', async () => {
  const mock = dialects[1]?.make() as MockProvider
  const browser = createBrowser(mock)
  const url = loginUrl(mock, 'openid profile')
  const consent = await browser.press(await browser.go(url), ['user', 'alice'])
  expect(consent.html).toContain('If you agree, you will not be asked again for this.')
  await browser.press(consent, ['allow', 'Authorize'], ['openid', 'profile'])
  expect((await browser.go(url)).location).toContain('code=')
  const silent = loginUrl(mock, 'openid profile', { prompt: 'none' })
  expect((await mock.approve(silent, { user: 'alice' })).location).toContain('code=')
  expect((await mock.approve(silent, { user: 'bob' })).location).toContain('error=consent_required')
  expect((await browser.go(loginUrl(mock, 'openid profile', { prompt: 'consent' }))).status).toBe(
    200,
  )
  const chooser = await browser.go(loginUrl(mock, 'openid profile', { prompt: 'select_account' }))
  expect(chooser.html).toContain('Continue as')
})
