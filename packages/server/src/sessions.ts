import { randomId, sha256Base64Url } from './base64url.ts'
import { createBoundedMap } from './bounded-map.ts'
import { type Cookies, cookieValues, type RequestLike } from './cookies.ts'
import type { Settings } from './options.ts'
import type { Sealer } from './seal.ts'
import { createSessionCookies, type SessionCookie } from './session-cookies.ts'
import type { SessionUser } from './session-user.ts'
import type { NewRecord, StoredRecord } from './store.ts'
import { asStoreError, stored, storedSurely } from './stored.ts'

export interface Session {
  user: SessionUser | null
  /** Epoch seconds; absent when nobody is signed in. */
  expiresAt?: number
}

/** Who signed in, by their key, and in which session of the provider. */
export type SessionOwner = Pick<NewRecord, 'userId' | 'providerSessionId'>

/** What is known of a sign-in besides who it is. */
export interface SignInFacts {
  /** Of the login that made it, so that its callback can be called again by reload or back. */
  stateHash: string
  returnTo: string
  userAgent: string | null
}

/** In the store, sealed. */
interface SessionData extends SignInFacts {
  grantId: string
  /** Epoch seconds. */
  startedAt: number
}

/** One of a person's sessions, for a page that lists their devices. */
export interface SessionInfo {
  /** For `endSession`; opens nothing. */
  id: string
  /** Epoch seconds. */
  startedAt: number
  /** Epoch seconds; later each time it is used. */
  expiresAt: number
  /** The browser's own words, shortened; null where it said nothing. */
  userAgent: string | null
}

/** A session as the store has it, whoever asks. */
export interface ListedSession {
  readonly id: string
  readonly record: StoredRecord
}

/** A session that is in the store at this moment, and whose cookie came along. */
export interface LiveSession extends SessionCookie {
  readonly record: StoredRecord
}

export interface Sessions {
  /** Makes a session, with an id that nobody has seen; returns its `Set-Cookie` line. */
  start(
    user: SessionUser,
    owner: SessionOwner,
    data: Omit<SessionData, 'startedAt'>,
  ): Promise<string>
  read(cookies: Cookies): Promise<LiveSession | null>
  /** Null where it was sealed with a secret that is gone. */
  dataOf(session: ListedSession): Promise<SessionData | null>
  /** Moves the idle expiry. Returns the new one, or null when the session was ended meanwhile. */
  roll(session: LiveSession): Promise<number | null>
  end(session: ListedSession): Promise<void>
  /** The `Set-Cookie` line with which further requests need not ask the store; null where they always do. */
  trustedCookie(session: LiveSession): Promise<string | null>
  /** The `Set-Cookie` line that forgets the session. */
  forgetCookie(): string
  of(request: RequestLike): Promise<Session>
  /** A person's, the newest first. */
  list(userKey: string): Promise<SessionInfo[]>
  /** The one of a person's that their list calls `listedId`; null where it is not there. */
  find(userKey: string, listedId: string): Promise<ListedSession | null>
}

/** A session's expiry is written at most this often. */
const rollEverySeconds = 60

const maxUserAgentCharacters = 300

/** Of sessions that answers under way may have read before their end. */
const maxEnded = 2000

const purposeOf = (id: string) => `session ${id}`

/** What a page may show: whoever reads it learns no session's own id. */
const listedIdOf = ({ id }: StoredRecord) => sha256Base64Url(`listed ${id}`)

