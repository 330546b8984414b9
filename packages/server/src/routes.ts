import type { LoginError } from '@sso-login/client'
import { failure, nothing, problem } from './answers.ts'
import { asLoginError } from './as-login-error.ts'
import { checkWebRequest } from './check-request.ts'
import { backchannelLogoutRoute } from './routes/backchannel-logout.ts'
import { callbackRoute } from './routes/callback.ts'
import { chooseRoute } from './routes/choose.ts'
import { doneRoute, doneScriptRoute } from './routes/done.ts'
import { loginRoute } from './routes/login.ts'
import { logoutRoute } from './routes/logout.ts'
import type { Parts, Route } from './routes/route.ts'
import { sessionRoute } from './routes/session.ts'
import { pathBelow, type RouteName, type Site } from './site.ts'

interface Entry {
  readonly method: 'GET' | 'POST'
  readonly route: Route
  /** A login is neither started nor finished by who only looks: HEAD is answered as a prefetch is. */
  readonly changes?: true
  /** Each provider has its own, where the site has several. */
  readonly perProvider?: true
}

const routes: Readonly<Record<RouteName, Entry>> = {
  login: { method: 'GET', route: loginRoute, changes: true, perProvider: true },
  callback: { method: 'GET', route: callbackRoute, changes: true, perProvider: true },
  session: { method: 'GET', route: sessionRoute },
  logout: { method: 'POST', route: logoutRoute },
  done: { method: 'GET', route: doneRoute },
  'done.js': { method: 'GET', route: doneScriptRoute },
  'backchannel-logout': { method: 'POST', route: backchannelLogoutRoute, perProvider: true },
}

interface Found extends Omit<Entry, 'perProvider'> {
  readonly name: RouteName
  readonly parts: Parts
}

function find(site: Site, pathname: string, providers: Providers): Found | null {
  const [name = '', providerId, ...more] = pathBelow(site, pathname)?.split('/') ?? []
  if (!Object.hasOwn(routes, name) || more.length > 0) return null
  const { perProvider, ...entry } = routes[name as RouteName]
  const found = { name: name as RouteName, ...entry }
  const [first, second] = providers.values()
  if (!first) return null
  if (providerId !== undefined) {
    const parts = perProvider && second && providers.get(providerId)
    return parts ? { ...found, parts } : null
  }
  if (!perProvider || !second) return { ...found, parts: first }
  return name === 'login' ? { ...found, route: chooseRoute(providers), parts: first } : null
}

/** By id. */
export type Providers = ReadonlyMap<string, Parts>

export const isRoute = (site: Site, pathname: string, providers: Providers): boolean =>
  find(site, pathname, providers) !== null

/**
 * Answers every request; whatever fails becomes an answer.
 * @throws LoginError `invalid_config`, key `request`, for what is no `Request`.
 */
export async function answer(
  request: Request,
  site: Site,
  providers: Providers,
): Promise<Response> {
  checkWebRequest(request)
  const found = find(site, new URL(request.url).pathname, providers)
  if (!found) return problem(request, 404, 'not_found', 'There is no such page.')
  const { name, method, changes, parts } = found
  const route = parts.routes?.[name] ?? found.route
  // RFC 9110 9.1: wherever there is a GET there is a HEAD.
  const isHead = request.method === 'HEAD' && method === 'GET'
  if (request.method !== method && !isHead) {
    const refusal = problem(request, 405, 'method_not_allowed', `This takes ${method} only.`)
    refusal.headers.set('Allow', method === 'GET' ? 'GET, HEAD' : method)
    return refusal
  }
  if (isHead && changes) return nothing()
  try {
    const answered = await route(request, parts)
    return isHead ? new Response(null, answered) : answered
  } catch (error) {
    const failed: LoginError = asLoginError(error, name === 'logout' ? 'logout' : 'session')
    parts.settings.emit({ type: 'request.failed', error: failed })
    return failure(request, failed.code)
  }
}
