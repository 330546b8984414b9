/** The routes of a login whose provider keeps the session itself, where they differ from those of the others. */
import { LoginError } from '@sso-login/client'
import type { CookieSession, CookieSessionTransaction } from '@sso-login/client/cookie-session'
import { notAllowed } from '../admit.ts'
import { failure, nothing, problem, redirect, wordsFor } from '../answers.ts'
import { asLoginError } from '../as-login-error.ts'
import { sha256Base64Url } from '../base64url.ts'
import { type Cookies, readCookies } from '../cookies.ts'
import { isFromSite } from '../origin.ts'
import { errorIn, safeReturnTo, withError } from '../return-to.ts'
import { failureScript } from '../routes/done.ts'
import { isPrefetch } from '../routes/login.ts'
import { logoutRoute } from '../routes/logout.ts'
import type { Parts, Route } from '../routes/route.ts'
import type { Sessions } from '../sessions.ts'
import { pathOf, type Site } from '../site.ts'
import { stored } from '../stored.ts'
import type { KeptTransaction } from '../transactions.ts'
import type { AnyCookieSessionClient } from './any-client.ts'
import type { CookieSessionHooks } from './hooks.ts'

interface Of {
  readonly client: AnyCookieSessionClient
  readonly hooks: CookieSessionHooks
  /** Without asking the provider. */
  readonly ownSessions: Sessions
}

/** Kept as others are: by what ties the callback to this browser. */
const asKept = (transaction: CookieSessionTransaction) =>
  ({ ...transaction, state: transaction.nonce }) as CookieSessionTransaction & KeptTransaction

/** The visitor's, and no other cookie of theirs. */
function sessionIn(cookies: Cookies, { provider }: AnyCookieSessionClient): CookieSession | null {
  const cookie = cookies.get(provider.session.cookie)?.[0]
  return cookie ? { cookie } : null
}

/**
 * `GET /login?return_to=&switch=1&prompt=none&popup=1`: off to the provider. `switch`: signed out first, since the
 * provider asks nobody who is signed in. `prompt=none`: without a page for the visitor.
 */
export const loginRoute =
  (of: Of): Route =>
  async (request, parts) => {
    if (isPrefetch(request)) return nothing()
    const { client } = of
    const { settings, transactions } = parts
    const query = new URL(request.url).searchParams
    const asked = query.get('return_to') ?? '/'
    const returnTo = safeReturnTo(asked, settings.site)
    const isPopup = query.get('popup') === '1'
    const isSwitch = query.get('switch') === '1'
    const silent = query.get('prompt') === 'none' && !isSwitch
    // Whose page asks again because of the answer would be sent round in circles.
    if (silent && errorIn(asked) === 'login_required') {
      return redirect(withError(returnTo, 'login_required'))
    }
    try {
      const { url, transaction } = await client.start({ returnTo, silent, page: asked })
      const kept = { ...asKept(transaction), ...(isPopup && { popup: true as const }) }
      const cookies = await transactions.keep(kept, readCookies(request))
      // By a link of the site's own alone: nobody else may sign its visitors out.
      const isOwn = isSwitch && isFromSite(request, settings.site)
      const forget = isOwn ? [await signOut(of, request)] : []
      settings.emit({ type: 'login.started', provider: client.provider.id, silent })
      return redirect(url, [...cookies, ...forget])
    } catch (error) {
      const { code } = asLoginError(error, 'start')
      if (code !== 'login_required') throw error
      return redirect(withError(isPopup ? pathOf(settings.site, 'done') : returnTo, code))
    }
  }

/** Signs a visitor out here and at the provider; gives the line that forgets their session here. */
async function signOut({ client, ownSessions }: Of, request: Request): Promise<string> {
  const cookies = readCookies(request)
  await client.logout(sessionIn(cookies, client))
  const session = await ownSessions.read(cookies)
  if (session) await ownSessions.end(session)
  return ownSessions.forgetCookie()
}

