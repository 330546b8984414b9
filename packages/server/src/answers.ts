import type { LoginError } from '@sso-login/client'

const always = { 'Cache-Control': 'no-store' }

export function redirect(location: string, cookies: readonly string[] = []): Response {
  // The callback's address holds a code: no page that follows is to learn it.
  const headers = new Headers({ ...always, Location: location, 'Referrer-Policy': 'no-referrer' })
  return new Response(null, { status: 303, headers: withCookies(headers, cookies) })
}

export function nothing(cookies: readonly string[] = []): Response {
  return new Response(null, { status: 204, headers: withCookies(new Headers(always), cookies) })
}

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { ...always, 'Content-Type': 'application/json; charset=utf-8' },
  })

export const wantsJson = (request: Request): boolean =>
  /\bjson\b/i.test(request.headers.get('accept') ?? '')

const statuses: Partial<Record<LoginError['code'], number>> = {
  cross_site_request: 403,
  invalid_scope: 400,
  store_error: 503,
}

/** Words for whoever is looking: the error's own are for the developer, who gets them as an event. */
const words: Partial<Record<LoginError['code'], string>> = {
  cross_site_request: 'This was asked for by another site, so it was not done.',
  invalid_scope: 'This site does not ask for that.',
  store_error: 'Sign-in is not available at the moment. Please try again.',
}

export function failure(
  request: Request,
  code: LoginError['code'],
  cookies: readonly string[] = [],
): Response {
  return problem(
    request,
    statuses[code] ?? 500,
    code,
    words[code] ?? 'Something went wrong. Please try again.',
    cookies,
  )
}

/** An error as a small page, or as JSON for a script. `text` is ours, never the visitor's. */
export function problem(
  request: Request,
  status: number,
  code: string,
  text: string,
  cookies: readonly string[] = [],
): Response {
  if (wantsJson(request)) {
    const answer = json({ error: code, message: text }, status)
    withCookies(answer.headers, cookies)
    return answer
  }
  const headers = new Headers({
    ...always,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'X-Content-Type-Options': 'nosniff',
  })
  return new Response(page(text, code), { status, headers: withCookies(headers, cookies) })
}

const page = (text: string, code: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 32rem; margin: 20vh auto; padding: 0 1.5rem }
  small { opacity: .7 }
</style>
<h1>Login</h1>
<p>${text}</p>
<p><a href="/">Back to the site</a></p>
<p><small>${code}</small></p>
</html>
`

function withCookies(headers: Headers, cookies: readonly string[]): Headers {
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return headers
}
