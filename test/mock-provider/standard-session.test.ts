/** Signing in and out at the `standard` mock with a browser's cookies and forms. */
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { CookieJar } from '../support/cookie-jar.ts'
import {
  authorizeUrl,
  type Changes,
  changed,
  createStandard,
  endpoint,
  exchange,
  other,
  start,
  type Tokens,
  web,
} from './standard-sign-in.ts'

const origin = 'https://op.example'
let mock: ReturnType<typeof createStandard>
let cookies: CookieJar
beforeEach(() => {
  mock = createStandard()
  cookies = new CookieJar()
})

/** One request of the browser; redirects are looked at, not followed. */
async function visit(url: string, form?: Changes) {
  const answer = await mock.fetch(new URL(url, origin), {
    headers: { cookie: cookies.header() },
    ...(form ? { method: 'POST', body: changed({}, form) } : {}),
  })
  cookies.keep(answer)
  const location = answer.headers.get('location') ?? ''
  return { status: answer.status, location, html: await answer.text() }
}

const csrf = () => ({ csrfmiddlewaretoken: cookies.get('op_csrf') })
const next = (location: string) => new URL(location, origin).searchParams.get('next') ?? ''
const landed = (location: string) => new URL(location).searchParams

/** From the login page on. */
async function signIn(login: string, user = 'alice') {
  await visit(login)
  return visit('/login', { ...csrf(), user, next: next(login) })
}

async function agree(request: string) {
  const { html } = await visit(request)
  const hidden = [...html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)]
  const form = Object.fromEntries(hidden.map(([, name, value]) => [name, value]))
  return visit(endpoint(mock, 'authorization'), { ...form, scopes_array: 'email', allow: 'yes' })
}

async function signedIn(changes: Changes = {}): Promise<Tokens> {
  const { location } = await visit(authorizeUrl(mock, changes))
  const back = await signIn(location)
  const { location: callback } = await agree(back.location)
  const answer = await exchange(mock, landed(callback).get('code') ?? '')
  return answer.json()
}

describe('prompt and max_age', () => {
  test('none answers at once: login_required without a session, a code with one', async () => {
    const silent = { prompt: 'none', scope: 'openid email' }
    expect(landed((await visit(authorizeUrl(mock, silent))).location).get('error')).toBe(
      'login_required',
    )
    await signedIn()
    expect(landed((await visit(authorizeUrl(mock, silent))).location).get('code')).toBeTruthy()
  })

  test.each([{ prompt: 'login' }, { prompt: 'select_account' }, { max_age: '0' }])(
    '%j signs in anew, once',
    async (wish) => {
      await signedIn()
      mock.clock.advance({ minutes: 5 })
      const request = authorizeUrl(mock, { scope: 'openid email', ...wish })
      const { location } = await visit(request)
      expect(location).toMatch(/^\/login\?/)
      const back = await signIn(location)
      const { location: callback } = await visit(back.location)
      const answer = await exchange(mock, landed(callback).get('code') ?? '')
      const { id_token } = (await answer.json()) as Tokens
      expect(decodeJwt(id_token).auth_time).toBe(start / 1000 + 300)
    },
  )

  test('max_age lets a young session pass, and an old one not', async () => {
    await signedIn()
    const request = authorizeUrl(mock, { scope: 'openid email', max_age: '60' })
    mock.clock.advance({ seconds: 60 })
    expect(landed((await visit(request)).location).get('code')).toBeTruthy()
    mock.clock.advance({ seconds: 1 })
    expect((await visit(request)).location).toMatch(/^\/login\?/)
  })

  test('an id_token_hint of somebody else wants that person', async () => {
    const { id_token } = await signedIn()
    const hint = { scope: 'openid email', prompt: 'none', id_token_hint: id_token }
    expect(landed((await visit(authorizeUrl(mock, hint))).location).get('code')).toBeTruthy()
    await signIn('/login', 'bob')
    expect(landed((await visit(authorizeUrl(mock, hint))).location).get('error')).toBe(
      'login_required',
    )
  })
})

test('a request may come as a form', async () => {
  const query = new URL(authorizeUrl(mock)).searchParams
  const { location } = await visit(endpoint(mock, 'authorization'), Object.fromEntries(query))
  const back = await signIn(location)
  expect((await visit(back.location)).html).toContain('Web App')
})

