import type { Bends } from '../../bends.ts'
import type { Core } from '../../core.ts'
import { type AccessToken, newFamily, type RefreshToken, type TokenFamily } from '../../grants.ts'
import type { Person } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'

export interface IssuedTokens {
  readonly access: AccessToken
  readonly refresh: RefreshToken | null
  readonly expiresInSeconds: number
}

export interface Grant {
  readonly client: RegisteredClient
  readonly person: Person
  readonly scopes: readonly string[]
  /** `old`: one that stays as it is, though the provider would give a new one. */
  readonly refreshToken: 'new' | 'none' | { readonly old: RefreshToken }
  readonly family?: TokenFamily
}

export function issueTokens(
  core: Core,
  { lifetimeSeconds }: Bends,
  { client, person, scopes, refreshToken, family = newFamily() }: Grant,
): IssuedTokens {
  const expiresInSeconds = lifetimeSeconds ?? core.provider.lifetimes?.accessTokenSeconds ?? 36_000
  const issuedAt = core.clock.now()
  const common = { client, person, scopes, issuedAt, family }
  const access: AccessToken = {
    token: core.random.alphanumeric(30),
    ...common,
    expiresAt: issuedAt + expiresInSeconds * 1000,
    refreshToken: null,
  }
  const newToken = (): RefreshToken => ({
    token: core.random.alphanumeric(30),
    ...common,
    expiresAt: null,
    accessToken: access,
  })
  const refresh =
    refreshToken === 'none' ? null : refreshToken === 'new' ? newToken() : refreshToken.old
  core.grants.addTokens(access, refresh)
  return { access, refresh, expiresInSeconds }
}
