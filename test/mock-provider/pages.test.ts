import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { expect, test } from 'vitest'
import { CookieJar } from '../support/cookie-jar.ts'
import { app, authorizeUrl, state, tokensFor, userUrl } from './sign-in.ts'

const origin = 'https://gymkhana.iitb.ac.in'
const make = (members = {}) => createMockProvider(iitb, { clients: [{ ...app, ...members }] })

/** As much of a browser as the pages need: cookies, and forms filled in as they stand. */
function createBrowser(mock: MockProvider) {
  const cookies = new CookieJar()
  const go = async (url: string, init: RequestInit = {}) => {
    const answer = await mock.fetch(new URL(url, origin), {
      ...init,
      headers: { cookie: cookies.header() },
    })
    cookies.keep(answer)
    return { answer, location: answer.headers.get('location') ?? '', html: await answer.text() }
  }
  const submit = (url: string, html: string, choice: Record<string, string | string[]>) => {
    const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
    const fields = hidden.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')])
    const chosen = Object.entries(choice).flatMap(([name, value]) =>
      [value].flat().map((one) => [name, one]),
    )
    return go(url, { method: 'POST', body: new URLSearchParams([...fields, ...chosen]) })
  }
  return { cookies, go, submit }
}

async function signIn(mock: MockProvider, user = 'alice', url = authorizeUrl()) {
  const browser = createBrowser(mock)
  const { location: login } = await browser.go(url)
  const { html } = await browser.go(login)
  const { location, answer } = await browser.submit('/profiles/account/login/', html, { user })
  return { browser, login, location, answer, consent: await browser.go(location) }
}

test('a visit leads through the login page and the consent page to the application', async () => {
  const mock = make()
  const { browser, login, location, answer, consent } = await signIn(mock)
  expect(login).toBe(
    '/profiles/account/login/?next=/profiles/oauth/authorize/%3Fresponse_type%3Dcode%26client_id%3Dweb%26redirect_uri%3Dhttps%253A%252F%252Fapp.example.test%252Fcb%26scope%3Dbasic%2Bprofile%26state%3Dstate-that-nobody-may-see',
  )
  expect(origin + location).toBe(authorizeUrl())
  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^sessionid=[A-Za-z0-9]{32}; Path=\/; HttpOnly; SameSite=Lax$/,
  )
  expect(consent.html).toContain('Web &lt;App&gt;')
  expect(consent.html).not.toContain('<App>')
  const end = await browser.submit(location, consent.html, {
    allow: 'Authorize',
    scopes_array: ['profile'],
  })
  expect(end.location).toMatch(
    /^https:\/\/app\.example\.test\/cb\?code=[A-Za-z0-9]{30}&state=state-that-nobody-may-see$/,
  )
})

test('the boxes of the page grant as approve does, and basic is locked', async () => {
  const mock = make()
  const url = authorizeUrl({ scope: 'basic profile ldap' })
  const { browser, location, consent } = await signIn(mock, 'alice', url)
  expect(consent.html).toMatch(/value="basic" checked disabled>/)
  expect(consent.html).toMatch(/value="profile" checked>/)
  const { location: back } = await browser.submit(location, consent.html, {
    allow: 'Authorize',
    scopes_array: ['ldap', 'phone'],
  })
  const code = new URL(back).searchParams.get('code') ?? ''
  const answer = await mock.fetch(mock.endpoints.token as string, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      client_id: app.client_id,
      client_secret: app.client_secret,
    }),
  })
  expect((await answer.json()).scope).toBe('basic ldap')
})

test('denying leads back with access_denied', async () => {
  const { browser, location, consent } = await signIn(make())
  const end = await browser.submit(location, consent.html, { allow: '' })
  expect(end.location).toBe(`https://app.example.test/cb?error=access_denied&state=${state}`)
})

test('a form without the CSRF token of its cookie is refused', async () => {
  const mock = make()
  const { browser, location, consent } = await signIn(mock)
  const forged = consent.html.replace(
    /name="csrfmiddlewaretoken" value="[^"]*"/,
    'name="csrfmiddlewaretoken" value="x"',
  )
  expect((await browser.submit(location, forged, { allow: 'Authorize' })).answer.status).toBe(403)
  expect(
    (await createBrowser(mock).submit('/profiles/account/login/', '', { user: 'alice' })).answer
      .status,
  ).toBe(403)
})