export function createSessions(settings: Settings, sealer: Sealer): Sessions {
  const { store, now, keepGrants } = settings
  const { sessionTtlSeconds, idleTtlSeconds, trustCookieSeconds } = settings
  const cookies = createSessionCookies(settings, sealer)
  const records = store.sessions
  const nowSeconds = () => Math.floor(now() / 1000)
  const idleEnd = (endsAt: number) => Math.min(endsAt, nowSeconds() + idleTtlSeconds)
  // To write down each minute of use would be to ask the store each minute.
  const rollAfterSeconds =
    trustCookieSeconds > 0
      ? Math.max(trustCookieSeconds, idleTtlSeconds / 10)
      : Math.min(rollEverySeconds, idleTtlSeconds / 10)
  const isToRoll = (current: number, endsAt: number) =>
    idleEnd(endsAt) - current >= rollAfterSeconds

  const trusted = (expiresAt: number) =>
    trustCookieSeconds > 0
      ? { trust: { untilSeconds: nowSeconds() + trustCookieSeconds, expiresAt } }
      : {}

  /** What this process has ended, ended also for a look at the store that began before. */
  const ended = createBoundedMap<true>(maxEnded)

  async function live(cookie: SessionCookie): Promise<LiveSession | null> {
    const record = await stored('session', () => records.get(cookie.id))
    return record && !ended.get(cookie.id) ? { ...cookie, record } : null
  }

  async function read(sent: Cookies): Promise<LiveSession | null> {
    for (const value of sent.get(cookies.name) ?? []) {
      const cookie = await cookies.open(value)
      const session = cookie && (await live(cookie))
      if (session) return session
    }
    return null
  }

  /** By what the store said not long ago; but a use that has to be written down goes to the store. */
  function isTrusted(
    cookie: SessionCookie,
  ): cookie is SessionCookie & Required<Pick<SessionCookie, 'trust'>> {
    if (!cookie.trust || trustCookieSeconds === 0) return false
    const { untilSeconds, expiresAt } = cookie.trust
    const at = nowSeconds()
    return (
      at < Math.min(untilSeconds, expiresAt) &&
      // A clock that was ahead has trusted for longer than anybody may.
      untilSeconds <= at + trustCookieSeconds &&
      !isToRoll(expiresAt, cookie.endsAt)
    )
  }

  const dataOf = async ({ id, data }: StoredRecord) =>
    (await sealer.open(purposeOf(id), data)) as SessionData | null

  async function roll({ id, endsAt, record }: LiveSession): Promise<number | null> {
    const current = record.expiresAt ?? endsAt
    if (!isToRoll(current, endsAt)) return current
    const expiresAt = idleEnd(endsAt)
    if (!(await stored('session', () => records.touch(id, expiresAt)))) return null
    const data = keepGrants ? null : await dataOf(record)
    if (data) await stored('session', () => store.grants.touch(data.grantId, expiresAt))
    return expiresAt
  }

  return {
    async start(user, owner, { userAgent, ...data }) {
      const id = randomId()
      const startedAt = nowSeconds()
      const endsAt = startedAt + sessionTtlSeconds
      const kept: SessionData = {
        ...data,
        userAgent: userAgent?.slice(0, maxUserAgentCharacters) ?? null,
        startedAt,
      }
      const expiresAt = idleEnd(endsAt)
      const userKey = owner.userId
      const line = await cookies.line({ id, userKey, user, endsAt, ...trusted(expiresAt) })
      const record = {
        ...owner,
        id,
        data: await sealer.seal(purposeOf(id), kept),
        expiresAt,
      }
      try {
        await stored('session', () => records.create(record))
      } catch (error) {
        // It may be there, and its answer be lost: the person's list would show a device that nobody has.
        await records.delete({ id }).catch(() => {})
        throw error
      }
      return line
    },

    read,
    roll,

    dataOf: ({ record }) => dataOf(record),

    async list(userKey) {
      const found = await stored('session', () => records.list(userKey))
      const listed = await Promise.all(
        found.map(async (record) => {
          const data = await dataOf(record)
          if (!data) return null
          const { startedAt, userAgent } = data
          const expiresAt = record.expiresAt ?? startedAt + sessionTtlSeconds
          return { id: await listedIdOf(record), startedAt, expiresAt, userAgent }
        }),
      )
      return listed.filter((info) => info !== null)
    },

    async find(userKey, listedId) {
      for (const record of await stored('session', () => records.list(userKey))) {
        if ((await listedIdOf(record)) === listedId) return { id: record.id, record }
      }
      return null
    },

    async end({ id }) {
      await storedSurely('session', () => records.delete({ id }))
      ended.set(id, true)
    },

    async trustedCookie({ record, trust: _, ...session }) {
      if (trustCookieSeconds === 0) return null
      const { endsAt } = session
      return cookies.line({ ...session, ...trusted(record.expiresAt ?? endsAt) })
    },

    forgetCookie: cookies.forget,

    async of(request) {
      for (const value of cookieValues(request, cookies.name)) {
        const opening = cookies.open(value)
        const cookie = opening instanceof Promise ? await opening : opening
        if (!cookie) continue
        if (isTrusted(cookie))
          return { user: { ...cookie.user }, expiresAt: cookie.trust.expiresAt }
        const { id, user, endsAt } = cookie
        // `live` and `roll`, written out: in every request of a site, a promise more shows.
        let record: StoredRecord | null
        try {
          record = await records.get(id)
        } catch (cause) {
          throw asStoreError('session', cause)
        }
        if (!record || ended.get(id)) continue
        const current = record.expiresAt ?? endsAt
        const expiresAt = isToRoll(current, endsAt) ? await roll({ ...cookie, record }) : current
        if (expiresAt !== null) return { user: { ...user }, expiresAt }
      }
      return { user: null }
    },
  }
}
