/** A session here counts as long as the provider's own: of the same person, in the same browser. */

import { asLoginError } from '../as-login-error.ts'
import { createBoundedMap } from '../bounded-map.ts'
import { type Cookies, cookieValues, readCookies } from '../cookies.ts'
import type { Settings } from '../options.ts'
import type { Sessions } from '../sessions.ts'
import type { AnyCookieSessionClient } from './any-client.ts'
import { sessionOf } from './own-parts.ts'

/** How long a page believes the provider's last word; `GET /session` always asks. */
const believedMs = 60_000

/** Of visitors who are there at the moment. */
const maxAsked = 2000

/** The id of who is signed in there; null: nobody; undefined: the provider does not say. */
type Verdict = Promise<string | null | undefined>

export function followProvider(
  sessions: Sessions,
  client: AnyCookieSessionClient,
  { now, emit }: Settings,
): Sessions {
  const cookieName = client.provider.session.cookie
  const asked = createBoundedMap<{ at: number; verdict: Verdict }>(maxAsked)

  async function ask(cookie: string): Verdict {
    const session = sessionOf(cookie, client)
    if (!session) return null
    try {
      const user = await client.user(session)
      return user && client.identityOf(user).id
    } catch (error) {
      // A provider that is down must not put everybody out: the session lives by its own time.
      emit({ type: 'request.failed', error: asLoginError(error, 'session') })
      return undefined
    }
  }

  async function isAlive(userId: string, cookie: string | undefined, isFresh: boolean) {
    if (cookie === undefined) return false
    const known = isFresh ? undefined : asked.get(cookie)
    const isKnown = known && now() - known.at < believedMs
    const verdict = isKnown ? known.verdict : ask(cookie)
    if (!isKnown) asked.set(cookie, { at: now(), verdict })
    const id = await verdict
    return id === undefined || id === userId
  }

  async function read(cookies: Cookies) {
    const session = await sessions.read(cookies)
    if (!session) return null
    if (await isAlive(session.user.id, cookies.get(cookieName)?.[0], true)) return session
    await sessions.end(session)
    return null
  }

  return {
    ...sessions,
    read,
    async of(request) {
      const session = await sessions.of(request)
      if (!session.user) return session
      const [cookie] = cookieValues(request, cookieName)
      if (await isAlive(session.user.id, cookie, false)) return session
      const ended = await sessions.read(readCookies(request))
      if (ended) await sessions.end(ended)
      return { user: null }
    },
  }
}
