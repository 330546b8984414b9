import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterEach, expect, test } from 'vitest'
import { google } from '../contract/google.ts'
import { app, authorizeUrl, codeFor, tokenUrl, userUrl } from './sign-in.ts'

const origin = 'https://gymkhana.iitb.ac.in'
const running = new Set<{ close: () => void }>()
afterEach(() => {
  for (const msw of running) msw.close()
  running.clear()
})

function start(options: { baseUrl?: string } = {}) {
  const mock = createMockProvider(iitb, { clients: [app], ...options })
  const msw = setupServer(
    ...mock.handlers(http),
    http.get('https://site.example.test/*', () => HttpResponse.text('the site itself')),
  )
  msw.listen({ onUnhandledFrame: 'error' })
  running.add(msw)
  return mock
}

const visit = (url: string, init: RequestInit = {}) =>
  fetch(new URL(url, origin), { redirect: 'manual', ...init })

const hidden = (html: string) =>
  [...html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')],
  )

test('a person signs in page by page: the mock keeps their cookies, for MSW keeps none', async () => {
  start()
  const login = (await visit(authorizeUrl())).headers.get('location') ?? ''
  const loginHtml = await (await visit(login)).text()
  const signedIn = await visit('/profiles/account/login/', {
    method: 'POST',
    body: new URLSearchParams([...hidden(loginHtml), ['user', 'alice']]),
  })
  const consentUrl = signedIn.headers.get('location') ?? ''
  const consentHtml = await (await visit(consentUrl)).text()
  expect(consentHtml).toContain('Alice Kulkarni')
  const end = await visit(consentUrl, {
    method: 'POST',
    body: new URLSearchParams([...hidden(consentHtml), ['allow', 'Authorize']]),
  })
  expect(end.headers.get('location')).toMatch(/^https:\/\/app\.example\.test\/cb\?code=/)

  await visit('/profiles/account/logout/')
  expect((await visit(authorizeUrl())).headers.get('location')).toContain('/account/login/')
})

test('a backend sends no cookies, so its calls have none of the person’s', async () => {
  start()
  const loginHtml = await (await visit('/profiles/account/login/')).text()
  await visit('/profiles/account/login/', {
    method: 'POST',
    body: new URLSearchParams([...hidden(loginHtml), ['user', 'alice']]),
  })
  // With the session cookie this would be a 403.
  expect((await visit(userUrl)).status).toBe(401)
})

test('two sets of handlers are two browsers', async () => {
  const mock = start()
  const other = setupServer(...mock.handlers(http))
  const loginHtml = await (await visit('/profiles/account/login/')).text()
  await visit('/profiles/account/login/', {
    method: 'POST',
    body: new URLSearchParams([...hidden(loginHtml), ['user', 'alice']]),
  })
  expect((await visit(authorizeUrl())).status).toBe(200)
  for (const msw of running) msw.close()
  running.clear()
  other.listen({ onUnhandledFrame: 'error' })
  running.add(other)
  expect((await visit(authorizeUrl())).status).toBe(302)
})

test('faults reach the caller: a dropped connection, a truncated answer, a redirect', async () => {
  const mock = start()
  mock.faults.add('token', { drop: true }, { times: 1 })
  await expect(visit(tokenUrl, { method: 'POST' })).rejects.toThrow(TypeError)
  mock.faults.add('token', { truncated: true }, { times: 1 })
  // MSW lets nothing of it through.
  await expect(visit(tokenUrl, { method: 'POST' })).rejects.toThrow(TypeError)
  mock.faults.add('token', { never: true }, { times: 1 })
  const signal = AbortSignal.timeout(20)
  await expect(visit(tokenUrl, { method: 'POST', signal })).rejects.toHaveProperty(
    'name',
    'TimeoutError',
  )
  await expect(fetch(userUrl.slice(0, -1), { method: 'POST', redirect: 'error' })).rejects.toThrow(
    TypeError,
  )
})

test('at the site’s own origin only the mock’s paths are the mock’s', async () => {
  const mock = start({ baseUrl: 'https://site.example.test' })
  const code = await codeFor(mock)
  const answer = await fetch(mock.endpoints.token as string, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${app.client_id}:${app.client_secret}`)}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: app.redirect_uris[0],
    }),
  })
  expect(new URL(mock.endpoints.token as string).origin).toBe('https://site.example.test')
  expect((await answer.json()).token_type).toBe('Bearer')
  expect(await (await fetch('https://site.example.test/slots')).text()).toBe('the site itself')
  expect((await fetch(`${origin}/nowhere/`)).status).toBe(404)
})

test('endpoints that a provider has on hosts of their own are the mock’s, and nothing else there', async () => {
  const mock = createMockProvider(google)
  const msw = setupServer(
    ...mock.handlers(http),
    http.get('https://www.googleapis.com/*', () => HttpResponse.text('another API')),
  )
  msw.listen({ onUnhandledFrame: 'error' })
  running.add(msw)
  const refused = await fetch(google.endpoints.token, { method: 'POST' })
  expect(await refused.json()).toMatchObject({ error: 'invalid_request' })
  expect(await (await fetch(google.endpoints.jwks)).json()).toHaveProperty('keys')
  expect(await (await fetch('https://www.googleapis.com/calendar/v3')).text()).toBe('another API')
})

test.each([{ halfOpen: true }, { drip: 20 }] as const)(
  'a caller who gives up on %j gets its own error, and the process lives on',
  async (fault) => {
    const mock = start()
    mock.faults.add('token', fault, { times: 1 })
    const signal = AbortSignal.timeout(100)
    const answer = await visit(tokenUrl, { method: 'POST', signal })
    await expect(answer.text()).rejects.toThrow('aborted due to timeout')
    // What the end of the connection throws reaches no caller: Vitest itself would fail the run for it.
    expect((await visit(tokenUrl, { method: 'POST' })).status).toBe(400)
  },
)
