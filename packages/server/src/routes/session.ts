import { json } from '../answers.ts'
import { readCookies } from '../cookies.ts'
import { pathOf } from '../site.ts'
import type { Route } from './route.ts'

/** `GET /session`: who is signed in, as the element asks it. Never prolongs the session. */
export const sessionRoute: Route = async (request, { settings: { site }, sessions }) => {
  const session = await sessions.read(readCookies(request))
  const login = pathOf(site, 'login')
  return json({
    ...(session
      ? { user: session.user, expiresAt: session.record.expiresAt ?? session.endsAt }
      : { user: null }),
    links: { login, logout: pathOf(site, 'logout'), switch: `${login}?switch=1` },
  })
}
