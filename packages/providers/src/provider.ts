import type { CookieSessionProvider } from './cookie-session-provider.ts'
import type { Identity } from './identity.ts'
import type { Shape } from './shape.ts'

/**
 * A provider as data. Endpoints are URLs, or paths that are resolved against `baseUrl`, so that one
 * option moves all of them to a test deployment. Their names are those of RFC 8414 metadata without
 * `_endpoint`; `sendMail` is IITB's own.
 */
export interface Endpoints {
  readonly authorization: string
  readonly token: string
  readonly revocation?: string
  readonly userinfo?: string
  /** RFC 7662. */
  readonly introspection?: string
  /** RFC 7591; where a registered client is managed comes with its registration (RFC 7592). */
  readonly registration?: string
  /** Clients managed with an administrator's token: the list, and `<endpoint>/<client_id>` below it. */
  readonly clients?: string
  /** An administrator's view of a tenant: `<endpoint>/<id>`. */
  readonly tenants?: string
  /** The person's sessions at the provider itself: the list, and `<endpoint>/<id>` below it. */
  readonly sessions?: string
  /** Ends the session at the provider that an access token belongs to. */
  readonly logout?: string
  readonly sendMail?: string
}

export interface OidcEndpoints extends Endpoints {
  readonly jwks: string
  /** OpenID Connect RP-Initiated Logout 1.0 2. */
  readonly endSession?: string
  /** RFC 7662 2. */
  readonly introspection?: string
  /** RFC 7591 3. */
  readonly registration?: string
}

export interface Scope {
  /** A few words for a consent page. */
  readonly title: string
  /** Granted with every authorization, asked for or not; the person cannot untick it. */
  readonly always?: true
}

export interface Resource {
  /** The scope that unlocks it. */
  readonly scope: string
  readonly shape: Shape
  /** Other names under which an answer may hold it. */
  readonly aliases?: readonly string[]
}

/** What the provider does with a refresh token when it is used. */
export interface RefreshProfile {
  /** A new refresh token with every refresh, the old one dies (RFC 9700 4.14.2). */
  readonly rotates: boolean
  /** How long the old refresh token still works after a rotation, in seconds. */
  readonly graceSeconds: number
}

export interface Lifetimes {
  readonly codeSeconds: number
  readonly accessTokenSeconds: number
  /** Null: never expires. */
  readonly refreshTokenSeconds: number | null
}

/** How the resources to return are chosen; absent: the endpoint returns whatever the scopes unlock. */
export interface FieldSelection {
  readonly parameter: string
  readonly separator: string
  /** Returned without being asked for. */
  readonly always: readonly string[]
}

/** How the provider's mail endpoint rewrites what an application sends. `{app}` is the client's name. */
export interface Mail {
  readonly scope: string
  readonly subjectPrefix: string
  readonly footer: readonly string[]
}

/**
 * A page that signs the person out of the provider and then lets somebody sign in, for a provider
 * that has no `prompt` (OpenID Connect Core 3.1.2.1) to say so at the authorization endpoint.
 */
export interface SwitchUser {
  /** A URL, or a path from the root of `baseUrl`. */
  readonly endpoint: string
  /** The query parameter that takes where to go after the sign-in: the authorization request. */
  readonly parameter: string
}

/** How a login is to go, as the `prompt` parameter says it (OpenID Connect Core 3.1.2.1). */
export type Prompt = 'none' | 'login' | 'consent' | 'select_account'

/**
 * Where a provider leaves the standard in a way the client has to act on. Each value is handled in
 * exactly one place in the client and one in the mock.
 *
 * - `errors-with-status-200`: the token endpoint refuses with status 200, and `error` in the JSON.
 * - `scopes-by-comma`: the token endpoint separates granted scopes by commas (RFC 6749 3.3: by spaces).
 * - `errors-in-detail`: a refusal is `{"detail": [{"loc": ["body", "code"], "msg": "..."}]}`, as FastAPI
 *   writes it, or `{"detail": "..."}` (RFC 6749 5.2: `error` and `error_description`).
 * - `secret-sent-twice`: the client's credentials go in the header and again in the body, save in a refresh (RFC 6749 2.3: once).
 * - `basic-not-encoded`: the Basic header has the client's id and secret as they are (RFC 6749 2.3.1: each form-encoded first).
 * - `redirect-url-at-token`: the token endpoint calls `redirect_uri` (RFC 6749 4.1.3) `redirect_url`.
 * - `scope-with-code`: the exchange of a code names the scopes again.
 * - `revokes-by-get`: an access token, and no other, is revoked by a GET, with `status` in the JSON for its success (RFC 7009 2).
 * - `subject-not-promised`: neither the id_token nor the user API need say `sub` (OpenID Connect Core 2 and 5.3.2).
 * - `answers-without-sub`: the user API and introspection name the person by what `identity.id` names, without `sub` (OpenID
 *   Connect Core 5.3.2, RFC 7662 2.2).
 * - `refresh-with-scope`: a refresh has to name the scopes granted before (RFC 6749 6: it may).
 * - `nonce-not-promised`: an id_token need not repeat the nonce (OpenID Connect Core 3.1.3.7); one that does has to be right.
 */
