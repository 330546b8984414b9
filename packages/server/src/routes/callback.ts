import { LoginError, type Tokens, type Transaction } from '@sso-login/client'
import { redirect } from '../answers.ts'
import { sha256Base64Url } from '../base64url.ts'
import { type Cookies, readCookies } from '../cookies.ts'
import { endSession } from '../end-session.ts'
import { asLoginError } from '../grants.ts'
import { withError } from '../return-to.ts'
import type { LiveSession } from '../sessions.ts'
import { stored } from '../stored.ts'
import type { Parts, Route } from './route.ts'

/** `GET /callback`: back from the provider. Ends in a session, or where the visitor was with `sso_error`. */
export const callbackRoute: Route = async (request, parts) => {
  const { settings, transactions } = parts
  const { search, searchParams } = new URL(request.url)
  const cookies = readCookies(request)
  const state = searchParams.get('state')
  const { transaction, others } = await transactions.find(state, cookies)
  const returnTo = transaction?.returnTo ?? '/'
  const forget = state ? [await transactions.forget(state)] : []
  try {
    if (!transaction) return await withoutTransaction(state, others, cookies, parts)
    return redirect(returnTo, [...(await signIn(transaction, search, cookies, parts)), ...forget])
  } catch (error) {
    const failure = asLoginError(error, 'callback')
    if (failure.code === 'transaction_used' && (await liveSession(cookies, parts))) {
      return redirect(returnTo)
    }
    settings.emit({ type: 'login.failed', error: failure })
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
  transaction: Transaction,
  search: string,
  cookies: Cookies,
  parts: Parts,
): Promise<string[]> {
  const { client, settings } = parts
  const tokens = await client.finish(client.redirectUri.split('?')[0] + search, transaction, {
    take: (stateHash, expiresAt) =>
      stored('callback', () => settings.store.take(stateHash, expiresAt)),
  })
  const { userKey, cookie } = await keep(tokens, transaction, parts)
  // The browser that signs in anew leaves its old session behind, whoever's that was.
  const previous = await liveSession(cookies, parts)
  if (previous) await endSession(previous, parts).catch(() => {})
  settings.emit({ type: 'login.finished', userId: userKey })
  return [cookie]
}

/** From here on the provider has given tokens: whatever fails, they must not live on unused. */
async function keep(
  tokens: Tokens,
  { state, returnTo = '/' }: Transaction,
  { client, settings, sessions, grants }: Parts,
): Promise<{ userKey: string; cookie: string }> {
  let userKey = `${client.provider.id}:?`
  let grantId: string | undefined
  try {
    if (settings.requiredScopes.length > 0) {
      await client.requireScopes(tokens, settings.requiredScopes)
    }
    const identity = await client.identity(tokens)
    userKey = `${client.provider.id}:${identity.id}`
    grantId = await grants.create(userKey, tokens)
    const stateHash = await sha256Base64Url(state)
    const cookie = await sessions.start(identity, userKey, { grantId, stateHash, returnTo })
    return { userKey, cookie }
  } catch (error) {
    const failure = asLoginError(error, 'callback')
    if (grantId) await grants.records.delete({ id: grantId }).catch(() => {})
    // `requireScopes` has done it already.
    if (failure.code !== 'scope_missing') await grants.revoke(userKey, tokens)
    throw failure
  }
}
