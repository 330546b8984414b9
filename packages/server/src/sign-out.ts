import { tell } from './hooks.ts'
import type { Parts } from './routes/route.ts'
import type { LiveSession } from './sessions.ts'
import { stored } from './stored.ts'

/** Ends a session, then its grant, unless the site keeps grants. Nothing that answers late revives either. */
export async function endSession(session: LiveSession, parts: Parts): Promise<void> {
  await parts.sessions.end(session)
  if (parts.settings.keepGrants) return
  const data = await parts.sessions.dataOf(session)
  if (data) await parts.partsOf(session.record.userId)?.grants.end(data.grantId)
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
  const { idToken } = (data && (await parts.grants.tokensOf(data.grantId))) ?? {}
  return parts.client.logoutUrl({ postLogoutRedirectUri, idToken })
}

export const tellLogout = (
  userKey: string,
  { settings: { hooks, keys, emit } }: Pick<Parts, 'settings'>,
): Promise<void> =>
  tell('onLogout', () => hooks.onLogout?.({ userId: keys.userIdOf(userKey) }), emit)
