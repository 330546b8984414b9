/** Who is signed in, and the end of it. */
import type { Handler } from '../../exchange.ts'
import { answerJson } from './answers.ts'
import { writtenAs } from './quirks.ts'
import type { BridgekeeperCore, State } from './state.ts'

/** Seen. */
const nobody = {
  error: { message: 'Could not find qt-auth cookie or X-QT-AUTH header, please Login.' },
}

export const userinfoEndpoint =
  (core: BridgekeeperCore, state: State): Handler =>
  (exchange) => {
    const session = state.sessionOf(exchange)
    if (!session) {
      exchange.rejection = 'nobody is signed in, or the session has ended'
      return answerJson(401, nobody)
    }
    exchange.user = session.person.username
    return answerJson(200, {
      user: userOf(core, session.person.user),
      [writtenAs(core.provider, 'active_sessions_count')]: state.count(session.person),
      source: 'bridgekeeper',
    })
  }

export const userOf = (
  { provider }: BridgekeeperCore,
  user: Readonly<Record<string, unknown>>,
): object =>
  Object.fromEntries(
    Object.entries(user).map(([name, value]) => [writtenAs(provider, name), value]),
  )

/** Documented: on all domains. Seen: 204. Chosen: also for whoever is not signed in. */
export const logoutEndpoint =
  ({ provider }: BridgekeeperCore, state: State): Handler =>
  (exchange) => {
    const session = state.sessionOf(exchange)
    if (session) state.end(session)
    exchange.user = session?.person.username ?? null
    const forget = `${provider.session.cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`
    return { status: 204, headers: { 'Set-Cookie': forget }, body: '' }
  }
