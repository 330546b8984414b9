import type { CookieSessionClient } from '@sso-login/client/cookie-session'
import type { CookieSessionProvider } from '@sso-login/providers'

/** Where it does not matter which provider it is. */
export type AnyCookieSessionClient = CookieSessionClient<CookieSessionProvider>

export const isCookieSessionClient = (value: unknown): value is AnyCookieSessionClient =>
  (Object(value) as Partial<AnyCookieSessionClient>).provider?.protocol === 'cookie-session'