/** `GET /callback`: back from the provider, whose cookie is set by now. */
export const callbackRoute =
  (of: Of): Route =>
  async (request, parts) => {
    const { settings, transactions, callbacks } = parts
    // What does not fit signs the visitor out at the provider: by a visit alone.
    if (isAsset(request, settings.site)) return nothing()
    const { search, searchParams } = new URL(request.url)
    const cookies = readCookies(request)
    const nonce = searchParams.get('nonce')
    const { transaction } = await transactions.find(nonce, cookies)
    const kept = transaction as (CookieSessionTransaction & KeptTransaction) | null
    const returnTo = kept?.popup ? pathOf(settings.site, 'done') : (kept?.returnTo ?? '/')
    const forget = nonce ? [await transactions.forget(nonce)] : []
    // A session of theirs, and the provider agrees: reload or back after the login is done.
    const isDone = async () => (await parts.sessions.read(cookies).catch(() => null)) !== null
    const isRepeated = kept !== null && callbacks.isUnderWay(search)
    try {
      if (!kept && (await isDone())) return redirect('/')
      const run = () => signIn(of, kept, returnTo, request, cookies, parts)
      const signedIn = await (kept ? callbacks.once(search, run) : run())
      return redirect(returnTo, [...signedIn, ...forget])
    } catch (error) {
      const failed = asLoginError(error, 'callback')
      if (failed.code === 'transaction_used' && (await isDone())) return redirect(returnTo)
      if (!isRepeated) settings.emit({ type: 'login.failed', error: failed })
      if (failed.code === 'not_allowed') {
        return refusal(request, failed, kept, parts, forget)
      }
      return redirect(withError(returnTo, failed.code), forget)
    }
  }

/** Why not. The provider would give the same person again, so that being somebody else needs a way of its own. */
function refusal(
  request: Request,
  { hint }: LoginError,
  kept: KeptTransaction | null,
  { loginPath, settings: { site } }: Parts,
  cookies: readonly string[],
): Response {
  const again = new URLSearchParams({
    switch: '1',
    return_to: kept?.returnTo ?? '/',
    ...(kept?.popup ? { popup: '1' } : {}),
  })
  return problem(request, 403, 'not_allowed', hint ?? wordsFor('not_allowed'), cookies, {
    links: [{ href: `${loginPath}?${again}`, text: ({ switchUser }) => switchUser }],
    ...(kept?.popup ? { script: failureScript(site, 'not_allowed') } : {}),
  })
}

/** An image or a script of somebody else's page: no answer of the provider comes that way (Fetch Metadata 2.2). */
function isAsset(request: Request, site: Site): boolean {
  const mode = request.headers.get('sec-fetch-mode')
  return mode !== null && mode !== 'navigate' && !isFromSite(request, site)
}

async function signIn(
  { client, hooks, ownSessions }: Of,
  transaction: CookieSessionTransaction | null,
  returnTo: string,
  request: Request,
  cookies: Cookies,
  { settings }: Parts,
): Promise<string[]> {
  const person = await client.finish(request.url, transaction, {
    session: sessionIn(cookies, client),
    take: (hash, expiresAt) => stored('callback', () => settings.store.take(hash, expiresAt)),
  })
  const { id, name, picture } = client.identityOf(person)
  const userKey = `${client.provider.id}:${id}`
  const user = { id: settings.keys.userIdOf(userKey), name, ...(picture ? { picture } : {}) }
  const resources = Object.fromEntries(settings.fields.map((field) => [field, person[field]]))
  const verdict = hooks.allow ? await hooks.allow(resources) : true
  if (verdict !== true) throw notAllowed(verdict, [])
  await hooks.onLogin?.({ user, resources })
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

/** `POST /logout`: here, and at the provider for all its domains. */
export const cookieLogoutRoute =
  ({ client }: Of): Route =>
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

/** There is none that could tell a site: it asks. */
export const noRoute: Route = async (request) =>
  problem(request, 404, 'not_found', 'There is no such page.')

export const refused =
  (method: string, { id }: { readonly id: string }) =>
  async () => {
    throw new LoginError({
      code: 'invalid_config',
      step: 'session',
      key: method,
      message: `${method} needs tokens, and ${id} gives none.`,
      hint: 'Ask the provider with the visitor’s own cookie, by user of the client.',
    })
  }
