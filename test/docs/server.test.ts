import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin, type LoginEvent, memory, type SessionUser } from '@sso-login/server'
import express from 'express'
import { afterEach, expect, it } from 'vitest'

const server = createServer()
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

it('guards pages, lets in whom the site wants, tells it what happens, and says how it is', async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const mock = createMockProvider(iitb)
  const users = new Map<string, SessionUser>()
  const secrets = ['a secret for tests, at least 32 characters']
  const store = memory()
  const app = express()
  const sso = createClient(iitb, {
    clientId: 'demo-app',
    clientSecret: 'demo-app-secret',
    redirectUri: `${origin}/auth/callback`,
    scopes: ['basic', 'profile'],
    fetch: mock.fetch,
  })

  const counted: unknown[] = []
  const seen: unknown[] = []
  const meter = {
    createCounter: (name: string) => ({
      add: (value: number, attributes: object) => counted.push([name, value, attributes]),
    }),
  }
  const trace = {
    getActiveSpan: () => ({
      addEvent: (name: string, attributes: object) => seen.push([name, attributes]),
    }),
  }

  // README begins
  // `meter` and `trace` are those of @opentelemetry/api; no user id in them: too many, and nobody's business.
  const events = meter.createCounter('sso_login.events')
  function onEvent({ type, ...rest }: LoginEvent) {
    const failed = 'error' in rest ? { 'error.type': rest.error.code } : {}
    events.add(1, { 'sso_login.event': type, ...failed })
    trace.getActiveSpan()?.addEvent(type, failed)
  }
  // README ends

  // README begins
  const login = createLogin(sso, {
    secrets,
    store,
    fields: ['type'], // read at each sign-in, for the next two
    allow: (user) => user.type === 'ug' || 'Only undergraduates can book a slot.',
    onLogin: ({ user, resources }) => users.set(user.id, { ...user, ...resources }),
    onEvent,
  })

  const auth = login.express()
  app.use('/auth', auth)
  app.post('/book', auth.requireLogin, async (request, response) => {
    const { user } = await login.session(request) // known already: no second look at the store
    response.json({ booked: user?.name })
  })
  app.get('/healthz', async (_, response) => {
    const { ok, storeMs } = await login.health()
    response.status(ok ? 200 : 503).json({ ok, storeMs })
  })
  // README ends

  server.on('request', app)
  const go = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, origin), { redirect: 'manual', ...init })
  const signIn = async (user: string) => {
    const started = await go('/auth/login')
    const cookie = started.headers.getSetCookie().map((line) => line.split(';')[0])
    const { location } = await mock.approve(started.headers.get('location') ?? '', { user })
    return go(location ?? '', { headers: { cookie: cookie.join('; ') } })
  }

  expect(await (await signIn('bob')).text()).toContain('Only undergraduates can book a slot.')
  const done = await signIn('alice')
  const cookie = done.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  expect([...users.values()]).toMatchObject([{ type: 'ug' }])
  const headers = { cookie, origin }
  const booked = await go('/book', { method: 'POST', headers })
  expect(await booked.json()).toEqual({ booked: [...users.values()][0]?.name })
  expect((await go('/book', { method: 'POST', headers: { origin } })).status).toBe(401)
  expect((await go('/book', { method: 'POST', headers: { cookie } })).status).toBe(403)
  expect((await go('/healthz')).status).toBe(200)
  const refused = { 'sso_login.event': 'login.failed', 'error.type': 'not_allowed' }
  expect(counted).toContainEqual(['sso_login.events', 1, refused])
  expect(counted).toContainEqual(['sso_login.events', 1, { 'sso_login.event': 'login.finished' }])
  expect(seen).toContainEqual(['login.failed', { 'error.type': 'not_allowed' }])
})
