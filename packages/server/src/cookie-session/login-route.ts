import type { CookieSessionTransaction } from '@sso-login/client/cookie-session'
import { nothing, redirect } from '../answers.ts'
import { asLoginError } from '../as-login-error.ts'
import { readCookies } from '../cookies.ts'
import { isFromSite } from '../origin.ts'
import {
  isAskedAgain,
  isPrefetch,
  loginRequired,
  readLoginRequest,
} from '../routes/login-request.ts'
import type { Route } from '../routes/route.ts'
import type { KeptTransaction } from '../transactions.ts'
import { type OwnParts, sessionIn } from './own-parts.ts'

/** Kept as others are: by what ties the callback to this browser. */
const asKept = (transaction: CookieSessionTransaction) =>
  ({ ...transaction, state: transaction.nonce }) as CookieSessionTransaction & KeptTransaction

/**
 * `GET /login?return_to=&switch=1&prompt=none&popup=1`: off to the provider. `switch`: signed out first, since the
 * provider asks nobody who is signed in. `prompt=none`: without a page for the visitor.
 */
export const loginRoute =
  (own: OwnParts): Route =>
  async (request, { settings, transactions }) => {
    if (isPrefetch(request)) return nothing()
    const { client } = own
    const asked = readLoginRequest(request, settings.site)
    if (isAskedAgain(asked)) return loginRequired(asked, settings.site)
    const { page, returnTo, popup, isSwitch, isSilent: silent } = asked
    try {
      const { url, transaction } = await client.start({ returnTo, silent, page })
      const kept = { ...asKept(transaction), ...(popup && { popup }) }
      const cookies = await transactions.keep(kept, readCookies(request))
      // By a link of the site's own alone: nobody else may sign its visitors out.
      const isOwn = isSwitch && isFromSite(request, settings.site)
      const forget = isOwn ? [await signOut(own, request)] : []
      settings.emit({ type: 'login.started', provider: client.provider.id, silent })
      return redirect(url, [...cookies, ...forget])
    } catch (error) {
      if (asLoginError(error, 'start').code !== 'login_required') throw error
      return loginRequired(asked, settings.site)
    }
  }

/** Signs a visitor out here and at the provider; gives the line that forgets their session here. */
async function signOut({ client, ownSessions }: OwnParts, request: Request): Promise<string> {
  const cookies = readCookies(request)
  await client.logout(sessionIn(cookies, client))
  const session = await ownSessions.read(cookies)
  if (session) await ownSessions.end(session)
  return ownSessions.forgetCookie()
}
