import { LoginError, type Tokens } from '@sso-login/client'
import { admit } from '../admit.ts'
import { redirect } from '../answers.ts'
import { asLoginError } from '../as-login-error.ts'
import { randomId, sha256Base64Url } from '../base64url.ts'
import { type Cookies, readCookies } from '../cookies.ts'
import { providerSessionOf } from '../provider-session.ts'
import { withError } from '../return-to.ts'
import type { LiveSession, SessionOwner, SignInFacts } from '../sessions.ts'
import { replaceSession } from '../sign-out.ts'
import { stored, storedSurely } from '../stored.ts'
import type { KeptTransaction } from '../transactions.ts'
import { endOf } from './done.ts'
import { refusal } from './refusal.ts'
import type { Parts, Route } from './route.ts'

/**
 * `GET /callback`: back from the provider. Ends in a session, or where the visitor was with `sso_error`; in a popup,
 * both on its last page. Whom the site does not let in is told so here: where they were, the site might send them off
 * to sign in again.
 */
export const callbackRoute: Route = async (request, parts) => {
  const { settings, transactions, callbacks } = parts
  const { search, searchParams } = new URL(request.url)
  const cookies = readCookies(request)
  const state = searchParams.get('state')
  const { transaction, others } = await transactions.find(state, cookies)
  const returnTo = endOf(transaction ?? {}, settings.site)
  const forget = state ? [await transactions.forget(state)] : []
  const isRepeated = transaction !== null && callbacks.isUnderWay(search)
  try {
    if (!transaction) return await withoutTransaction(state, others, cookies, parts)
    const signedIn = await callbacks.once(search, () =>
      signIn(transaction, returnTo, request, cookies, parts),
    )
    return redirect(returnTo, [...signedIn, ...forget])
  } catch (error) {
    const failure = asLoginError(error, 'callback')
    if (failure.code === 'transaction_used' && (await liveSession(cookies, parts))) {
      return redirect(returnTo)
    }
    if (!isRepeated) settings.emit({ type: 'login.failed', error: failure })
    if (failure.code === 'not_allowed') {
      return refusal(request, failure, transaction, parts, forget)
    }
    return redirect(withError(returnTo, failure.code), forget)
  }
}

/** Reload and back come here after the login is done: with a session they simply go on. */
async function withoutTransaction(
  state: string | null,
  others: boolean,
  cookies: Cookies,
  parts: Parts,
): Promise<Response> {
  const session = await parts.sessions.read(cookies)
  if (session) {
    const data = await parts.sessions.dataOf(session)
    const isOfThisLogin = state !== null && data?.stateHash === (await sha256Base64Url(state))
    return redirect(isOfThisLogin && data ? data.returnTo : '/')
  }
  throw others
    ? new LoginError({
        code: 'state_mismatch',
        step: 'callback',
        message: 'The callback belongs to none of the logins that this browser has started.',
        hint: 'It was changed on the way, or made for another browser.',
      })
    : new LoginError({
        code: 'transaction_missing',
        step: 'callback',
        message: 'This browser has started no login, or its cookie did not come along.',
        hint: 'Start at the login route, on the host of the redirect URI.',
      })
}

/** A session that cannot be read is none: what failed before is what is told. */
const liveSession = (cookies: Cookies, { sessions }: Parts): Promise<LiveSession | null> =>
  sessions.read(cookies).catch(() => null)

/** Exchanges the code and makes grant and session, both or neither; returns the `Set-Cookie` lines. */
async function signIn(
  transaction: KeptTransaction,
  returnTo: string,
  request: Request,
  cookies: Cookies,
  parts: Parts,
): Promise<string[]> {
  const { client, settings } = parts
  const callback = client.redirectUri.split('?')[0] + new URL(request.url).search
  const tokens = await client.finish(callback, transaction, {
    take: (stateHash, expiresAt) =>
      stored('callback', () => settings.store.take(stateHash, expiresAt)),
  })
  const about = {
    stateHash: await sha256Base64Url(transaction.state),
    returnTo,
    userAgent: request.headers.get('user-agent'),
  }
  const { owner, cookie } = await keep(tokens, about, parts)
  // The browser that signs in anew leaves its old session behind, whoever's that was.
  const previous = await liveSession(cookies, parts)
  if (previous) await replaceSession(previous, owner, parts).catch(() => {})
  settings.emit({ type: 'login.finished', userId: owner.userId })
  parts.expiredGrants.sweep()
  parts.expiredGrants.endOldest(owner.userId)
  return [cookie]
}

/** From here on the provider has given tokens: whatever fails, they must not live on unused. */
async function keep(
  tokens: Tokens,
  about: SignInFacts,
  parts: Parts,
): Promise<{ owner: SessionOwner; cookie: string }> {
  const { client, settings, sessions, grants } = parts
  let userKey = `${client.provider.id}:?`
  let grantId: string | undefined
  try {
    if (settings.requiredScopes.length > 0) {
      await client.requireScopes(tokens, settings.requiredScopes)
    }
    const admitted = await admit(tokens, await client.identity(tokens), parts)
    userKey = admitted.userKey
    // Known before it is kept: the store may keep it, and its answer be lost.
    grantId = randomId()
    await grants.create(userKey, tokens, grantId)
    const owner = { userId: userKey, ...providerSessionOf(client.provider, tokens) }
    const cookie = await sessions.start(admitted.user, owner, { grantId, ...about })
    return { owner, cookie }
  } catch (error) {
    const failure = asLoginError(error, 'callback')
    // `requireScopes` has done it already.
    if (failure.code !== 'scope_missing' && (await isForgotten(grantId, parts))) {
      await grants.revoke(userKey, tokens)
    }
    throw failure
  }
}

/** What stays in the store is the person's newest grant, which others go by: better used until its time is over than dead. */
const isForgotten = async (id: string | undefined, { grants }: Parts): Promise<boolean> =>
  id === undefined ||
  storedSurely('callback', () => grants.records.delete({ id })).then(
    () => true,
    () => false,
  )
