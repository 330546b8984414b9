import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { isLoginError } from '@sso-login/client'
import type { Login } from '@sso-login/server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { afterEach, describe, expect, it } from 'vitest'
import { closeSites, run, send } from './http-site.ts'
import { sameOrigin } from './site.ts'

afterEach(closeSites)

const form = { ...sameOrigin, 'content-type': 'application/x-www-form-urlencoded' }

/** What `GET /me` and `POST /book` answer for whoever is signed in, in every framework. */
const greeting = (name: string | null | undefined) => `Hello, ${name}.`

type MakeListener = (login: Login) => RequestListener | Promise<RequestListener>

const sites: Record<string, MakeListener> = {
  'plain node:http': (login) => {
    const auth = login.node()
    return async (request, response) => {
      if (request.url !== '/me' && request.url !== '/book') return auth(request, response)
      const session = await auth.requireLogin(request, response)
      if (session) response.end(greeting(session.user.name))
    }
  },
  'Express 5, mounted at the base path': (login) => {
    const app = express()
    app.use('/auth', login.express())
    return withExpressPages(app, login)
  },
  'Express 5, mounted at the root': (login) => {
    const app = express()
    app.use(login.express())
    return withExpressPages(app, login)
  },
  'Express 5 behind a parser of bodies and another cookie': (login) => {
    const app = express()
    app.use(express.urlencoded({ extended: true }))
    app.use((_request, response, next) => {
      response.cookie('other', 'value', { maxAge: 60_000 })
      next()
    })
    app.use('/auth', login.express())
    return withExpressPages(app, login)
  },
  'Express 5, its router below another': (login) => {
    const app = express()
    const router = express.Router()
    const auth = login.express()
    router.get('/', auth.requireLogin, async (request, response) => {
      response.send(greeting((await login.session(request)).user?.name))
    })
    app.use('/auth', auth)
    app.use('/me', router)
    return withExpressPages(app, login)
  },
  'Fastify 5': async (login) => {
    const app = fastify()
    const auth = login.fastify()
    await app.register(auth)
    const guarded = { preHandler: auth.requireLogin }
    app.get('/me', guarded, async (request) => greeting((await login.session(request)).user?.name))
    app.post('/book', guarded, async () => greeting('you'))
    await app.ready()
    return listenerOf(app)
  },
  'Fastify 5 with a parser of forms and a cookie of its own': async (login) => {
    const app = fastify()
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      async (_: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
    )
    app.addHook('onRequest', async (_, reply) => {
      reply.header('set-cookie', 'other=value; Max-Age=60')
    })
    const auth = login.fastify()
    await app.register(auth)
    const guarded = { preHandler: auth.requireLogin }
    app.get('/me', guarded, async (request) => greeting((await login.session(request)).user?.name))
    app.post('/book', guarded, async () => greeting('you'))
    await app.ready()
    return listenerOf(app)
  },
  'Hono 4': (login) => {
    const app = new Hono()
    const auth = login.hono()
    app.all('/auth/*', auth)
    app.get('/me', auth.requireLogin, async (context) =>
      context.text(greeting((await login.session(context.req.raw)).user?.name)),
    )
    app.post('/book', auth.requireLogin, (context) => context.text(greeting('you')))
    return listenerOfFetch((request) => app.fetch(request))
  },
  'the route handlers of Next.js': (login) => {
    const { GET, POST, requireLogin } = login.next()
    const me = requireLogin(async (request: Request) => {
      const { user } = await login.session(request)
      return new Response(greeting(user?.name))
    })
    const book = requireLogin(async (_request, { params }: { params: Promise<{ day: string }> }) =>
      Response.json(await params),
    )
    const context = { params: Promise.resolve({ day: '2' }) }
    return listenerOfFetch((request) => {
      const { pathname } = new URL(request.url)
      if (pathname === '/me') return me(request)
      if (pathname === '/book') return book(request, context)
      return request.method === 'GET' ? GET(request) : POST(request)
    })
  },
}

function withExpressPages(app: express.Express, login: Login): RequestListener {
  const { requireLogin } = login.express()
  app.get('/me', requireLogin, async (request, response) => {
    response.send(greeting((await login.session(request)).user?.name))
  })
  app.post('/book', requireLogin, (_request, response) => {
    response.send(greeting('you'))
  })
  return app
}

const listenerOf =
  (app: ReturnType<typeof fastify>): RequestListener =>
  (request, response) =>
    app.routing(request, response)

/** What a server adapter of such a framework does: a `Request` with the address that the visitor chose. */
const listenerOfFetch =
  (answer: (request: Request) => Response | Promise<Response>): RequestListener =>
  async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const headers = new Headers(incoming.headers as Record<string, string>)
    const method = incoming.method ?? 'GET'
    const body = method === 'POST' ? { body: Buffer.concat(chunks) } : {}
    const url = `http://${incoming.headers.host}${incoming.url}`
    const response = await answer(new Request(url, { method, headers, ...body }))
    outgoing.writeHead(response.status, [...response.headers].flat())
    outgoing.end(await response.text())
  }

const page = { 'sec-fetch-mode': 'navigate', accept: 'text/html,*/*' }

