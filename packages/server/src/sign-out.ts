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

/** Ends all of a person's sessions, and their grants unless the site keeps them; returns how many sessions went. */
export async function endSessions(userKey: string, parts: Parts): Promise<number> {
  const { settings } = parts
  const ended = await stored('logout', () => settings.store.sessions.delete({ userId: userKey }))
  const grants = settings.keepGrants ? undefined : parts.partsOf(userKey)?.grants
  const records = grants ? await stored('logout', () => grants.records.list(userKey)) : []
  await Promise.all(records.map(({ id }) => grants?.end(id)))
  settings.emit({ type: 'sessions.ended', userId: userKey, sessions: ended })
  await tellLogout(userKey, parts)
  return ended
}

export const tellLogout = (
  userKey: string,
  { settings: { hooks, keys, emit } }: Pick<Parts, 'settings'>,
): Promise<void> =>
  tell('onLogout', () => hooks.onLogout?.({ userId: keys.userIdOf(userKey) }), emit)
