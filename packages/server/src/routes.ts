import type { LoginError } from '@sso-login/client'
import { failure, problem } from './answers.ts'
import { asLoginError } from './grants.ts'
import { callbackRoute } from './routes/callback.ts'
import { loginRoute } from './routes/login.ts'
import { logoutRoute } from './routes/logout.ts'
import type { Parts, Route } from './routes/route.ts'
import { sessionRoute } from './routes/session.ts'
import { pathBelow, type RouteName, type Site } from './site.ts'

const routes: Readonly<Record<RouteName, { method: 'GET' | 'POST'; route: Route }>> = {
  login: { method: 'GET', route: loginRoute },
  callback: { method: 'GET', route: callbackRoute },
  session: { method: 'GET', route: sessionRoute },
  logout: { method: 'POST', route: logoutRoute },
}

const routeName = (site: Site, pathname: string): RouteName | null => {
  const name = pathBelow(site, pathname)
  return name !== null && Object.hasOwn(routes, name) ? (name as RouteName) : null
}

export const isRoute = (site: Site, pathname: string): boolean => routeName(site, pathname) !== null

/** Answers every request; nothing is thrown out of it. */
export async function answer(request: Request, parts: Parts): Promise<Response> {
  const name = routeName(parts.settings.site, new URL(request.url).pathname)
  if (!name) return problem(request, 404, 'not_found', 'There is no such page.')
  const { method, route } = routes[name]
  if (request.method !== method) {
    const refusal = problem(request, 405, 'method_not_allowed', `This takes ${method} only.`)
    refusal.headers.set('Allow', method)
    return refusal
  }
  try {
    return await route(request, parts)
  } catch (error) {
    const failed: LoginError = asLoginError(error, name === 'logout' ? 'logout' : 'session')
    parts.settings.emit({ type: 'request.failed', error: failed })
    return failure(request, failed.code)
  }
}
