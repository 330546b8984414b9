/** Signing in at the provider itself: the session cookie and the login page. */
import type { Provider } from '@sso-login/providers'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { Headers, Outgoing } from '../../http-message.ts'
import { isOwnPath } from '../../own-path.ts'
import { loginPage, signedInPage } from '../../pages/login-page.ts'
import type { Person } from '../../people.ts'
import { createRandom } from '../../random.ts'
import { fatalPage, methodNotAllowed, noFraming, redirect } from './answers.ts'

export const loginPath = '/login'

const sessionCookie = 'op_session'
const csrfCookie = 'op_csrf'
export const csrfField = 'csrfmiddlewaretoken'

export interface Authentication {
  readonly person: Person
  /** Epoch milliseconds. */
  readonly authenticatedAt: number
}

/** Who is signed in. A scripted person has signed in just now. */
export function authenticationOf(core: Core, exchange: Exchange): Authentication | undefined {
  if (exchange.choice) {
    return { person: exchange.choice.person, authenticatedAt: core.clock.now() }
  }
  const id = exchange.cookie(sessionCookie)
  const person = core.sessions.personOf(id)
  return person && { person, authenticatedAt: core.sessions.startedAt(id) ?? 0 }
}

export const loginUrl = (next: string): string => `${loginPath}?${new URLSearchParams({ next })}`

export function endSession(core: Core, exchange: Exchange): Headers {
  core.sessions.end(exchange.cookie(sessionCookie))
  return { 'Set-Cookie': `${sessionCookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax` }
}

/** The CSRF token of a browser: its cookie, or a new one together with the header that sets it. */
export function csrfOf(exchange: Exchange): { token: string; headers: Headers } {
  const known = exchange.cookie(csrfCookie)
  if (known) return { token: known, headers: {} }
  // Not from the seed: what pages use up must not change which tokens follow.
  const token = createRandom(undefined).alphanumeric(32)
  return {
    token,
    headers: { 'Set-Cookie': `${csrfCookie}=${token}; Path=/; HttpOnly; SameSite=Lax` },
  }
}

/** Undefined where the form comes from a page of ours. */
export async function csrfRefusal(
  core: Core<Provider>,
  exchange: Exchange,
): Promise<Outgoing | undefined> {
  const known = exchange.cookie(csrfCookie)
  if (known && exchange.form.get(csrfField) === known) return undefined
  exchange.rejection = 'the form has no CSRF token, or another than the cookie'
  const text = 'The form did not come from this site, or your cookies are off.'
  return (await fatalPage(core, text, 403, 'access_denied')).answer
}

export function loginEndpoint(core: Core): Handler {
  const show = (exchange: Exchange, next: string, problem?: string) => {
    const csrf = csrfOf(exchange)
    return loginPage(
      200,
      {
        site: core.provider.name,
        acceptLanguage: exchange.incoming.header('accept-language'),
        action: loginPath,
        csrfToken: csrf.token,
        next,
        people: core.people.all,
        signedIn: authenticationOf(core, exchange)?.person,
        ...(problem ? { problem } : {}),
      },
      { ...noFraming, ...csrf.headers },
    )
  }
  return async (exchange) => {
    const { method } = exchange.incoming
    if (method === 'POST') {
      return (await csrfRefusal(core, exchange)) ?? signIn(core, exchange, show)
    }
    if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(exchange, 'GET, HEAD, POST')
    const next = exchange.query.get('next') ?? ''
    const found = authenticationOf(core, exchange)
    if (!found || next !== '') return show(exchange, next)
    const { endSession } = core.provider.endpoints as { endSession?: string }
    return signedInPage(
      {
        site: core.provider.name,
        acceptLanguage: exchange.incoming.header('accept-language'),
        person: found.person,
        logout: endSession ?? loginPath,
      },
      noFraming,
    )
  }
}

function signIn(
  core: Core,
  exchange: Exchange,
  show: (exchange: Exchange, next: string, problem: string) => Promise<Outgoing>,
): Outgoing | Promise<Outgoing> {
  const next = exchange.form.get('next') ?? ''
  const name = exchange.form.get('user') ?? ''
  const person = core.people.find(name)
  if (!person) {
    exchange.rejection = 'no such user'
    return show(exchange, next, `Nobody here is called “${name}”.`)
  }
  exchange.user = person.username
  // A session is never taken over: the old one ends, a new one begins.
  core.sessions.end(exchange.cookie(sessionCookie))
  const id = core.sessions.start(person)
  return redirect(isOwnPath(next) ? next : loginPath, {
    'Set-Cookie': `${sessionCookie}=${id}; Path=/; HttpOnly; SameSite=Lax`,
  })
}
