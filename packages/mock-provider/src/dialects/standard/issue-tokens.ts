import type { Core } from '../../core.ts'
import type { Exchange } from '../../exchange.ts'
import {
  type AccessToken,
  newFamily,
  type RefreshToken,
  type SignIn,
  type TokenFamily,
} from '../../grants.ts'
import { json, type Outgoing } from '../../http-message.ts'
import type { Person } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { noStore } from './answers.ts'
import { idTokenFor } from './id-token.ts'

const tokenLength = 43

export interface Grant {
  readonly client: RegisteredClient
  readonly person: Person | null
  readonly scopes: readonly string[]
  readonly signIn?: SignIn | undefined
  readonly family?: TokenFamily
  /** A refresh token that is exchanged: its successor stands for what the person granted, however little is asked now. */
  readonly old?: RefreshToken
  /** Gets a refresh token although nobody is signed in (RFC 6749 4.4.3: it should not). */
  readonly refreshable?: true
  /** What the id_token says beside the claims of the standard. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** RFC 6749 5.1 and OpenID Connect Core 3.1.3.3. */
export async function answerWithTokens(
  core: Core,
  exchange: Exchange,
  grant: Grant,
): Promise<Outgoing> {
  const { client, person, signIn, claims = {} } = grant
  const { bends } = exchange
  const scopes = bends.grantedScopes ?? grant.scopes
  const family = grant.family ?? newFamily()
  const { lifetimeSeconds = core.provider.lifetimes?.accessTokenSeconds ?? 3600 } = bends
  const issuedAt = core.clock.now()
  const access: AccessToken = {
    token: core.random.alphanumeric(tokenLength),
    client,
    person,
    scopes,
    issuedAt,
    expiresAt: issuedAt + lifetimeSeconds * 1000,
    family,
    refreshToken: null,
  }
  const refresh = refreshTokenFor(core, exchange, { ...grant, scopes, family }, access)
  core.grants.addTokens(access, refresh)
  const idToken =
    person && signIn && scopes.includes('openid')
      ? await idTokenFor(core, bends, { client, person, signIn, claims, accessToken: access.token })
      : undefined
  const { expiresIn } = core.behaviour
  return json(
    200,
    {
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: expiresIn === 'text' ? String(lifetimeSeconds) : lifetimeSeconds,
      ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
      ...(refresh ? { refresh_token: refresh.token } : {}),
      ...(idToken === undefined ? {} : { id_token: idToken }),
    },
    noStore,
  )
}

/**
 * OpenID Connect Core 11: only with `offline_access`, and only for a client that may use it. A provider that has refresh
 * tokens and no such scope gives them with every sign-in.
 */
function refreshTokenFor(
  core: Core,
  { bends }: Exchange,
  grant: Grant & { readonly family: TokenFamily },
  access: AccessToken,
): RefreshToken | null {
  const { client, person, scopes, signIn, family, old, refreshable } = grant
  if (old && (bends.keepRefreshToken || !core.provider.refresh?.rotates)) return old
  const granted = old?.scopes ?? scopes
  const { scopes: known, refresh } = core.provider
  const isOffered = Object.hasOwn(known, 'offline_access')
    ? granted.includes('offline_access')
    : refresh !== undefined
  if (!(person || refreshable) || !isOffered || !client.grantTypes.has('refresh_token')) {
    return null
  }
  const { refreshTokenSeconds = null } = core.provider.lifetimes ?? {}
  return {
    token: core.random.alphanumeric(tokenLength),
    client,
    person,
    scopes: granted,
    issuedAt: access.issuedAt,
    expiresAt: refreshTokenSeconds === null ? null : access.issuedAt + refreshTokenSeconds * 1000,
    family,
    ...(signIn ? { signIn } : {}),
    accessToken: access,
  }
}
