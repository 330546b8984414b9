import { BoundedMap } from './bounded-map.ts'
import type { Person } from './people.ts'
import type { RegisteredClient } from './registered-client.ts'

export interface AuthorizationCode {
  readonly code: string
  readonly client: RegisteredClient
  readonly person: Person
  readonly redirectUri: string
  readonly scopes: readonly string[]
  /** Null: no PKCE. */
  readonly codeChallenge: string | null
  readonly codeChallengeMethod: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

export interface AccessToken {
  readonly token: string
  readonly client: RegisteredClient
  readonly person: Person
  readonly scopes: readonly string[]
  /** Epoch milliseconds. */
  readonly expiresAt: number
  refreshToken: RefreshToken | null
}

export interface RefreshToken {
  readonly token: string
  readonly client: RegisteredClient
  readonly person: Person
  /** Null where the access token was revoked by itself. */
  accessToken: AccessToken | null
}

const rememberedDead = 10_000
const codeMemoryMs = 600_000

/** Codes and tokens. Every operation takes the same time however many there are. */
export class Grants {
  readonly #codes = new Map<string, AuthorizationCode>()
  readonly #access = new Map<string, AccessToken>()
  readonly #refresh = new Map<string, RefreshToken>()
  /** Live access tokens of a person at a client, so that an earlier consent is found at once. */
  readonly #held = new Map<RegisteredClient, Map<Person, Set<AccessToken>>>()
  /** Why a code or token is gone, for the log; the newest only. */
  readonly #dead = new BoundedMap<string, string>(rememberedDead)

  addCode(code: AuthorizationCode, now: number): void {
    // Codes stand in the order of their making, so the expired ones are in front.
    for (const old of this.#codes.values()) {
      if (old.expiresAt + codeMemoryMs > now) break
      this.#codes.delete(old.code)
    }
    this.#codes.set(code.code, code)
  }

  code(code: string): AuthorizationCode | undefined {
    return this.#codes.get(code)
  }

  useCode(code: AuthorizationCode): void {
    this.#codes.delete(code.code)
    this.#dead.set(code.code, 'was already used')
  }

  addTokens(access: AccessToken, refresh: RefreshToken | null): void {
    access.refreshToken = refresh
    this.#access.set(access.token, access)
    if (refresh) this.#refresh.set(refresh.token, refresh)
    const people = this.#held.get(access.client) ?? new Map<Person, Set<AccessToken>>()
    this.#held.set(access.client, people)
    const held = people.get(access.person)
    if (held) held.add(access)
    else people.set(access.person, new Set([access]))
  }

  accessToken(token: string): AccessToken | undefined {
    return this.#access.get(token)
  }

  refreshToken(token: string): RefreshToken | undefined {
    return this.#refresh.get(token)
  }

  /** Ends the access token; a refresh token that belongs to it stays behind without one. */
  revokeAccessToken(token: AccessToken, because: string): void {
    if (!this.#access.delete(token.token)) return
    this.#held.get(token.client)?.get(token.person)?.delete(token)
    this.#dead.set(token.token, because)
    if (token.refreshToken) token.refreshToken.accessToken = null
  }

  /** Ends the refresh token and the access token that came with it. */
  revokeRefreshToken(token: RefreshToken, because: string): void {
    if (!this.#refresh.delete(token.token)) return
    this.#dead.set(token.token, because)
    if (token.accessToken) this.revokeAccessToken(token.accessToken, because)
  }

  /** Why a code or token that is not there is not there. */
  fateOf(token: string): string {
    return this.#dead.get(token) ?? 'was never issued here'
  }

  heldBy(person: Person, client: RegisteredClient): Iterable<AccessToken> {
    return this.#held.get(client)?.get(person) ?? []
  }

  /** How many people have ever got a token for the client. */
  userCountOf(client: RegisteredClient): number {
    return this.#held.get(client)?.size ?? 0
  }

  clear(): void {
    for (const store of [this.#codes, this.#access, this.#refresh, this.#held]) store.clear()
    this.#dead.clear()
  }
}
