/** The demo's site on plain `node:http`: for each provider a page, the login routes, and two calls of its own. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { isLoginError } from '@sso-login/client'
import { isOfClientDomain, passOn } from './client-domain.ts'
import { answerGallery, isOfGallery } from './gallery.ts'
import type { Offer } from './offers.ts'
import { pageOf } from './page.ts'
import { recordRequest } from './record.ts'

export interface SiteParts {
  /** The first is the default: its page is the site's. */
  offers: readonly Offer[]
  /** The site's own origin. */
  origin: string
}

const page = new URL('./page/', import.meta.url)
const element = new URL('../packages/element/', import.meta.url)

const files: Readonly<Record<string, { url: URL; type: string }>> = {
  '/base.css': { url: new URL('base.css', page), type: 'text/css' },
  '/demo.css': { url: new URL('demo.css', page), type: 'text/css' },
  '/demo.js': { url: new URL('demo.js', page), type: 'text/javascript' },
  '/sequence.js': { url: new URL('sequence.js', page), type: 'text/javascript' },
  '/icon.svg': { url: new URL('icon.svg', page), type: 'image/svg+xml' },
  '/sso-login.css': { url: new URL('dist/sso-login.css', element), type: 'text/css' },
  '/sso-login.min.js': { url: new URL('dist/sso-login.min.js', element), type: 'text/javascript' },
}

const policyFor = ({ url }: Offer) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: ${url}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

export function createSite({ offers, origin }: SiteParts): RequestListener {
  const [first] = offers as readonly [Offer, ...Offer[]]
  const ofClientDomain = offers.find(({ mock }) => mock.provider.protocol === 'cookie-session')
  const offerAt = (pathname: string) =>
    offers.find(({ path }) => path && (pathname === path || pathname.startsWith(`${path}/`))) ??
    first

  /** Only pages of this site may change anything: every browser that runs the element sends this header. */
  const fromThisSite = (request: IncomingMessage) =>
    request.headers['sec-fetch-site'] === 'same-origin' || request.headers.origin === origin

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
    offer: Offer,
  ): Promise<void> {
    if (isOfGallery(pathname)) return answerGallery(request, response)
    if (ofClientDomain && isOfClientDomain(pathname))
      return passOn(request, response, ofClientDomain)
    const below = pathname.slice(offer.path.length)
    if (below.startsWith('/auth/')) return offer.auth(request, response)
    const route = `${request.method} ${below || '/'}`
    if (request.method === 'POST' && !fromThisSite(request)) {
      return sendJson(response, 403, { error: 'cross_site_request' })
    }
    if (route === 'GET /') return sendPage(response, offer, await pageOf(offer, offers))
    if (route === 'GET /api/me') {
      const known = await offer.know(request)
      return sendJson(response, known ? 200 : 401, known ?? { error: 'login_required' })
    }
    if (route === 'POST /api/mail' && offer.sendMail) {
      const isSent = await offer.sendMail(request)
      if (!isSent) return sendJson(response, 401, { error: 'login_required' })
      return sendJson(response, 200, { mailbox: `${offer.url}/_mock/` })
    }
    if (route === 'GET /api/messages') return follow(request, response, offer)
    if (route === 'POST /api/messages/clear') {
      offer.messages.clear()
      return sendJson(response, 200, {})
    }
    const file = Object.hasOwn(files, pathname) ? files[pathname] : undefined
    if (request.method === 'GET' && file) {
      return send(response, file.type, await readFile(file.url))
    }
    sendJson(response, 404, { error: 'not_found' })
  }

  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', origin)
    const offer = offerAt(pathname)
    recordRequest(request, response, offer, origin)
    answer(request, response, pathname, offer).catch((error: unknown) => {
      if (response.headersSent) return response.destroy()
      // A login error carries nothing secret; anything else is a fault of this site.
      if (isLoginError(error)) {
        const { code, message, hint } = error
        return sendJson(response, 502, { error: code, message, hint })
      }
      console.error(error)
      sendJson(response, 500, { error: 'server_error' })
    })
  }
}

function follow(request: IncomingMessage, response: ServerResponse, { messages }: Offer): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  response.write(': the messages so far, then each as it happens\n\n')
  const stop = messages.follow((message) => response.write(`data: ${JSON.stringify(message)}\n\n`))
  request.on('close', stop)
}

const sendPage = (response: ServerResponse, offer: Offer, html: string) =>
  send(response, 'text/html; charset=utf-8', html, {
    'Content-Security-Policy': policyFor(offer),
  })

function send(
  response: ServerResponse,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, {
    'Content-Type': type,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  })
  response.end(body)
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}
