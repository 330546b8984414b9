import type { Parts } from './routes/route.ts'
import type { LiveSession } from './sessions.ts'

/** Ends a session, then its grant, unless the site keeps grants. Nothing that answers late revives either. */
export async function endSession(
  session: LiveSession,
  { settings, sessions, grants }: Parts,
): Promise<void> {
  await sessions.end(session)
  if (settings.keepGrants) return
  const data = await sessions.dataOf(session)
  if (data) await grants.end(data.grantId)
}
