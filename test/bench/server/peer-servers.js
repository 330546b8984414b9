// Copied beside the installed peers and started there: how each of them reads a session.
// @ts-nocheck: the peers are not among our dependencies.
const secret = 'a secret of at least 32 characters, for all'
const soon = Math.floor(Date.now() / 1000) + 3000

const peers = {
  'bare express': async () => ({
    cookie: '',
    handler: await express((_, answer) => answer('101')),
  }),

  'bare hono': async () => ({ cookie: '', handler: await hono(() => '101') }),

  'iron-session': async () => {
    const { getIronSession, sealData } = await import('iron-session')
    const options = { password: secret, cookieName: 'session' }
    const sealed = await sealData({ user: { id: '101', name: 'Alice' } }, options)
    return {
      cookie: `session=${sealed}`,
      handler: async (request, response) => {
        const { user } = await getIronSession(request, response, options)
        response.end(`Hello ${user?.id}`)
      },
    }
  },

  'express-openid-connect': async () => {
    const { default: connect } = await import('express-openid-connect')
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const id_token = `${part({ alg: 'none' })}.${part({ sub: '101', exp: soon })}.`
    const auth = connect.auth({
      authRequired: false,
      secret,
      baseURL: 'http://127.0.0.1',
      clientID: 'site',
      issuerBaseURL: 'https://op.example',
      authorizationParams: { response_type: 'code' },
      clientSecret: 'secret',
    })
    const handler = await express((request, answer) => {
      if (request.url === '/seed') {
        const tokens = { access_token: 'x', token_type: 'Bearer', expires_at: soon }
        Object.assign(request.appSession, { id_token, ...tokens })
        return answer('seeded')
      }
      answer(request.oidc.user?.sub)
    }, auth)
    return { handler, cookie: await seededCookie(handler) }
  },

  'better-auth': async () => {
    const { betterAuth } = await import('better-auth')
    const { memoryAdapter } = await import('better-auth/adapters/memory')
    const tables = { user: [], session: [], account: [], verification: [] }
    const auth = betterAuth({
      secret,
      baseURL: 'http://127.0.0.1',
      database: memoryAdapter(tables),
      emailAndPassword: { enabled: true },
      logger: { disabled: true },
    })
    const body = { email: 'alice@example.org', password: 'a long password', name: '101' }
    const signedUp = await auth.api.signUpEmail({ body, asResponse: true })
    return {
      cookie: cookiesOf(signedUp.headers.getSetCookie()),
      handler: async (request, response) => {
        const headers = new Headers({ cookie: request.headers.cookie ?? '' })
        const session = await auth.api.getSession({ headers })
        response.end(`Hello ${session?.user.name}`)
      },
    }
  },

  '@hono/oidc-auth': async () => {
    const { getAuth, initOidcAuthMiddleware } = await import('@hono/oidc-auth')
    const { sign } = await import('hono/jwt')
    const content = { sub: '101', email: 'alice@example.org', rtk: 'x', rtkexp: soon, ssnexp: soon }
    const init = initOidcAuthMiddleware({
      OIDC_AUTH_SECRET: secret,
      OIDC_ISSUER: 'https://op.example',
      OIDC_CLIENT_ID: 'site',
      OIDC_CLIENT_SECRET: 'secret',
    })
    return {
      cookie: `oidc-auth=${await sign(content, secret, 'HS256')}`,
      handler: await hono(async (context) => (await getAuth(context))?.sub, init),
    }
  },
}

const cookiesOf = (lines) => lines.map((line) => line.split(';')[0]).join('; ')

async function express(greet, ...before) {
  const { default: createApp } = await import('express')
  const app = createApp()
  app.disable('etag')
  for (const one of before) app.use(one)
  app.use((request, response) => greet(request, (name) => response.end(`Hello ${name}`)))
  return app
}

async function hono(name, ...before) {
  const { Hono } = await import('hono')
  const { getRequestListener } = await import('@hono/node-server')
  const app = new Hono()
  for (const one of before) app.use(one)
  app.get('*', async (context) => context.text(`Hello ${await name(context)}`))
  return getRequestListener(app.fetch)
}

async function seededCookie(handler) {
  const { createServer } = await import('node:http')
  const server = createServer(handler)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/seed`)
  server.close()
  return cookiesOf(answer.headers.getSetCookie())
}

export const start = (kind) => peers[kind]()
