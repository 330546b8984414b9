import type { Core } from '../../core.ts'
import type { AccessToken, RefreshToken } from '../../grants.ts'
import type { Person } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'

export interface IssuedTokens {
  readonly access: AccessToken
  readonly refresh: RefreshToken | null
  readonly expiresInSeconds: number
}

export function issueTokens(
  core: Core,
  client: RegisteredClient,
  person: Person,
  scopes: readonly string[],
  withRefreshToken: boolean,
): IssuedTokens {
  const expiresInSeconds = core.provider.lifetimes?.accessTokenSeconds ?? 36_000
  const access: AccessToken = {
    token: core.random.alphanumeric(30),
    client,
    person,
    scopes,
    expiresAt: core.clock.now() + expiresInSeconds * 1000,
    refreshToken: null,
  }
  const refresh: RefreshToken | null = withRefreshToken
    ? { token: core.random.alphanumeric(30), client, person, accessToken: access }
    : null
  core.grants.addTokens(access, refresh)
  return { access, refresh, expiresInSeconds }
}
