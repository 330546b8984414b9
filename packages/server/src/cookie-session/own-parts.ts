import type { CookieSession } from '@sso-login/client/cookie-session'
import type { Cookies } from '../cookies.ts'
import type { Sessions } from '../sessions.ts'
import type { AnyCookieSessionClient } from './any-client.ts'
import type { CookieSessionHooks } from './hooks.ts'

/** What the routes of this protocol work with besides what all do. */
export interface OwnParts {
  readonly client: AnyCookieSessionClient
  readonly hooks: CookieSessionHooks
  /** Without asking the provider. */
  readonly ownSessions: Sessions
}

/** The visitor's, and no other cookie of theirs. */
export const sessionIn = (cookies: Cookies, client: AnyCookieSessionClient): CookieSession | null =>
  sessionOf(cookies.get(client.provider.session.cookie)?.[0] ?? '', client)

/** By the cookie's value, as the client reads it, which knows what one can hold; no browser sends the header. */
export function sessionOf(value: string, client: AnyCookieSessionClient): CookieSession | null {
  const pair = `${client.provider.session.cookie}=${value}`
  return client.sessionOf({ headers: { get: (name) => (name === 'cookie' ? pair : null) } })
}
