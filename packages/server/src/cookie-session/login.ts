/** A login whose provider keeps the session itself, in a cookie that reaches this site too. */
import { problem } from '../answers.ts'
import { createCallbacks } from '../callbacks.ts'
import { createExpiredGrants } from '../expired-grants.ts'
import { createGrants } from '../grants.ts'
import { invalid } from '../invalid.ts'
import type { AnyClient } from '../login-client.ts'
import type { Login } from '../login-methods.ts'
import { type LoginOptions, readOptions } from '../options.ts'
import type { Parts, Route } from '../routes/route.ts'
import { createSealer } from '../seal.ts'
import { createSessions } from '../sessions.ts'
import { pathOf } from '../site.ts'
import { surfaceOf } from '../surface.ts'
import { createTransactions } from '../transactions.ts'
import type { AnyCookieSessionClient } from './any-client.ts'
import { callbackRoute } from './callback-route.ts'
import type { CookieSessionHooks } from './hooks.ts'
import { loginRoute } from './login-route.ts'
import { cookieLogoutRoute } from './logout-route.ts'
import { followProvider } from './provider-check.ts'

/** What needs tokens does not exist. */
const tokenMethods = ['tokensFor', 'withTokens', 'fetchAs', 'refresh'] as const

/** What a login is without tokens: the same routes, guards and sessions. */
export type CookieSessionLogin = Omit<Login, (typeof tokenMethods)[number]>

/** What is about tokens or scopes, or a logout by a page. */
const tokenOptions = [
  'keepGrants',
  'requiredScopes',
  'onGrantLost',
  'postLogoutRedirectUri',
  'fetch',
] as const

export type CookieSessionLoginOptions<
  F extends string = string,
  R = Readonly<Record<string, unknown>>,
> = Omit<LoginOptions<string, F, R>, (typeof tokenOptions)[number] | keyof CookieSessionHooks> &
  CookieSessionHooks<R>

/** @throws LoginError `invalid_config`, with `key`. */
export function createCookieSessionLogin(
  client: AnyCookieSessionClient,
  options: object,
): CookieSessionLogin {
  for (const key of tokenOptions) {
    if (Object.hasOwn(Object(options), key)) {
      throw invalid(key, `There is no option ${key} without tokens.`, 'Leave it out.')
    }
  }
  const { allow, onLogin, ...rest } = Object(options) as CookieSessionLoginOptions
  for (const [key, hook] of Object.entries({ allow, onLogin })) {
    if (hook !== undefined && typeof hook !== 'function') {
      throw invalid(key, `${key} must be a function.`, 'Or leave it out.')
    }
  }
  const { provider, callbackUri, transactionTtlSeconds: ttlSeconds } = client
  requireSharedDomain(client)
  const hooks = { ...(allow && { allow }), ...(onLogin && { onLogin }) }
  // Nothing was granted: the sessions are all there is to end.
  const all = { ...rest, keepGrants: true } as LoginOptions
  const settings = readOptions(all, [{ provider, redirectUri: callbackUri, scopes: [] }])
  const sealer = createSealer(settings.secrets, settings.now)
  const ownSessions = createSessions(settings, sealer)
  const own = { client, hooks, ownSessions }
  // The routes that all protocols share ask a client for its provider, and for nothing else.
  const shown = { provider } as unknown as AnyClient
  const parts: Parts = {
    client: shown,
    routes: {
      login: loginRoute(own),
      callback: callbackRoute(own),
      logout: cookieLogoutRoute(own),
      'backchannel-logout': noRoute,
    },
    loginPath: pathOf(settings.site, 'login'),
    grants: createGrants(shown, settings, sealer),
    transactions: createTransactions({ sealer, site: settings.site, ttlSeconds }),
    callbacks: createCallbacks(settings, sealer),
    expiredGrants: createExpiredGrants(settings, () => null),
    settings,
    sessions: followProvider(ownSessions, client, settings),
    partsOf: () => null,
  }
  const absent = tokenMethods.map((method) => [method, refused(method, provider)])
  return {
    ...surfaceOf(parts, new Map([[provider.id, parts]])),
    async close() {},
    ...Object.fromEntries(absent),
  }
}

/** Else the provider's cookie never comes here, and nobody could ever sign in. */
function requireSharedDomain({ endpoints, callbackUri }: AnyCookieSessionClient): void {
  const [api, site] = [endpoints.userinfo ?? '', callbackUri].map((url) => new URL(url).hostname)
  const parent = (host = '') => host.split('.').slice(-2).join('.')
  const isName = (host = '') => /^[^[].*[a-z][^.]*$/i.test(host)
  if (api === site || (isName(api) && isName(site) && parent(api) === parent(site))) return
  throw invalid(
    'baseUrl',
    `The cookie of ${api} does not reach ${site}.`,
    'Let the provider answer on the domain of callbackUri.',
  )
}

/** There is none that could tell a site: it asks. */
const noRoute: Route = async (request) =>
  problem(request, 404, 'not_found', 'There is no such page.')

const refused =
  (method: string, { id }: { readonly id: string }) =>
  async () => {
    throw invalid(
      method,
      `${method} needs tokens, and ${id} gives none.`,
      'Ask the provider with the visitor’s own cookie, by user of the client.',
      { step: 'session' },
    )
  }
