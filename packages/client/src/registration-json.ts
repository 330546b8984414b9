/** Registering an application by hand: JSON that somebody takes to the provider's management application and back. */
import type {
  GrantType,
  RegistrationDefaults,
  TokenEndpointAuthMethod,
  TokenProvider,
} from '@sso-login/providers'
import { failure, isObject, isText } from './failure.ts'
import { invalid, isTexts, readRedirectUri } from './settings.ts'
import { newCall } from './transport.ts'

/** In the words of RFC 7591 2, as they go over the wire. */
export interface RegistrationMetadata<P extends TokenProvider = TokenProvider> {
  /** Exactly as they will be sent. Not needed by who gets no codes. */
  redirect_uris?: readonly string[]
  /** Name those that the application needs. Left out: the provider's defaults, see `grantTypesOf`. An empty list: none at all. */
  grant_types?: readonly (GrantType & NonNullable<P['grantTypes']>[number])[]
  /** A client that proves who it is by its own keys gives `jwks` along. */
  token_endpoint_auth_method?: Exclude<
    P['tokenEndpointAuthMethods'][number],
    'x_client_secret_query'
  >
  jwks?: { readonly keys: readonly object[] }
  [member: string]: unknown
}

/** What `createClient` needs, and what the application may do. */
export interface RegisteredApplication {
  readonly clientId: string
  /** Absent for a client without one. Keep it on a server. */
  readonly clientSecret?: string
  readonly redirectUris: readonly string[]
  /** What it may do, by name or by the provider's defaults. */
  readonly grantTypes: readonly string[]
  /** The whole answer, without the secret. */
  readonly metadata: Readonly<Record<string, unknown>>
}

/** A provider whose document says what a registration means that does not say. */
type RegistersByHand<P extends TokenProvider> = 'registrationDefaults' extends keyof P
  ? unknown
  : never

/**
 * The request, as JSON text (RFC 7591 3.1).
 * @throws LoginError `invalid_config` with `key`, for anything that could only fail later.
 */
export function registrationRequest<const P extends TokenProvider>(
  provider: P & RegistersByHand<P>,
  metadata: RegistrationMetadata<P>,
): string {
  const defaults = requireByHand(provider)
  if (!isObject(metadata)) invalid('metadata', 'must be an object', 'RFC 7591 2.', 'register')
  for (const key of ['client_id', 'client_secret']) {
    if (key in metadata) invalid(key, 'comes with the answer', 'Leave it out.', 'register')
  }
  const { redirect_uris = [], token_endpoint_auth_method: method, jwks } = metadata
  const { tokenEndpointAuthMethods: methods, grantTypes = [] } = provider as TokenProvider
  readList('redirect_uris', redirect_uris)
  for (const [index, uri] of redirect_uris.entries()) {
    readRedirectUri(uri, `redirect_uris.${index}`)
  }
  readList('grant_types', metadata.grant_types ?? [])
  metadata.grant_types?.forEach((type, index) => {
    if (grantTypes.includes(type as GrantType)) return
    const hint = `${provider.id} has: ${grantTypes.join(', ')}.`
    invalid(`grant_types.${index}`, 'is no grant of the provider', hint, 'register')
  })
  const known = methods.filter((name) => !name.startsWith('x_'))
  if (method !== undefined && !known.includes(method as TokenEndpointAuthMethod)) {
    const hint = `${provider.id} has: ${known.join(', ')}.`
    invalid('token_endpoint_auth_method', 'does not fit the provider', hint, 'register')
  }
  if (method === 'private_key_jwt' && !jwks && !('jwks_uri' in metadata)) {
    invalid('jwks', 'is missing', 'The public halves of the keys.', 'register')
  }
  if (allowed(defaults, metadata).includes('authorization_code') && !redirect_uris.length) {
    const hint = 'Or name grant_types without authorization_code.'
    invalid('redirect_uris', 'must not be empty', hint, 'register')
  }
  return JSON.stringify(metadata, null, 2)
}

/** What an application with this metadata may do: what it names, else the provider's defaults. */
export function grantTypesOf<const P extends TokenProvider>(
  provider: P & RegistersByHand<P>,
  metadata: Readonly<Record<string, unknown>>,
): readonly string[] {
  return allowed(requireByHand(provider), Object(metadata))
}

/**
 * The answer: the request with `client_id`, and `client_secret` where there is one (RFC 7591 3.2.1).
 * @param response As text, or parsed already.
 * @throws LoginError `response_invalid`, `invalid_config` for a provider without such a registration.
 */
export function readRegistrationResponse<const P extends TokenProvider>(
  provider: P & RegistersByHand<P>,
  response: string | Readonly<Record<string, unknown>>,
): RegisteredApplication {
  const defaults = requireByHand(provider)
  const answer = typeof response === 'string' ? parse(response) : response
  if (!isObject(answer)) throw misfit('it is no JSON object')
  const { client_secret: clientSecret, ...metadata } = answer
  const { client_id: clientId, redirect_uris: redirectUris = [], grant_types } = metadata
  if (!isText(clientId)) throw misfit('it has no client_id')
  if (clientSecret !== undefined && !isText(clientSecret)) {
    throw misfit('its client_secret is no text')
  }
  if (!isTexts(redirectUris)) throw misfit('its redirect_uris are no list of texts')
  if (grant_types !== undefined && !isTexts(grant_types)) {
    throw misfit('its grant_types are no list of texts')
  }
  return {
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    redirectUris,
    grantTypes: allowed(defaults, metadata),
    metadata,
  }
}

function allowed(
  { grantTypes, publicGrantTypes }: RegistrationDefaults,
  { grant_types: named, token_endpoint_auth_method: method }: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (Array.isArray(named)) return named
  return method === 'none' ? publicGrantTypes : grantTypes
}

function requireByHand(provider: TokenProvider): RegistrationDefaults {
  const defaults = provider?.registrationDefaults
  if (!defaults) {
    const hint = 'See @sso-login/client/registration.'
    invalid('provider', 'registers nobody by JSON', hint, 'register')
  }
  return defaults
}

function readList(key: string, value: unknown): void {
  if (!isTexts(value)) invalid(key, 'must be a list of texts', 'E.g. [].', 'register')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const misfit = (why: string) =>
  failure(
    newCall({ auth: { secrets: [] } }, 'register'),
    'response_invalid',
    `The registration response cannot be used: ${why}`,
    { hint: 'Copy the whole of what the management application shows.' },
  )
