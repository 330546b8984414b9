/** Who is signed in on which domain: a domain's session is its cookie, and those of one sign-in end together. */
import type { CookieSessionProvider } from '@sso-login/providers'
import { BoundedMap } from '../../bounded-map.ts'
import type { Core } from '../../core.ts'
import type { Exchange } from '../../exchange.ts'
import type { Headers } from '../../http-message.ts'
import type { Person } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { base64UrlText } from '../standard/base64url.ts'

export type BridgekeeperCore = Core<CookieSessionProvider>

/** One domain's part of a sign-in. */
export interface DomainSession {
  readonly id: string
  readonly person: Person
  /** The session that the sign-in itself made. */
  readonly root: string
}

export interface Code {
  /** The sign-in that it stands for. */
  readonly root: string
  readonly person: Person
  readonly client: RegisteredClient
  readonly callbackUri: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

export interface Otp {
  readonly code: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

export interface State {
  /** By the cookie, or by the header. */
  readonly sessionOf: (exchange: Exchange) => DomainSession | undefined
  /** A session on one more domain; without a root, the first of a sign-in. */
  readonly begin: (person: Person, root?: string) => { session: DomainSession; headers: Headers }
  /** Signs a sign-in out on all domains. */
  readonly end: (session: DomainSession) => void
  readonly count: (person: Person) => number
  readonly codes: BoundedMap<string, Code>
  /** By phone number or mail address. */
  readonly otps: BoundedMap<string, Otp>
  readonly isAlive: (root: string) => boolean
  /** Who came without an account, and has one now. */
  readonly signedUp: Person[]
}

const kept = 10_000
const defaultLifetimes = { codeSeconds: 60, sessionSeconds: 2_592_000 }

export const lifetimesOf = ({ provider }: BridgekeeperCore) =>
  provider.lifetimes ?? defaultLifetimes

export function createState(core: BridgekeeperCore): State {
  const rootOf = new BoundedMap<string, string>(kept)
  const idsOf = new BoundedMap<string, string[]>(kept)
  const idsOfPerson = new BoundedMap<string, string[]>(kept)
  const add = (map: BoundedMap<string, string[]>, key: string, id: string) =>
    map.set(key, [...(map.get(key) ?? []).filter(personOf), id])

  const personOf = (id: string | undefined) => {
    const startedAt = core.sessions.startedAt(id)
    const { sessionSeconds } = lifetimesOf(core)
    if (startedAt === undefined || core.clock.now() >= startedAt + sessionSeconds * 1000) return
    return core.sessions.personOf(id)
  }

  return {
    codes: new BoundedMap(kept),
    otps: new BoundedMap(kept),
    signedUp: [],
    isAlive: (root) => personOf(root) !== undefined,

    sessionOf(exchange) {
      const { cookie, header } = core.provider.session
      const token = exchange.cookie(cookie) ?? exchange.incoming.header(header.toLowerCase())
      const id = token?.split('.')[2]
      const person = personOf(id)
      return id && person ? { id, person, root: rootOf.get(id) ?? id } : undefined
    },

    begin(person, root) {
      const id = core.sessions.start(person)
      const session = { id, person, root: root ?? id }
      rootOf.set(id, session.root)
      add(idsOf, session.root, id)
      add(idsOfPerson, person.username, id)
      return { session, headers: { 'Set-Cookie': cookieLine(core, session) } }
    },

    end({ root }) {
      for (const id of idsOf.get(root) ?? []) core.sessions.end(id)
    },

    count: ({ username }) => (idsOfPerson.get(username) ?? []).filter(personOf).length,
  }
}

const part = (value: object) => base64UrlText(JSON.stringify(value))

/** Documented: a JWT. Nobody but the mock reads it: its last part is the session's id instead of a signature. */
function cookieLine(core: BridgekeeperCore, { id, person }: DomainSession): string {
  const { provider, clock } = core
  const iat = Math.floor(clock.now() / 1000)
  const claims = { sub: String(person.user[provider.identity.id]), iat }
  const token = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${id}`
  // Chosen: its attributes are not said.
  const secure = core.baseUrl().startsWith('https:') ? '; Secure' : ''
  const { sessionSeconds } = lifetimesOf(core)
  return `${provider.session.cookie}=${token}; Path=/; Max-Age=${sessionSeconds}; HttpOnly; SameSite=Lax${secure}`
}
