/**
 * The client for providers that keep the visitor's session themselves, in a cookie of the site's own domain: they
 * exchange the code, and give no tokens.
 */
import type { CookieSessionProvider, UserOf } from '@sso-login/providers'
import { authorize } from './cookie-session/authorize.ts'
import { type Config, readConfig } from './cookie-session/config.ts'
import { finish } from './cookie-session/finish.ts'
import { logout } from './cookie-session/logout.ts'
import { callOf, sessionOf } from './cookie-session/request.ts'
import { start } from './cookie-session/start.ts'
import type { CookieSessionClient, CookieSessionClientOptions } from './cookie-session/types.ts'
import { user } from './cookie-session/user.ts'
import { identityOf } from './identity-of.ts'
import { readUrl } from './settings.ts'

/**
 * A client of `provider`, for a server or a page on a domain that the provider sets its cookie for.
 * @throws LoginError `invalid_config` with `key`, for anything that could only fail later.
 */
export function createCookieSessionClient<const P extends CookieSessionProvider>(
  provider: P,
  options: CookieSessionClientOptions,
): CookieSessionClient<P> {
  const config: Config = readConfig(provider, options)
  const { endpoints, clientId, callbackUri, transactionTtlSeconds } = config
  return {
    provider,
    endpoints,
    clientId,
    callbackUri,
    transactionTtlSeconds,
    start: async (startOptions) => start(config, startOptions),
    authorize: async (url, session, callOptions) =>
      authorize(config, readUrl('url', url, 'Pass the url of start.'), session, callOptions),
    finish: async (...callback) => (await finish(config, ...callback)) as UserOf<P>,
    sessionOf: (request) => sessionOf(provider, request),
    user: async (...session) => (await user(config, ...session)) as UserOf<P> | null,
    identityOf: (person) =>
      identityOf(callOf('user', undefined), provider.identity, Object(person)),
    logout: async (...session) => logout(config, ...session),
  }
}

export { createAuthDomain } from './cookie-session/auth-domain.ts'
export type {
  AuthDomain,
  AuthDomainOptions,
  CookieSession,
  CookieSessionClient,
  CookieSessionClientOptions,
  CookieSessionFinishOptions,
  CookieSessionStartOptions,
  CookieSessionTransaction,
  Credentials,
  NetworkOptions,
} from './cookie-session/types.ts'
export { isLoginError, LoginError, type LoginErrorCode } from './errors.ts'