test('a form whose redirect_uri was changed is refused', async () => {
  const { browser, location, consent } = await signIn(make())
  const forged = consent.html.replace(
    'https://app.example.test/cb"',
    'https://evil.example.test/cb"',
  )
  const end = await browser.submit(location, forged, { allow: '' })
  expect([end.answer.status, end.location]).toEqual([400, ''])
})

test('signing in leads only to pages of the provider', async () => {
  for (const next of [
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    '/\t/evil.test',
    'javascript:x',
  ]) {
    const browser = createBrowser(make())
    const { html } = await browser.go(`/profiles/account/login/?next=${encodeURIComponent(next)}`)
    expect(
      (await browser.submit('/profiles/account/login/', html, { user: 'bob' })).location,
      next,
    ).toBe('/profiles/account/login/')
  }
})

test('an unknown name stays on the login page', async () => {
  const browser = createBrowser(make())
  const { html } = await browser.go('/profiles/account/login/')
  const again = await browser.submit('/profiles/account/login/', html, { user: '<zoe>' })
  expect(again.html).toContain('Nobody here is called “&lt;zoe&gt;”.')
  expect(browser.cookies.has('sessionid')).toBe(false)
})

test('logging out ends the session and keeps next', async () => {
  const { browser, location } = await signIn(make())
  const out = await browser.go(
    '/profiles/account/logout/?next=/profiles/oauth/authorize/%3Fclient_id%3Dweb',
  )
  expect(out.location).toBe(
    '/profiles/account/login/?next=/profiles/oauth/authorize/%3Fclient_id%3Dweb',
  )
  expect((await browser.go(location)).location).toContain('/profiles/account/login/')
})

test('who is signed in sees so, and the user API takes no session for a token', async () => {
  const { browser } = await signIn(make())
  expect((await browser.go('/profiles/account/login/')).html).toContain('Alice Kulkarni')
  const { answer, html } = await browser.go(userUrl)
  expect([answer.status, html]).toEqual([
    403,
    '{"detail":"You do not have permission to perform this action."}',
  ])
})

test('every page is under a strict policy and out of frames', async () => {
  const mock = make()
  const { browser, consent } = await signIn(mock)
  const pages = [
    consent,
    await browser.go('/profiles/account/login/?next=/x'),
    await browser.go('/nowhere/'),
    await browser.go('/profiles/oauth/authorize/?client_id=no'),
  ]
  for (const { answer, html } of pages) {
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self' data:;/,
    )
    expect(html).not.toMatch(/<script|style="|onclick/)
    expect(html).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">/)
  }
})

test('an unverified application warns, and ends at ten people', async () => {
  const template = createMockProvider(iitb).users[0] as ReturnType<
    typeof createMockProvider<typeof iitb>
  >['users'][0]
  const users = Array.from({ length: 11 }, (_, i) => ({
    ...template,
    id: i + 1,
    username: `user${i + 1}`,
  }))
  const mock = createMockProvider(iitb, { clients: [{ ...app, x_unverified: true }], users })
  const { consent } = await signIn(mock, 'user1')
  expect(consent.html).toContain('has not been verified. Go on only')
  for (const { username } of users.slice(0, 10)) {
    const { location } = await mock.approve(authorizeUrl(), { user: username })
    const code = new URL(location ?? '').searchParams.get('code') ?? ''
    await mock.fetch(mock.endpoints.token as string, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        client_id: app.client_id,
        client_secret: app.client_secret,
      }),
    })
  }
  const { status, location, body } = await mock.approve(authorizeUrl(), { user: 'user11' })
  expect([status, location]).toEqual([200, null])
  expect(body).toContain('has reached the number of people')
  expect(body).not.toContain('authorizationForm')
})

test('shows a face at the path of the profile picture', async () => {
  const mock = make()
  const { access_token } = await tokensFor(mock, { scope: 'picture' })
  const headers = { Authorization: `Bearer ${access_token}` }
  const { profile_picture } = await (
    await mock.fetch(`${userUrl}?fields=profile_picture`, { headers })
  ).json()
  const picture = await mock.fetch(origin + profile_picture)
  expect(picture.headers.get('content-type')).toBe('image/svg+xml')
  expect(await picture.text()).toContain('>AK</text>')
})
