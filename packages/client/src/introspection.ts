/** What a token is worth, asked of who issued it. */
import type { TokenProvider, TokenTypeHint } from '@sso-login/providers'
import { configOf } from './client-config.ts'
import { postForm } from './endpoint.ts'
import { failure } from './failure.ts'
import { invalid, refuseUnknown } from './settings.ts'
import { newCall } from './transport.ts'
import type { CallOptions, ClientOf } from './types.ts'

export interface LiveToken {
  readonly active: true
  /** None where the provider does not say. */
  readonly scopes: readonly string[]
  readonly clientId?: string
  readonly username?: string
  readonly subject?: string
  readonly audience: readonly string[]
  readonly issuer?: string
  /** Epoch seconds. */
  readonly expiresAt?: number
  /** Epoch seconds. */
  readonly issuedAt?: number
  readonly tokenType?: string
  /** The whole answer (RFC 7662 2.2), with whatever members the provider adds. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** A dead token has nothing else to say (RFC 7662 2.2). */
export type Introspection = LiveToken | { readonly active: false }

type Introspects<P extends TokenProvider> = 'introspection' extends keyof P['endpoints']
  ? unknown
  : never

/** What the provider can be asked about. */
type HintOf<P extends TokenProvider> = 'introspects' extends keyof P
  ? NonNullable<P['introspects']>[number]
  : 'access_token' | 'refresh_token'

const STANDARD_HINTS: readonly TokenTypeHint[] = ['access_token', 'refresh_token']

/**
 * Asks the provider about an access or refresh token (RFC 7662), and about an id_token where it knows those.
 * @param options.hint What the token is; a provider may need it for anything but an access token.
 * @throws LoginError `invalid_client`, `response_invalid`, a code of the transport; `invalid_config` for a provider that has no such endpoint.
 */
export async function introspect<P extends TokenProvider>(
  client: ClientOf<P> & Introspects<P>,
  token: string,
  options?: CallOptions & { hint?: HintOf<P> },
): Promise<Introspection> {
  const config = configOf(client)
  const { hint, signal, ...unknown } = options ?? {}
  refuseUnknown(unknown, 'introspect')
  if (!config.endpoints.introspection) {
    invalid('client', 'has a provider without this endpoint', 'RFC 7662.', 'introspect')
  }
  const { introspects = STANDARD_HINTS } = config.provider
  if (hint !== undefined && !introspects.includes(hint)) {
    invalid('hint', 'is nothing that the provider knows', introspects.join(' or '), 'introspect')
  }
  const call = newCall(config, 'introspect', signal)
  if (typeof token !== 'string' || !token) throw failure(call, 'invalid_token', 'There is no token')
  const claims = await postForm(config, call, 'introspection', {
    token,
    ...(hint && { token_type_hint: hint }),
  })
  const { active, scope, client_id, username, sub, aud, iss, exp, iat, token_type } = claims
  if (typeof active !== 'boolean') {
    throw failure(call, 'response_invalid', 'The provider does not say whether the token is active')
  }
  if (!active) return { active }
  const text = (name: string, value: unknown) => typeof value === 'string' && { [name]: value }
  const seconds = (name: string, value: unknown) => Number.isFinite(value) && { [name]: value }
  return {
    active,
    scopes: typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [],
    audience: [aud].flat().filter((name) => typeof name === 'string'),
    ...text('clientId', client_id),
    ...text('username', username),
    ...text('subject', sub),
    ...text('issuer', iss),
    ...text('tokenType', token_type),
    ...seconds('expiresAt', exp),
    ...seconds('issuedAt', iat),
    claims,
  }
}
