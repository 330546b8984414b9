import type { CookieSessionTransaction } from '@sso-login/client/cookie-session'
import { letIn, personOf } from '../admit.ts'
import { nothing, redirect } from '../answers.ts'
import { asLoginError } from '../as-login-error.ts'
import { sha256Base64Url } from '../base64url.ts'
import { type Cookies, readCookies } from '../cookies.ts'
import { isFromSite } from '../origin.ts'
import { withError } from '../return-to.ts'
import { endOf } from '../routes/done.ts'
import { refusal } from '../routes/refusal.ts'
import type { Parts, Route } from '../routes/route.ts'
import type { Site } from '../site.ts'
import { stored } from '../stored.ts'
import type { KeptTransaction } from '../transactions.ts'
import { type OwnParts, sessionIn } from './own-parts.ts'

/** `GET /callback`: back from the provider, whose cookie is set by now. */
export const callbackRoute =
  (own: OwnParts): Route =>
  async (request, parts) => {
    const { settings, transactions, callbacks } = parts
    // What does not fit signs the visitor out at the provider: by a visit alone.
    if (isAsset(request, settings.site)) return nothing()
    const { search, searchParams } = new URL(request.url)
    const cookies = readCookies(request)
    const nonce = searchParams.get('nonce')
    const { transaction } = await transactions.find(nonce, cookies)
    const kept = transaction as (CookieSessionTransaction & KeptTransaction) | null
    const returnTo = endOf(kept ?? {}, settings.site)
    const forget = nonce ? [await transactions.forget(nonce)] : []
    // A session of theirs, and the provider agrees: reload or back after the login is done.
    const isDone = async () => (await parts.sessions.read(cookies).catch(() => null)) !== null
    const isRepeated = kept !== null && callbacks.isUnderWay(search)
    try {
      if (!kept && (await isDone())) return redirect('/')
      const run = () => signIn(own, kept, returnTo, request, cookies, parts)
      const signedIn = await (kept ? callbacks.once(search, run) : run())
      return redirect(returnTo, [...signedIn, ...forget])
    } catch (error) {
      const failed = asLoginError(error, 'callback')
      if (failed.code === 'transaction_used' && (await isDone())) return redirect(returnTo)
      if (!isRepeated) settings.emit({ type: 'login.failed', error: failed })
      // The provider would give the same person again, so that being somebody else needs a way of its own.
      if (failed.code === 'not_allowed') return refusal(request, failed, kept, parts, forget)
      return redirect(withError(returnTo, failed.code), forget)
    }
  }

/** An image or a script of somebody else's page: no answer of the provider comes that way (Fetch Metadata 2.2). */
function isAsset(request: Request, site: Site): boolean {
  const mode = request.headers.get('sec-fetch-mode')
  return mode !== null && mode !== 'navigate' && !isFromSite(request, site)
}

async function signIn(
  { client, hooks, ownSessions }: OwnParts,
  transaction: CookieSessionTransaction | null,
  returnTo: string,
  request: Request,
  cookies: Cookies,
  { settings }: Parts,
): Promise<string[]> {
  const found = await client.finish(request.url, transaction, {
    session: sessionIn(cookies, client),
    take: (hash, expiresAt) => stored('callback', () => settings.store.take(hash, expiresAt)),
  })
  const { user, userKey } = personOf(client.identityOf(found), client, settings)
  const resources = Object.fromEntries(settings.fields.map((field) => [field, found[field]]))
  await letIn({ user, resources }, hooks, [])
  const about = {
    // There is nothing to keep of what was granted.
    grantId: '',
    stateHash: await sha256Base64Url(transaction?.nonce ?? ''),
    returnTo,
    userAgent: request.headers.get('user-agent'),
  }
  const cookie = await ownSessions.start(user, { userId: userKey }, about)
  // The browser that signs in anew leaves its old session behind, whoever's that was.
  const previous = await ownSessions.read(cookies).catch(() => null)
  if (previous) await ownSessions.end(previous).catch(() => {})
  settings.emit({ type: 'login.finished', userId: userKey })
  return [cookie]
}
