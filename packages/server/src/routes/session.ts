import { json } from '../answers.ts'
import { asLoginError } from '../as-login-error.ts'
import { readCookies } from '../cookies.ts'
import { pathOf } from '../site.ts'
import { canSwitchUser } from '../switch-user.ts'
import type { Route } from './route.ts'

/**
 * `GET /session`: who is signed in, as the element asks it. Never prolongs the session. Always 200: when the store does
 * not answer, nobody is shown as signed in, and `error` says that this is not known.
 */
export const sessionRoute: Route = async (request, parts) => {
  const { client, loginPath, settings, sessions } = parts
  const { site, emit } = settings
  const login = pathOf(site, 'login')
  const canSwitch = loginPath !== login || canSwitchUser(client.provider)
  const links = {
    login,
    logout: pathOf(site, 'logout'),
    ...(canSwitch ? { switch: `${login}?switch=1` } : {}),
  }
  try {
    const session = await sessions.read(readCookies(request))
    if (!session) return json({ user: null, links })
    const answer = json({
      user: session.user,
      expiresAt: session.record.expiresAt ?? session.endsAt,
      links,
    })
    const cookie = await sessions.trustedCookie(session)
    if (cookie) answer.headers.append('Set-Cookie', cookie)
    return answer
  } catch (error) {
    const failed = asLoginError(error, 'session')
    emit({ type: 'request.failed', error: failed })
    return json({ user: null, error: failed.code, links })
  }
}
