import type { RegistrationDefaults } from '@sso-login/providers'

/**
 * An application registered at the provider, in the names of RFC 7591 section 2; members that begin
 * with `x_` are the mock's own.
 */
export interface ClientMetadata {
  readonly client_id: string
  readonly client_secret?: string
  /** What the consent page and the mails call it. Default: the client_id. */
  readonly client_name?: string
  readonly redirect_uris?: readonly string[]
  /** Where a logout may lead (OpenID Connect RP-Initiated Logout 3.1). */
  readonly post_logout_redirect_uris?: readonly string[]
  /** Default: the provider's `registrationDefaults`, else `authorization_code` and `refresh_token`. */
  readonly grant_types?: readonly string[]
  readonly response_types?: readonly string[]
  /** Default: `client_secret_basic` with a secret, `private_key_jwt` with keys, `none` without. */
  readonly token_endpoint_auth_method?: string
  /** Its public keys, for `private_key_jwt` (RFC 7517 5). */
  readonly jwks?: { readonly keys: readonly object[] }
  /** The scopes it may ask for, separated by spaces. Default: all that the provider knows. */
  readonly scope?: string
  /** `RS256` or `EdDSA`. Default: `RS256`. */
  readonly id_token_signed_response_alg?: string
  /**
   * Accepts every `http` redirect URI on localhost, 127.0.0.1 or [::1], any port (RFC 8252 7.3), any path; and lets a
   * logout lead there too.
   */
  readonly x_loopback_redirects?: boolean
  /** Scopes that the provider's administrators add at every consent, unasked. */
  readonly x_private_scopes?: readonly string[]
  /** The provider warns of the app, and stops at ten users. */
  readonly x_unverified?: boolean
}

/** A client as the endpoints read it. */
export interface RegisteredClient {
  readonly metadata: ClientMetadata
  readonly id: string
  readonly secret: string | null
  readonly name: string
  readonly confidential: boolean
  readonly authMethod: string
  readonly jwks: ClientMetadata['jwks'] | null
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  readonly idTokenAlg: string
  readonly loopbackRedirects: boolean
  readonly grantTypes: ReadonlySet<string>
  /** Null: all. */
  readonly scopes: ReadonlySet<string> | null
  readonly privateScopes: readonly string[]
  readonly unverified: boolean
}

/** @param defaults What a client may do that does not say. */
export function registerClient(
  metadata: ClientMetadata,
  defaults?: RegistrationDefaults,
): RegisteredClient {
  const secret = metadata.client_secret ?? null
  const method =
    metadata.token_endpoint_auth_method ??
    (secret === null ? (metadata.jwks ? 'private_key_jwt' : 'none') : 'client_secret_basic')
  const unnamed = method === 'none' ? defaults?.publicGrantTypes : defaults?.grantTypes
  return {
    metadata,
    id: metadata.client_id,
    secret,
    name: metadata.client_name ?? metadata.client_id,
    confidential: method !== 'none',
    authMethod: method,
    jwks: metadata.jwks ?? null,
    redirectUris: metadata.redirect_uris ?? [],
    postLogoutRedirectUris: metadata.post_logout_redirect_uris ?? [],
    idTokenAlg: metadata.id_token_signed_response_alg ?? 'RS256',
    loopbackRedirects: metadata.x_loopback_redirects ?? false,
    grantTypes: new Set(metadata.grant_types ?? unnamed ?? ['authorization_code', 'refresh_token']),
    scopes:
      metadata.scope === undefined ? null : new Set(metadata.scope.split(' ').filter(Boolean)),
    privateScopes: metadata.x_private_scopes ?? [],
    unverified: metadata.x_unverified ?? false,
  }
}

const loopbackHttp =
  /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?(?:[/?][^#\\\s]*)?$/

/** Whether a place on this machine needs no registration. */
export const acceptsLoopback = ({ loopbackRedirects }: RegisteredClient, uri: string): boolean =>
  loopbackRedirects && loopbackHttp.test(uri)

/** OpenID Connect RP-Initiated Logout 1.0 3: one that is registered, compared as text; or a place that needs no registration. */
export const mayLeaveTo = (client: RegisteredClient, place: string): boolean =>
  client.postLogoutRedirectUris.includes(place) || acceptsLoopback(client, place)

/** For a fault: a client like this one that nobody can authenticate as. */
export const anotherClient = (client: RegisteredClient): RegisteredClient => ({
  ...client,
  id: `not-${client.id}`,
  secret: null,
})
