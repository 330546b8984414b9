/** The demo's site: a page, the login routes, and two calls of its own, on plain `node:http`. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Client } from '@sso-login/client'
import { isLoginError } from '@sso-login/client'
import type { iitb } from '@sso-login/providers/iitb'
import type { Login } from '@sso-login/server'
import { type Messages, shownQuery } from './messages.ts'
import { siteNotes } from './notes.ts'

type Iitb = typeof iitb

export interface SiteParts {
  sso: Client<Iitb>
  login: Login
  messages: Messages
  /** The site's own origin. */
  origin: string
  /** The provider's: pictures come from there. */
  providerOrigin: string
}

const page = new URL('./page/', import.meta.url)
const element = new URL('../packages/element/', import.meta.url)

const files: Readonly<Record<string, { url: URL; type: string }>> = {
  '/': { url: new URL('index.html', page), type: 'text/html; charset=utf-8' },
  '/demo.css': { url: new URL('demo.css', page), type: 'text/css' },
  '/demo.js': { url: new URL('demo.js', page), type: 'text/javascript' },
  '/sequence.js': { url: new URL('sequence.js', page), type: 'text/javascript' },
  '/icon.svg': { url: new URL('icon.svg', page), type: 'image/svg+xml' },
  '/sso-login.css': { url: new URL('dist/sso-login.css', element), type: 'text/css' },
  '/sso-login.min.js': { url: new URL('dist/sso-login.min.js', element), type: 'text/javascript' },
}

export const resources = [
  'id',
  'first_name',
  'last_name',
  'type',
  'is_alumni',
  'profile_picture',
  'sex',
  'username',
  'email',
  'mobile',
  'contacts',
  'insti_address',
  'roll_number',
  'program',
  'secondary_emails',
] as const

export function createSite({ sso, login, messages, origin, providerOrigin }: SiteParts) {
  const auth = login.express()

  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: ${providerOrigin}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types sso-login',
  ].join('; ')

  async function file(name: string, response: ServerResponse): Promise<void> {
    const { url, type } = files[name] as { url: URL; type: string }
    const body = await readFile(url)
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
    })
    response.end(body)
  }

  async function me(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { user } = await login.session(request)
    if (!user) return sendJson(response, 401, { error: 'login_required' })
    const [{ missing, ...granted }, scopes] = await login.withTokens(user.id, async (tokens) => [
      await sso.user(tokens, resources),
      tokens.scopes,
    ])
    const withheld = sso.scopes.filter((scope) => !scopes.includes(scope))
    const askAgain = `/auth/login?scope=${encodeURIComponent(withheld.join(' '))}`
    sendJson(response, 200, {
      granted,
      missing,
      mayMail: scopes.includes('send_mail'),
      askAgain,
    })
  }

  async function mail(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { user } = await login.session(request)
    if (!user) return sendJson(response, 401, { error: 'login_required' })
    const letter = {
      subject: 'Hello from the demo',
      message: `${user.name ?? 'You'} pressed "Send me a mail" at ${origin}.`,
    }
    await login.withTokens(user.id, (tokens) => sso.sendMail(tokens, letter))
    sendJson(response, 200, { mailbox: `${providerOrigin}/_mock/` })
  }

  function follow(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.write(': the messages so far, then each as it happens\n\n')
    const stop = messages.follow((message) =>
      response.write(`data: ${JSON.stringify(message)}\n\n`),
    )
    request.on('close', stop)
  }

  /** Only pages of this site may change anything: every browser that runs the element sends this header. */
  const fromThisSite = (request: IncomingMessage) =>
    request.headers['sec-fetch-site'] === 'same-origin' || request.headers.origin === origin

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', origin)
    if (pathname.startsWith('/auth/')) return auth(request, response)
    const route = `${request.method} ${pathname}`
    if (request.method === 'POST' && !fromThisSite(request)) {
      return sendJson(response, 403, { error: 'cross_site_request' })
    }
    if (route === 'GET /api/me') return me(request, response)
    if (route === 'POST /api/mail') return mail(request, response)
    if (route === 'GET /api/messages') return follow(request, response)
    if (route === 'POST /api/messages/clear') {
      messages.clear()
      return sendJson(response, 200, {})
    }
    if (request.method === 'GET' && Object.hasOwn(files, pathname)) return file(pathname, response)
    sendJson(response, 404, { error: 'not_found' })
  }

  const listener: RequestListener = (request, response) => {
    record(request, response, { messages, origin, providerOrigin })
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy()
      // A login error carries nothing secret; anything else is a fault of this site.
      if (isLoginError(error)) {
        return sendJson(response, 502, {
          error: error.code,
          message: error.message,
          hint: error.hint,
        })
      }
      console.error(error)
      sendJson(response, 500, { error: 'server_error' })
    })
  }
  return listener
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}

/** Notes a request of the browser and, when it is sent, the site's answer. */
function record(
  request: IncomingMessage,
  response: ServerResponse,
  { messages, origin, providerOrigin }: Pick<SiteParts, 'messages' | 'origin' | 'providerOrigin'>,
): void {
  const url = new URL(request.url ?? '/', origin)
  const route = `${request.method} ${url.pathname}`
  const note = siteNotes[route]
  if (!note) return
  messages.add({
    kind: 'request',
    from: 'browser',
    to: 'site',
    label: route,
    details: shownQuery(url),
    note,
  })
  response.once('finish', () => {
    const location = response.getHeader('location')
    const target = typeof location === 'string' ? new URL(location, origin) : undefined
    const label = target
      ? `${response.statusCode} to ${target.origin === providerOrigin ? 'the provider' : target.pathname}`
      : String(response.statusCode)
    messages.add({
      kind: 'answer',
      from: 'site',
      to: 'browser',
      label,
      details: target ? shownQuery(target) : {},
    })
  })
}
