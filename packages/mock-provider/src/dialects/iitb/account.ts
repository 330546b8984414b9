/** Signing in at the provider itself: the session cookie, the login page and the logout. */
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { Headers, Outgoing } from '../../http-message.ts'
import { isOwnPath } from '../../own-path.ts'
import { loginPage, signedInPage } from '../../pages/login-page.ts'
import type { Person } from '../../people.ts'
import { createRandom } from '../../random.ts'
import { csrfFailed, methodNotAllowed, noFraming, optionsOf, redirect } from './django.ts'

export const loginPath = '/profiles/account/login/'
export const logoutPath = '/profiles/account/logout/'

const sessionCookie = 'sessionid'
const csrfCookie = 'csrftoken'
const allowed = 'GET, POST, HEAD, OPTIONS'

export const signedInPerson = (core: Core, exchange: Exchange): Person | undefined =>
  exchange.choice?.person ?? core.sessions.personOf(exchange.cookie(sessionCookie))

const quotePath = (path: string): string =>
  encodeURIComponent(path)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')

const fullPath = ({ incoming: { path, query } }: Exchange): string =>
  query === '' ? path : `${path}?${query}`

const loginUrl = (next: string): string => `${loginPath}?next=${quotePath(next)}`

export const loginRedirect = (exchange: Exchange): Outgoing =>
  redirect(loginUrl(fullPath(exchange)), { Vary: 'Cookie' })

/** Ends the session and comes back to the same request, for somebody else. */
export const switchUserUrl = (exchange: Exchange): string =>
  `${logoutPath}?next=${quotePath(fullPath(exchange))}`

/** The CSRF token of a browser: its cookie, or a new one together with the header that sets it. */
export function csrfOf(exchange: Exchange): { token: string; headers: Headers } {
  const known = exchange.cookie(csrfCookie)
  if (known) return { token: known, headers: {} }
  // Not from the seed: what pages use up must not change which tokens follow.
  const token = createRandom(undefined).alphanumeric(32)
  return { token, headers: { 'Set-Cookie': `${csrfCookie}=${token}; Path=/; SameSite=Lax` } }
}

export function isCsrfValid(exchange: Exchange): boolean {
  const known = exchange.cookie(csrfCookie)
  return Boolean(known) && exchange.form.get('csrfmiddlewaretoken') === known
}

export function loginEndpoint(core: Core): Handler {
  const show = (exchange: Exchange, status: number, next: string, problem?: string) => {
    const csrf = csrfOf(exchange)
    return loginPage(
      status,
      {
        site: core.provider.name,
        acceptLanguage: exchange.incoming.header('accept-language'),
        action: loginPath,
        csrfToken: csrf.token,
        next,
        people: core.people.all,
        signedIn: signedInPerson(core, exchange),
        ...(problem ? { problem } : {}),
      },
      { ...noFraming, ...csrf.headers, Vary: 'Cookie' },
    )
  }
  return (exchange) => {
    const { method } = exchange.incoming
    if (method === 'OPTIONS') return optionsOf(allowed)
    if (method === 'POST') return signIn(core, exchange, show)
    if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(allowed)
    const next = exchange.query.get('next') ?? ''
    const person = signedInPerson(core, exchange)
    return person && next === ''
      ? signedInPage(
          {
            site: core.provider.name,
            acceptLanguage: exchange.incoming.header('accept-language'),
            person,
            logout: logoutPath,
          },
          noFraming,
        )
      : show(exchange, 200, next)
  }
}

function signIn(
  core: Core,
  exchange: Exchange,
  show: (exchange: Exchange, status: number, next: string, problem: string) => Promise<Outgoing>,
): Outgoing | Promise<Outgoing> {
  if (!isCsrfValid(exchange)) {
    exchange.rejection = 'the form has no CSRF token, or another than the cookie'
    return csrfFailed(core.provider)
  }
  const next = exchange.form.get('next') ?? ''
  const name = exchange.form.get('user') ?? ''
  const person = core.people.find(name)
  if (!person) {
    exchange.rejection = 'no such user'
    return show(exchange, 200, next, `Nobody here is called “${name}”.`)
  }
  exchange.user = person.username
  // A session is never taken over: the old one ends, a new one begins.
  core.sessions.end(exchange.cookie(sessionCookie))
  const id = core.sessions.start(person)
  return redirect(isOwnPath(next) ? next : loginPath, {
    'Set-Cookie': `${sessionCookie}=${id}; Path=/; HttpOnly; SameSite=Lax`,
    'Cache-Control': 'no-store',
  })
}

/** Leads to the login page with the same `next`, never to `next` itself (seen). */
export function logoutEndpoint(core: Core): Handler {
  return (exchange) => {
    const { method } = exchange.incoming
    if (method === 'OPTIONS') return optionsOf(allowed)
    if (method !== 'GET' && method !== 'POST' && method !== 'HEAD') return methodNotAllowed(allowed)
    const id = exchange.cookie(sessionCookie)
    exchange.user = core.sessions.personOf(id)?.username ?? null
    core.sessions.end(id)
    const next = exchange.query.get('next')
    return redirect(next === undefined ? loginPath : loginUrl(next), {
      'Set-Cookie': `${sessionCookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`,
      'Cache-Control': 'no-store',
    })
  }
}