test('what the consent form carries is judged anew', async () => {
  const { location } = await visit(authorizeUrl(mock))
  await signIn(location)
  const good = Object.fromEntries(new URL(authorizeUrl(mock)).searchParams)
  const send = (changes: Changes) =>
    visit(endpoint(mock, 'authorization'), { ...good, allow: 'yes', ...csrf(), ...changes })
  expect((await send({ csrfmiddlewaretoken: 'guessed' })).status).toBe(403)
  expect((await send({ redirect_uri: 'https://evil.example/cb' })).status).toBe(400)
  expect(landed((await send({ scope: 'everything' })).location).get('error')).toBe('invalid_scope')
  expect(landed((await send({ allow: '' })).location).get('error')).toBe('access_denied')
})

test.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example'])(
  'a login never leads to %j',
  async (place) => {
    expect((await signIn(`/login?next=${encodeURIComponent(place)}`)).location).toBe('/login')
  },
)

describe('logout', () => {
  const isSignedIn = async () => {
    const silent = authorizeUrl(mock, { prompt: 'none', scope: 'openid email' })
    return landed((await visit(silent)).location).has('code')
  }
  const logout = (parameters: Changes) => visit(`/logout?${changed({}, parameters)}`)
  const bye = web.post_logout_redirect_uris[0] as string

  test('with the id_token of the person ends the session at once', async () => {
    const { id_token } = await signedIn()
    mock.clock.advance({ hours: 48 })
    const { location } = await logout({
      id_token_hint: id_token,
      post_logout_redirect_uri: bye,
      state: 'a&b',
    })
    expect(location).toBe(`${bye}?state=a%26b`)
    expect(await isSignedIn()).toBe(false)
  })

  test('without it asks first, or any page could sign people out', async () => {
    await signedIn()
    const parameters = { client_id: web.client_id, post_logout_redirect_uri: bye }
    expect((await logout(parameters)).html).toContain('<h1>Log out</h1>')
    expect(await isSignedIn()).toBe(true)
    expect((await visit('/logout', { ...parameters, confirm: 'yes' })).status).toBe(403)
    expect(await isSignedIn()).toBe(true)
    const gone = await visit('/logout', { ...parameters, ...csrf(), confirm: 'yes' })
    expect(gone.location).toBe(bye)
    expect(await isSignedIn()).toBe(false)
  })

  test('leads a demo application to any place on this machine, and no other', async () => {
    const demo = createMockProvider(standard)
    const leave = async (place: string) => {
      const query = new URLSearchParams({ client_id: 'demo-app', post_logout_redirect_uri: place })
      const answer = await demo.fetch(`${demo.endpoints.endSession}?${query}`)
      return answer.headers.get('location')
    }
    expect(await leave('http://127.0.0.1:5173/bye')).toBe('http://127.0.0.1:5173/bye')
    expect(await leave('https://site.example/bye')).toBe(null)
  })

  test('with the id_token of somebody else asks first', async () => {
    const { id_token } = await signedIn()
    await signIn('/login', 'bob')
    expect((await logout({ id_token_hint: id_token })).html).toContain('<h1>Log out</h1>')
  })

  test.each<[string, Changes]>([
    [
      'a place that is not registered',
      { client_id: web.client_id, post_logout_redirect_uri: `${bye}/` },
    ],
    ['a place of nobody', { post_logout_redirect_uri: bye }],
    ['a place of another client', { client_id: other.client_id, post_logout_redirect_uri: bye }],
    ['an unknown client', { client_id: 'nobody' }],
    ['a made-up hint', { id_token_hint: 'e30.e30.x' }],
  ])('refuses %s', async (_, parameters) => {
    await signedIn()
    const { status, location } = await logout(parameters)
    expect([status, location]).toEqual([400, ''])
    expect(await isSignedIn()).toBe(true)
  })

  test('refuses a hint of another client than the named one', async () => {
    const { id_token } = await signedIn()
    const { status } = await logout({ id_token_hint: id_token, client_id: other.client_id })
    expect(status).toBe(400)
  })
})
