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
export function sessionIn(
  cookies: Cookies,
  { provider }: AnyCookieSessionClient,
): CookieSession | null {
  const cookie = cookies.get(provider.session.cookie)?.[0]
  return cookie ? { cookie } : null
}