describe.each(Object.entries(sites))('over %s', (name, listener) => {
  it('a person signs in, is known to a page, and logs out by a plain form', async () => {
    const { browser, approve, login, origin } = await run(listener)
    const asked = await browser.get('/me', page)
    expect(asked.status).toBe(303)
    expect(asked.location).toBe(`${origin}/auth/login?return_to=%2Fme`)
    const started = await browser.get(asked.location ?? '')
    expect(started.status).toBe(303)
    const done = await browser.get(await approve(started.location))
    expect(done.status).toBe(303)
    expect(done.location).toBe(`${origin}/me`)
    expect(browser.cookie('.session')).toBeDefined()
    expect(browser.cookie('other') !== undefined).toBe(
      /another cookie|cookie of its own/.test(name),
    )
    expect(await browser.get('/me', page)).toMatchObject({
      status: 200,
      body: 'Hello, Alice Bose.',
    })
    const { body } = await browser.get('/auth/session')
    expect(JSON.parse(body)).toMatchObject({ user: { id: '101' } })
    const known = { headers: { cookie: browser.cookieHeader('/slots') } }
    const bye = await browser.post('/auth/logout', form, 'return_to=%2Fbye')
    expect(bye.status).toBe(303)
    expect(bye.location).toBe(`${origin}/bye`)
    expect((await login.session(known)).user).toBeNull()
  })

  it("a script is told to log in, and another site's form is refused", async () => {
    const { browser, approve } = await run(listener)
    const told = await browser.get('/me', { accept: 'application/json' })
    expect(told.status).toBe(401)
    expect(JSON.parse(told.body)).toEqual({ error: 'login_required', message: 'Please log in.' })
    await browser.get(await approve((await browser.get('/auth/login')).location))
    const body = { 'content-type': 'application/json' }
    const own = await browser.post('/book', { ...sameOrigin, ...body }, '{"day":2}')
    expect(own.status).toBe(200)
    const cross = await browser.post(
      '/book',
      { 'sec-fetch-site': 'same-site', ...body },
      '{"day":2}',
    )
    expect(cross.status).toBe(403)
    expect(cross.body).toContain('cross_site_request')
  })

  it('a body that is too big is not read to its end, and the logout done all the same', async () => {
    const { browser } = await run(listener)
    const bye = await browser.post('/auth/logout', form, `a=${'b'.repeat(50_000)}`)
    expect(bye.status).toBe(303)
    expect((await browser.get('/auth/session')).status).toBe(200)
  })

  it.each([
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb'],
    ['application/json', '{"broken": '],
    ['application/json', ''],
    ['text/plain', 'bye'],
    ['application/xml', '<bye>'],
  ])('a body of another kind keeps nobody from logging out: %s %j', async (type, body) => {
    const { browser, approve, origin } = await run(listener)
    await browser.get(await approve((await browser.get('/auth/login')).location))
    const bye = await browser.post(
      '/auth/logout?return_to=/bye',
      { ...sameOrigin, 'content-type': type },
      body,
    )
    expect(bye.location).toBe(`${origin}/bye`)
    expect(JSON.parse((await browser.get('/auth/session')).body).user).toBeNull()
  })

  it('the Host header decides nothing', async () => {
    const { origin, approve } = await run(listener)
    const host = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
    const started = await send(new Request(`${origin}/auth/login`, { headers: host }))
    const location = started.headers.get('location') ?? ''
    expect(new URL(location).searchParams.get('redirect_uri')).toBe(`${origin}/auth/callback`)
    expect(await approve(location)).toContain(origin)
    const asked = await send(new Request(`${origin}/me`, { headers: { ...host, ...page } }))
    expect(asked.headers.get('location')).toBe('/auth/login?return_to=%2Fme')
    const cross = await send(
      new Request(`${origin}/auth/logout`, {
        method: 'POST',
        headers: { ...host, origin: 'http://evil.example' },
      }),
    )
    expect(cross.status).toBe(403)
  })
})

/** A page that finds no grant of its visitor. */
const askers: Record<string, MakeListener> = {
  'plain node:http': (login) => (request, response) => {
    login.tokensFor('101').catch(() => login.node().askToLogin(request, response))
  },
  'the error handler of Express 5': (login) => {
    const app = express()
    const auth = login.express()
    app.get('/mail', async (_request, response) => {
      response.send(await login.tokensFor('101'))
    })
    const failed: express.ErrorRequestHandler = (error, request, response, next) =>
      isLoginError(error) ? auth.askToLogin(request, response) : next(error)
    app.use(failed)
    return app
  },
  'the error handler of Fastify 5': async (login) => {
    const app = fastify()
    const auth = login.fastify()
    app.get('/mail', () => login.tokensFor('101'))
    app.setErrorHandler((_error, request, reply) => auth.askToLogin(request, reply))
    await app.ready()
    return listenerOf(app)
  },
}

it.each(Object.entries(askers))(
  'in %s a page whose visitor has no grant sends them to the login and back',
  async (_, listener) => {
    const { browser, origin } = await run(listener)
    const asked = await browser.get('/mail', page)
    expect(asked.status).toBe(303)
    expect(asked.location).toBe(`${origin}/auth/login?return_to=%2Fmail`)
    expect((await browser.get('/mail', { accept: 'application/json' })).status).toBe(401)
  },
)

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
