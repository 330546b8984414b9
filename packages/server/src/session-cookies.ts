import { LoginError } from '@sso-login/client'
import { createBoundedMap } from './bounded-map.ts'
import { cookiePurpose, maxCookieCharacters, sessionCookieName, setCookie } from './cookies.ts'
import type { Settings } from './options.ts'
import type { Sealer } from './seal.ts'
import type { SessionUser } from './session-user.ts'

/** In the cookie: which session it is, and what a page shows of it. Whether it lives is the store's to say. */
export interface SessionCookie {
  id: string
  /** By the name that they have in the store: the site's own for them changes when it has several providers. */
  userKey: string
  user: SessionUser
  /** Epoch seconds; however much it is used, a session is over then. */
  endsAt: number
  /** What the store said, and until when that is good enough (`trustCookieSeconds`). */
  trust?: { untilSeconds: number; expiresAt: number }
}

export interface SessionCookies {
  readonly name: string
  /** The `Set-Cookie` line, for as long as the session may last. */
  line(cookie: SessionCookie): Promise<string>
  /** The `Set-Cookie` line that forgets the session. */
  forget(): string
  /** No promise where it is known: who waits for that waits for nothing, at a price that shows. */
  open(value: string): SessionCookie | null | Promise<SessionCookie | null>
}

/** Leaves room for the name and other cookies. */
const maxSealedCharacters = maxCookieCharacters - 500
const maxNameCharacters = 200

/** Of visitors who are there at the moment; about a kilobyte each. */
const maxOpened = 2000

/** As good as all of it to tell one from another. To hash all of it is half the cost of a request's session. */
const tagOf = (value: string) => value.slice(-22)

export function createSessionCookies(
  { site, keys, now }: Pick<Settings, 'site' | 'keys' | 'now'>,
  sealer: Sealer,
): SessionCookies {
  const name = sessionCookieName(site)
  const purpose = cookiePurpose(site, name)

  async function seal(cookie: SessionCookie): Promise<string> {
    const { id: _, ...shown } = cookie.user
    const shortName = shown.name && Array.from(shown.name).slice(0, maxNameCharacters).join('')
    const smaller: Omit<SessionUser, 'id'>[] = [
      shown,
      { ...shown, name: shortName },
      { name: shortName },
    ]
    for (const user of smaller) {
      const sealed = await sealer.seal(purpose, { ...cookie, user }, cookie.endsAt)
      if (sealed.length <= maxSealedCharacters) return sealed
    }
    throw new LoginError({
      code: 'response_invalid',
      step: 'session',
      message: 'The id that the provider gives this person is too long for a cookie.',
    })
  }

  /** A browser sends the same cookie again and again: what opened once opens for as long as it lasts. */
  const opened = createBoundedMap<{ value: string; cookie: SessionCookie }>(maxOpened)

  async function unseal(value: string): Promise<SessionCookie | null> {
    const sealed = (await sealer.open(purpose, value)) as SessionCookie | null
    if (!sealed || !keys.isKnown(sealed.userKey)) return null
    const user = { ...sealed.user, id: keys.userIdOf(sealed.userKey) }
    const cookie = { ...sealed, user }
    opened.set(tagOf(value), { value, cookie })
    return cookie
  }

  return {
    name,
    line: async (cookie) =>
      setCookie(site, name, await seal(cookie), cookie.endsAt - Math.floor(now() / 1000)),
    forget: () => setCookie(site, name, '', 0),
    open(value) {
      const known = opened.get(tagOf(value))
      if (known?.value !== value) return unseal(value)
      return known.cookie.endsAt > now() / 1000 ? known.cookie : null
    },
  }
}
