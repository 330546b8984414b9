import { LoginError } from '@sso-login/client'
import { json, nothing, problem, redirect, wantsJson } from '../answers.ts'
import { asLoginError } from '../as-login-error.ts'
import { readCookies } from '../cookies.ts'
import { readForm } from '../form.ts'
import { isFromSite } from '../origin.ts'
import { safeReturnTo } from '../return-to.ts'
import { endSession, providerLogoutUrl, tellLogout } from '../sign-out.ts'
import type { Route } from './route.ts'

/**
 * `POST /logout`, by a plain form or by a script of this site. Where the visitor is signed out of the provider too, the
 * form goes there, and a script is told `{"location"}`.
 */
export const logoutRoute: Route = async (request, parts) => {
  const { settings, sessions } = parts
  const { site, emit } = settings
  if (!isFromSite(request, site)) {
    throw new LoginError({
      code: 'cross_site_request',
      step: 'logout',
      message: 'A logout came from another site.',
      hint: 'Post to it from a page of the site that the redirect URI belongs to.',
    })
  }
  const forget = [sessions.forgetCookie()]
  let away: string | null = null
  try {
    const session = await sessions.read(readCookies(request))
    if (session) {
      away = await providerLogoutUrl(session, parts)
      await endSession(session, parts)
      emit({ type: 'logout.finished', userId: session.record.userId })
      await tellLogout(session.record.userId, parts)
    }
  } catch (error) {
    // The cookie goes: who leaves a shared machine must not be signed in there when the store is back. What it stood for
    // nobody finds any more, and it ends when it was left idle.
    const failed = asLoginError(error, 'logout')
    emit({ type: 'request.failed', error: failed })
    return problem(request, 503, failed.code, ({ loggedOutHere }) => loggedOutHere, forget)
  }
  if (wantsJson(request)) return away ? json({ location: away }, 200, forget) : nothing(forget)
  if (away) return redirect(away, forget)
  return redirect(safeReturnTo(await returnToOf(request), site), forget)
}

/** Of the query, or of the form that was posted: one that cannot be read, since others have read it, says nothing. */
async function returnToOf(request: Request): Promise<string | null> {
  const asked = new URL(request.url).searchParams.get('return_to')
  if (asked !== null) return asked
  const form = await readForm(request).catch(() => null)
  return form?.get('return_to') ?? null
}
