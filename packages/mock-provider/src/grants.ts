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
  /** OpenID Connect: what the id_token says of the sign-in. */
  readonly signIn?: SignIn
  /** The tokens that it was exchanged for. */
  readonly family: TokenFamily
}

/** When and for which request a person signed in. */
export interface SignIn {
  /** Epoch milliseconds. */
  readonly authenticatedAt: number
  readonly nonce?: string
}

/** Everything live that comes from one authorization: what dies together when one of them is stolen. */
export interface TokenFamily {
  /** A list, not a set: there are a million families, with a token or two each. */
  readonly live: (AccessToken | RefreshToken)[]
}

export const newFamily = (): TokenFamily => ({ live: [] })

function leave(token: AccessToken | RefreshToken): void {
  const { live } = token.family
  const at = live.indexOf(token)
  if (at >= 0) live.splice(at, 1)
}

export interface AccessToken {
  readonly token: string
  readonly client: RegisteredClient
  /** Null: the client acts for itself (RFC 6749 4.4). */
  readonly person: Person | null
  readonly scopes: readonly string[]
  /** Epoch milliseconds. */
  readonly issuedAt: number
  /** Epoch milliseconds. */
  readonly expiresAt: number
  readonly family: TokenFamily
  refreshToken: RefreshToken | null
}

export interface RefreshToken {
  readonly token: string
  readonly client: RegisteredClient
  /** Null: as that of the access token. */
  readonly person: Person | null
  /** What the person granted. */
  readonly scopes: readonly string[]
  /** Epoch milliseconds. */
  readonly issuedAt: number
  /** Epoch milliseconds; null: never. */
  readonly expiresAt: number | null
  readonly family: TokenFamily
  readonly signIn?: SignIn
  /** Null where the access token was revoked by itself. */
  accessToken: AccessToken | null
}

/** How many of each are kept at once; the oldest are forgotten first, as if they had never been. */
const keptTokens = 2_000_000
const keptCodes = 100_000
const rememberedDead = 10_000
const shownTokens = 50
/** In how many tokens at least, of one person at one client, an earlier consent is looked for. */
const heldTokens = 100

/** Codes and tokens. Every operation takes the same time however many there are. */
export class Grants {
  readonly #codes = new BoundedMap<string, AuthorizationCode>(keptCodes)
  readonly #access: BoundedMap<string, AccessToken>
  readonly #refresh: BoundedMap<string, RefreshToken>
  /** Live access tokens of a person at a client, so that an earlier consent is found at once. */
  readonly #held = new Map<RegisteredClient, Map<Person, AccessToken[]>>()
  /** Why a code or token is gone, for the log; the newest only. */
  readonly #dead = new BoundedMap<string, string>(rememberedDead)
  /** Codes and refresh tokens that were used: whoever sends one again has stolen it, or lost its answer. */
  readonly #usedCodes = new BoundedMap<string, AuthorizationCode>(rememberedDead)
  readonly #retired = new BoundedMap<string, RefreshToken>(rememberedDead)
  readonly #assertions = new BoundedMap<string, true>(rememberedDead)

  /** For whoever looks on. */
  readonly #newest: AccessToken[] = []

  /** `limit`: how many access tokens and how many refresh tokens are kept. */
  constructor(limit = keptTokens) {
    this.#access = new BoundedMap(limit)
    this.#refresh = new BoundedMap(limit)
  }

  addCode(code: AuthorizationCode): void {
    this.#codes.set(code.code, code)
  }

  code(code: string): AuthorizationCode | undefined {
    return this.#codes.get(code)
  }

  useCode(code: AuthorizationCode): void {
    this.#codes.delete(code.code)
    this.#usedCodes.set(code.code, code)
  }

  usedCode(code: string): AuthorizationCode | undefined {
    return this.#usedCodes.get(code)
  }

  /** How many there are, expired ones included. */
  get counts(): { readonly codes: number; readonly access: number; readonly refresh: number } {
    return { codes: this.#codes.size, access: this.#access.size, refresh: this.#refresh.size }
  }

  /** Of the access tokens issued last, those that were not revoked; newest first. */
  newestAccessTokens(): AccessToken[] {
    return this.#newest.filter(({ token }) => this.#access.has(token)).reverse()
  }

  addTokens(access: AccessToken, refresh: RefreshToken | null): void {
    this.#newest.push(access)
    if (this.#newest.length > shownTokens) this.#newest.shift()
    access.refreshToken = refresh
    const forgotten = this.#access.set(access.token, access)
    if (forgotten) this.#unlink(forgotten)
    access.family.live.push(access)
    if (refresh) {
      const old = this.#refresh.set(refresh.token, refresh)
      if (old) leave(old)
      refresh.family.live.push(refresh)
      refresh.accessToken = access
    }
    if (access.person === null) return
    const people = this.#held.get(access.client) ?? new Map<Person, AccessToken[]>()
    this.#held.set(access.client, people)
    const held = people.get(access.person)
    if (held === undefined) people.set(access.person, [access])
    else if (held.push(access) > 2 * heldTokens) held.splice(0, heldTokens)
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
    this.#unlink(token)
    this.#dead.set(token.token, because)
  }

  #unlink(token: AccessToken): void {
    leave(token)
    if (token.refreshToken) token.refreshToken.accessToken = null
    const people = this.#held.get(token.client)
    const held = token.person === null ? undefined : people?.get(token.person)
    const at = held?.indexOf(token) ?? -1
    if (at >= 0) held?.splice(at, 1)
  }

  /** Ends the refresh token and the access token that came with it. */
  revokeRefreshToken(token: RefreshToken, because: string): void {
    if (!this.#refresh.delete(token.token)) return
    leave(token)
    this.#dead.set(token.token, because)
    if (token.accessToken) this.revokeAccessToken(token.accessToken, because)
  }

  /** Ends a refresh token that was exchanged for a new one, and remembers it in case it comes again. */
  retireRefreshToken(token: RefreshToken): void {
    if (!this.#refresh.delete(token.token)) return
    leave(token)
    this.#retired.set(token.token, token)
  }

  retiredRefreshToken(token: string): RefreshToken | undefined {
    return this.#retired.get(token)
  }

  /** Ends everything that comes from the same authorization. */
  revokeFamily(family: TokenFamily, because: string): void {
    for (const token of [...family.live]) {
      if ('refreshToken' in token) this.revokeAccessToken(token, because)
      else this.revokeRefreshToken(token, because)
    }
  }

  /** Ends everything that people have granted to the client. */
  revokeAllOf(client: RegisteredClient, because: string): void {
    const held = [...(this.#held.get(client)?.values() ?? [])].flat()
    for (const { family } of held) this.revokeFamily(family, because)
    this.#held.delete(client)
  }

  /** Why a code or token that is not there is not there. */
  fateOf(token: string): string {
    if (this.#usedCodes.has(token)) return 'was already used'
    if (this.#retired.has(token)) return 'was already exchanged for a new one'
    return this.#dead.get(token) ?? 'was never issued here'
  }

  /** Whether a client assertion comes for the first time (RFC 7523 3: `jti`). */
  useAssertion(id: string): boolean {
    if (this.#assertions.get(id)) return false
    this.#assertions.set(id, true)
    return true
  }

  heldBy(person: Person, client: RegisteredClient): Iterable<AccessToken> {
    return this.#held.get(client)?.get(person) ?? []
  }

  /** How many people have ever got a token for the client. */
  userCountOf(client: RegisteredClient): number {
    return this.#held.get(client)?.size ?? 0
  }
}
