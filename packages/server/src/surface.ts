/** What every login is to a site, whatever its provider's protocol: routes, guards and its own sessions. */
import { createExpressAdapter } from './adapters/express.ts'
import { createFastifyAdapter } from './adapters/fastify.ts'
import { createHonoAdapter } from './adapters/hono.ts'
import { createNextAdapter } from './adapters/next.ts'
import { createNodeAdapter } from './adapters/node.ts'
import { checkTimeout, readCallOptions } from './call-options.ts'
import { checkRequest } from './check-request.ts'
import { checkHealth } from './health.ts'
import type { Login } from './login-methods.ts'
import { isFromSite } from './origin.ts'
import { createGuard } from './require-login.ts'
import type { Parts } from './routes/route.ts'
import { answer, isRoute, type Providers } from './routes.ts'
import { endListedSession, endSessions } from './sign-out.ts'

export type Surface = Omit<Login, 'tokensFor' | 'withTokens' | 'fetchAs' | 'refresh' | 'close'>

export function surfaceOf(first: Parts, providers: Providers): Surface {
  const { settings, sessions } = first
  const { site, keys, store, now } = settings
  const guard = createGuard(first)
  const { requireLogin, askToLogin, session } = guard
  const fetch = (request: Request) => answer(request, site, providers)
  const node = createNodeAdapter(site, fetch, guard)
  return {
    fetch,
    node: () => node,
    express: () =>
      createExpressAdapter(site, (pathname) => isRoute(site, pathname, providers), node),
    fastify: () => createFastifyAdapter(site, fetch, guard),
    hono: () => createHonoAdapter(fetch, requireLogin),
    next: () => createNextAdapter(fetch, requireLogin),
    session,
    requireLogin,
    askToLogin,
    isFromSite(request) {
      checkRequest(request)
      return isFromSite(request, site)
    },
    sessions: async (userId) => sessions.list(keys.of(userId)),
    endSession: async (userId, id) => endListedSession(keys.of(userId), id, first),
    signOutEverywhere: async (userId) => endSessions(keys.of(userId), first),
    async health(options) {
      const { timeoutMs = 2000 } = readCallOptions(options, 'session')
      checkTimeout(timeoutMs, 'session')
      return checkHealth(store, now, timeoutMs)
    },
  }
}
