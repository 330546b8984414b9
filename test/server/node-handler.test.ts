import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin, type Login, memory } from '@sso-login/server'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { type Browser, createBrowser } from './browser.ts'
import { alice, sameOrigin, secret } from './site.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

interface Running {
  origin: string
  browser: Browser
  login: Login
  approve(authorize: string | null): Promise<string>
}

/** A site over real HTTP; what it runs is made once its address is known. */
async function run(makeListener: (login: Login) => RequestListener): Promise<Running> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = {
    client_id: 'site',
    client_secret: 'client secret of the site',
    client_name: 'The site',
    redirect_uris: [`${origin}/auth/callback`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
  } as const
  const mock = createMockProvider(iitb, { clients: [client], users: [alice] })
  const sso = createClient(iitb, {
    clientId: client.client_id,
    clientSecret: client.client_secret,
    redirectUri: `${origin}/auth/callback`,
    scopes: ['basic', 'profile'],
    fetch: (input, init) => mock.fetch(new Request(input, init)),
    now: () => mock.clock.now(),
  })
  const login = createLogin(sso, {
    secrets: [secret],
    store: memory({ now: () => mock.clock.now() }),
    now: () => mock.clock.now(),
  })
  server.on('request', makeListener(login))
  return {
    origin,
    browser: createBrowser(
      (request) => send(request),
      origin,
      () => mock.clock.now(),
    ),
    login,
    approve: async (url) => (await mock.approve(url ?? '', { user: 'alice' })).location ?? '',
  }
}

/** By `node:http`, since `fetch` would keep `Cookie`, `Host` and `Sec-Fetch-Site` to itself. */
async function send(
  request: Request,
  { method = request.method, path }: { method?: string; path?: string } = {},
): Promise<Response> {
  const body = await request.text()
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const { hostname, port, pathname, search } = new URL(request.url)
  const headers = Object.fromEntries(request.headers)
  const sent = httpRequest({
    hostname,
    port,
    method,
    path: path ?? pathname + search,
    headers: body ? { ...headers, 'content-length': Buffer.byteLength(body) } : headers,
  })
  sent.on('error', reject)
  sent.on('response', async (incoming) => {
    const received = new Headers()
    for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
      received.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '')
    }
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const status = incoming.statusCode ?? 0
    const content = chunks.length > 0 ? Buffer.concat(chunks) : null
    resolve(new Response(content, { status, headers: received }))
  })
  sent.end(body)
  return promise
}

const form = { ...sameOrigin, 'content-type': 'application/x-www-form-urlencoded' }

const sites: Record<string, (login: Login) => RequestListener> = {
  'plain node:http': (login) => login.express(),
  'Express 5, mounted at the base path': (login) => {
    const app = express()
    app.use('/auth', login.express())
    return app
  },
  'Express 5, mounted at the root': (login) => {
    const app = express()
    app.use(login.express())
    return app
  },
  'Express 5 behind a parser of bodies and another cookie': (login) => {
    const app = express()
    app.use(express.urlencoded({ extended: true }))
    app.use((_request, response, next) => {
      response.cookie('other', 'value', { maxAge: 60_000 })
      next()
    })
    app.use('/auth', login.express())
    return app
  },
}

describe.each(Object.entries(sites))('over %s', (name, listener) => {
  it('a person signs in, is known to a page, and logs out by a plain form', async () => {
    const { browser, approve, login, origin } = await run(listener)
    const started = await browser.get('/auth/login?return_to=/slots?day=2')
    expect(started.status).toBe(303)
    const done = await browser.get(await approve(started.location))
    expect(done.status).toBe(303)
    expect(done.location).toBe(`${origin}/slots?day=2`)
    expect(browser.cookie('sso-login.session')).toBeDefined()
    expect(browser.cookie('other') !== undefined).toBe(name.includes('another cookie'))
    const page = { headers: { cookie: browser.cookieHeader('/slots') } }
    expect((await login.session(page)).user).toMatchObject({ id: '101', name: 'Alice Bose' })
    const { body } = await browser.get('/auth/session')
    expect(JSON.parse(body)).toMatchObject({ user: { id: '101' } })
    const bye = await browser.post('/auth/logout', form, 'return_to=%2Fbye')
    expect(bye.status).toBe(303)
    expect(bye.location).toBe(`${origin}/bye`)
    expect((await login.session(page)).user).toBeNull()
  })

  it('a body that is too big is not read to its end, and the logout done all the same', async () => {
    const { browser } = await run(listener)
    const bye = await browser.post('/auth/logout', form, `a=${'b'.repeat(50_000)}`)
    expect(bye.status).toBe(303)
    expect((await browser.get('/auth/session')).status).toBe(200)
  })

  it('the Host header decides nothing', async () => {
    const { origin, approve } = await run(listener)
    const host = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
    const started = await send(new Request(`${origin}/auth/login`, { headers: host }))
    const location = started.headers.get('location') ?? ''
    expect(new URL(location).searchParams.get('redirect_uri')).toBe(`${origin}/auth/callback`)
    expect(await approve(location)).toContain(origin)
    const cross = await send(
      new Request(`${origin}/auth/logout`, {
        method: 'POST',
        headers: { ...host, origin: 'http://evil.example' },
      }),
    )
    expect(cross.status).toBe(403)
  })
})

describe('the handler', () => {
  it('leaves to Express what is not ours, at the base path too', async () => {
    const { browser } = await run((login) => {
      const app = express()
      app.use('/auth', login.express())
      app.use((request, response) => {
        response.status(418).send(request.originalUrl)
      })
      return app
    })
    expect(await browser.get('/auth/other?a=1')).toMatchObject({
      status: 418,
      body: '/auth/other?a=1',
    })
    expect(await browser.get('/page')).toMatchObject({ status: 418, body: '/page' })
    expect((await browser.get('/auth/session')).status).toBe(200)
  })

  it('answers for itself where there is no next', async () => {
    const { browser } = await run((login) => login.express())
    expect((await browser.get('/page')).status).toBe(404)
  })

  it.each([
    ['//evil.example/auth/login', 404],
    ['http://evil.example/auth/session', 200],
    ['*', 400],
  ])('reads the request target %s without following it', async (target, status) => {
    const { origin } = await run((login) => login.express())
    const answer = await send(new Request(`${origin}/`), { path: target })
    expect(answer.status).toBe(status)
    expect(await answer.text()).not.toContain('evil')
  })

  it('answers a method that is none of ours', async () => {
    const { origin } = await run((login) => login.express())
    const answer = await send(new Request(`${origin}/auth/session`), { method: 'TRACE' })
    expect(answer.status).toBe(400)
  })
})
