import type { LoginError } from '@sso-login/client'
import { randomId } from './base64url.ts'
import { headerOf, type RequestLike } from './cookies.ts'
import { type PageContent, page, toSite } from './page.ts'
import { language, languageOf, type Text } from './words.ts'

const always = { 'Cache-Control': 'no-store' }

export function redirect(location: string, cookies: readonly string[] = []): Response {
  // The callback's address holds a code: no page that follows is to learn it.
  const headers = new Headers({ ...always, Location: location, 'Referrer-Policy': 'no-referrer' })
  return new Response(null, { status: 303, headers: withCookies(headers, cookies) })
}

export function nothing(cookies: readonly string[] = []): Response {
  return new Response(null, { status: 204, headers: withCookies(new Headers(always), cookies) })
}

export function json(body: unknown, status = 200, cookies: readonly string[] = []): Response {
  const headers = new Headers({ ...always, 'Content-Type': 'application/json; charset=utf-8' })
  return new Response(JSON.stringify(body), { status, headers: withCookies(headers, cookies) })
}

export const script = (text: string): Response =>
  new Response(text, {
    headers: {
      ...always,
      'Content-Type': 'text/javascript; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
    },
  })

export const wantsJson = (request: RequestLike): boolean =>
  /\bjson\b/i.test(headerOf(request, 'accept') ?? '')

const statuses: Partial<Record<LoginError['code'], number>> = {
  cross_site_request: 403,
  invalid_scope: 400,
  not_allowed: 403,
  store_error: 503,
}

/** Words for whoever is looking: the error's own are for the developer, who gets them as an event. */
const sentences: Partial<Record<LoginError['code'], Text>> = {
  cross_site_request: ({ foreign }) => foreign,
  invalid_scope: ({ notAsked }) => notAsked,
  not_allowed: ({ closed }) => closed,
  store_error: ({ unavailable }) => unavailable,
}

export const wordsFor = (code: LoginError['code']): Text =>
  sentences[code] ?? (({ wrong }) => wrong)

export const failure = (
  request: RequestLike,
  code: LoginError['code'],
  cookies: readonly string[] = [],
): Response => problem(request, statuses[code] ?? 500, code, wordsFor(code), cookies)

/** An error as a small page in the visitor's language, or as JSON for a script, in English. `text` is ours or the site's, never the visitor's. */
export function problem(
  request: RequestLike,
  status: number,
  code: string,
  text: Text,
  cookies: readonly string[] = [],
  { links = [], ...rest }: Partial<PageContent> = {},
): Response {
  if (wantsJson(request))
    return json({ error: code, message: language('en').say(text) }, status, cookies)
  const answer = htmlPage(request, { ...rest, text, links: [...links, toSite], code }, status)
  withCookies(answer.headers, cookies)
  return answer
}

/** A page of its own, that nothing gets into and no address gets out of. */
export function htmlPage(request: RequestLike, content: PageContent, status = 200): Response {
  const nonce = randomId()
  return new Response(page(content, languageOf(request), nonce), {
    status,
    headers: {
      ...always,
      'Content-Type': 'text/html; charset=utf-8',
      Vary: 'Accept-Language',
      'Content-Security-Policy': `default-src 'none'; script-src 'self'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

function withCookies(headers: Headers, cookies: readonly string[]): Headers {
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return headers
}
