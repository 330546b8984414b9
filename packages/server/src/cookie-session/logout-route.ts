import { failure } from '../answers.ts'
import { asLoginError } from '../as-login-error.ts'
import { readCookies } from '../cookies.ts'
import { logoutRoute } from '../routes/logout.ts'
import type { Route } from '../routes/route.ts'
import { type OwnParts, sessionIn } from './own-parts.ts'

/** `POST /logout`: here, and at the provider for all its domains. */
export const cookieLogoutRoute =
  ({ client }: OwnParts): Route =>
  async (request, parts) => {
    const session = sessionIn(readCookies(request), client)
    const answer = await logoutRoute(request, parts)
    try {
      await client.logout(session)
      return answer
    } catch (error) {
      // The visitor is told that they may be signed in still.
      const failed = asLoginError(error, 'logout')
      parts.settings.emit({ type: 'request.failed', error: failed })
      return failure(request, failed.code, answer.headers.getSetCookie())
    }
  }