export type Quirk =
  | 'errors-with-status-200'
  | 'scopes-by-comma'
  | 'errors-in-detail'
  | 'secret-sent-twice'
  | 'basic-not-encoded'
  | 'redirect-url-at-token'
  | 'scope-with-code'
  | 'revokes-by-get'
  | 'subject-not-promised'
  | 'nonce-not-promised'
  | 'answers-without-sub'
  | 'refresh-with-scope'

/**
 * Names as registered by RFC 7591 and OpenID Connect Core 9, and one that nobody has registered:
 * `x_client_secret_query` puts the secret into the URL, and so into the logs of every proxy and server on the way.
 */
export type TokenEndpointAuthMethod =
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'client_secret_jwt'
  | 'private_key_jwt'
  | 'none'
  | 'x_client_secret_query'

/** Names as registered by RFC 7009 4.1.2; `id_token` is a provider's own. */
export type TokenTypeHint = 'access_token' | 'refresh_token' | 'id_token'

/** Names as registered by RFC 7591 2, and Ubisecure's own for one-time passwords by SMS and by mail. */
export type GrantType =
  | 'authorization_code'
  | 'refresh_token'
  | 'client_credentials'
  | 'password'
  | 'implicit'
  | OtpGrantType

export type OtpGrantType =
  `http://globalsign.com/iam/sso/oauth2/grant-type/${'sms-mt-otp' | 'smtp-otp'}`

/** What an application may do whose registration names no `grant_types`. */
export interface RegistrationDefaults {
  readonly grantTypes: readonly GrantType[]
  /** The same for one with `token_endpoint_auth_method` `none`. */
  readonly publicGrantTypes: readonly GrantType[]
}

interface Common<E extends Endpoints> {
  /** Short and stable: it is part of stored keys (`iitb:101`) and URLs (`/auth/login/iitb`). */
  readonly id: string
  /** As people know it. */
  readonly name: string
  /** `https://host[/path]`; relative endpoints and URLs in answers are resolved against it. */
  readonly baseUrl: string
  /**
   * The same again where everybody runs the provider themselves, and nobody at this address: a client has to be told
   * another, or be given the `fetch` of what plays the provider.
   */
  readonly exampleBaseUrl?: string
  readonly endpoints: E
  readonly tokenEndpointAuthMethods: readonly TokenEndpointAuthMethod[]
  /** May a page without a backend hold tokens (public client, CORS)? */
  readonly browserTokens: 'yes' | 'no' | 'unknown'
  /** What the token endpoint gives tokens for. Default: codes and refresh tokens. */
  readonly grantTypes?: readonly GrantType[]
  /** Where the provider has defaults of its own (RFC 7591 2: codes alone). */
  readonly registrationDefaults?: RegistrationDefaults
  readonly scopes: { readonly [scope: string]: Scope }
  readonly resources: { readonly [resource: string]: Resource }
  readonly identity: Identity
  readonly refresh?: RefreshProfile
  readonly lifetimes?: Lifetimes
  readonly fields?: FieldSelection
  readonly mail?: Mail
  readonly switchUser?: SwitchUser
  /**
   * The values of `prompt` that it honours (`prompt_values_supported`). Default: all of them where it speaks OpenID
   * Connect, none where it does not.
   */
  readonly promptValues?: readonly Prompt[]
  /** Parameters of the authorization request that are the provider's own, and their values; an empty list: any. */
  readonly authorizationParameters?: { readonly [parameter: string]: readonly string[] }
  readonly quirks?: readonly Quirk[]
  /** What the introspection endpoint knows of; the default is that of RFC 7662 2.1: access and refresh tokens. */
  readonly introspects?: readonly TokenTypeHint[]
  /** The query parameter that takes the token where the provider `revokes-by-get`. Default `token`. */
  readonly revocationParameter?: string
  /** The token endpoint's own error names, by what RFC 6749 5.2 calls them. */
  readonly errorNames?: { readonly [error: string]: string }
}

/** Plain OAuth 2.0 (RFC 6749) with a user API of its own. */
export interface OAuth2Provider extends Common<Endpoints> {
  readonly protocol: 'oauth2'
}

/**
 * A public key (RFC 7517 4) that can verify an id_token (RFC 7518 6, RFC 8037 2). What `crypto.subtle.exportKey` gives fits;
 * the type of that name is the DOM's, which servers do without.
 */
export interface JsonWebKey {
  readonly kty?: string
  readonly use?: string
  readonly alg?: string
  readonly kid?: string
  readonly n?: string
  readonly e?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
}

/** OpenID Connect: id_tokens with a nonce, checked against the issuer's keys. */
export interface OidcProvider extends Common<OidcEndpoints> {
  readonly protocol: 'oidc'
  /** Exactly as id_tokens name it; it moves with `baseUrl`. */
  readonly issuer: string
  /** How id_tokens are signed (RFC 7518 3.1); never `none`. Default: RS256 and EdDSA. */
  readonly idTokenSigningAlgs?: readonly string[]
  /** The public keys (RFC 7517) that id_tokens are checked by, where the provider hands them over. Default: those at `endpoints.jwks`. */
  readonly idTokenKeys?: readonly JsonWebKey[]
  /** Every callback names the issuer, and one that does not is refused (RFC 9207 2.4). */
  readonly issInCallback?: true
}

/** A provider that gives tokens to applications. */
export type TokenProvider = OAuth2Provider | OidcProvider

/** Any. */
export type Provider = TokenProvider | CookieSessionProvider
