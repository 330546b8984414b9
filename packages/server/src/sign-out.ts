import { notOpened } from './grants.ts'
import { tell } from './hooks.ts'
import { belongsToProviderSession } from './provider-session.ts'
import type { Parts } from './routes/route.ts'
import type { ListedSession, LiveSession, SessionOwner } from './sessions.ts'
import { stored } from './stored.ts'

/** Ends a session and its grant, unless the site keeps grants. Nothing that answers late revives either. */
export async function endSession(session: ListedSession, parts: Parts): Promise<void> {
  const grantId = await grantIdOf(session, parts)
  await bothOf(
    parts.sessions.end(session),
    grantId === null ? null : parts.partsOf(session.record.userId)?.grants.end(grantId),
  )
}

/** Of the grant to end with a session; null where it is kept, or where nobody can tell, which the site hears of. */
async function grantIdOf(
  session: ListedSession,
  { sessions, settings: { keepGrants, emit } }: Parts,
): Promise<string | null> {
  if (keepGrants) return null
  const data = await sessions.dataOf(session)
  if (data) return data.grantId
  emit({ type: 'revoke.failed', userId: session.record.userId, error: notOpened('session') })
  return null
}

/** The one is ended although the other cannot be: nobody finds it by that any more. */
async function bothOf(...ends: [Promise<void>, Promise<void> | null | undefined]): Promise<void> {
  for (const end of await Promise.allSettled(ends)) {
    if (end.status === 'rejected') throw end.reason
  }
}

/**
 * Ends the session that a new sign-in of this browser takes the place of; without revoking its tokens where the new ones would
 * die with them.
 */
export async function replaceSession(
  previous: LiveSession,
  { userId, providerSessionId }: SessionOwner,
  parts: Parts,
): Promise<void> {
  const { record } = previous
  const isShared = record.userId === userId && record.providerSessionId === providerSessionId
  if (!isShared || !belongsToProviderSession(parts.client)) return endSession(previous, parts)
  await parts.sessions.end(previous)
  const id = await grantIdOf(previous, parts)
  if (id !== null) await stored('logout', () => parts.grants.records.delete({ id }))
}

/** Ends the one of a person's sessions that their list calls `listedId`; false where there is none. */
export async function endListedSession(
  userKey: string,
  listedId: string,
  parts: Parts,
): Promise<boolean> {
  const session = await parts.sessions.find(userKey, listedId)
  if (!session) return false
  await endSession(session, parts)
  parts.settings.emit({ type: 'sessions.ended', userId: userKey, sessions: 1 })
  await tellLogout(userKey, parts)
  return true
}

/**
 * Ends all of a person's sessions, and their grants unless the site keeps them; returns how many sessions went.
 * @param providerSessionId Only those that began in this session of the provider.
 */
export async function endSessions(
  userKey: string,
  parts: Parts,
  providerSessionId?: string,
): Promise<number> {
  const { settings } = parts
  const those = providerSessionId === undefined ? { userId: userKey } : { providerSessionId }
  const ended = await stored('logout', () => settings.store.sessions.delete(those))
  const grants = settings.keepGrants ? undefined : parts.partsOf(userKey)?.grants
  const records = grants ? await stored('logout', () => grants.records.list(userKey)) : []
  const over = records.filter(
    (record) => providerSessionId === undefined || record.providerSessionId === providerSessionId,
  )
  await Promise.all(over.map(({ id }) => grants?.end(id)))
  settings.emit({ type: 'sessions.ended', userId: userKey, sessions: ended })
  await tellLogout(userKey, parts)
  return ended
}

/** Where a visitor goes to be signed out of the provider too; null where that is not wanted. */
export async function providerLogoutUrl(
  session: LiveSession,
  { settings, sessions, partsOf }: Parts,
): Promise<string | null> {
  const { postLogoutRedirectUri } = settings
  const parts = partsOf(session.record.userId)
  if (postLogoutRedirectUri === undefined || !parts?.client.logoutUrl) return null
  const data = await sessions.dataOf(session)
  // Without the hint the provider asks the person; no reason to keep them signed in here.
  const tokens = data && (await parts.grants.tokensOf(data.grantId).catch(() => null))
  return parts.client.logoutUrl({ postLogoutRedirectUri, idToken: tokens?.idToken })
}

export const tellLogout = (
  userKey: string,
  { settings: { hooks, keys, emit } }: Pick<Parts, 'settings'>,
): Promise<void> =>
  tell('onLogout', () => hooks.onLogout?.({ userId: keys.userIdOf(userKey) }), emit)
