import type {
  AlwaysScopesOf,
  ParametersOf,
  ResourceOf,
  ResourceUnlockedBy,
  ResourceValue,
  ScopesOf,
  TokenProvider,
} from '@sso-login/providers'

/** Given to every call that goes to the network. */
export interface CallOptions {
  /** Stops the call; it then fails with `aborted`. */
  signal?: AbortSignal
}

/** What both entries of the client take. */
export interface PublicClientOptions<P extends TokenProvider, S extends ScopesOf<P>> {
  /** As registered with the provider (RFC 6749 2.2). What the environment may lack is refused at creation. */
  clientId: string | undefined
  /** Absolute, exactly as registered with the provider (RFC 6749 3.1.2): scheme, host, path, slash. */
  redirectUri: string
  /** Asked for by default; they decide which resources `user()` accepts. */
  scopes: readonly S[]
  /** Where the provider lives, if not at its own address: a mock, a test deployment. Default: the provider's `baseUrl`; required where everybody runs their own. Plain http only on loopback. */
  baseUrl?: string | undefined
  /** For every request, in milliseconds; default 10 000. */
  timeoutMs?: number
  /** Cap of an answer's body, in bytes; default 1 MiB. */
  maxResponseBytes?: number
  /** How long a started login may take, in seconds; default 600. */
  transactionTtlSeconds?: number
  /** Default: the global one. */
  fetch?: typeof globalThis.fetch
  /** The time, in epoch milliseconds; default `Date.now`. */
  now?: () => number
  /** That many random bytes, for state, verifier and nonce; default `crypto.getRandomValues`. */
  random?: (byteLength: number) => Uint8Array
}

/** The type of that name is the DOM's, or Node's; the value is there in all of them. */
type CryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

export type PrivateKey = CryptoKey | { readonly key: CryptoKey; readonly kid: string }

export interface ConfidentialClientOptions<P extends TokenProvider, S extends ScopesOf<P>>
  extends PublicClientOptions<P, S> {
  /** Absent for a public client (RFC 6749 2.1); `undefined` is refused. Only on a server: the browser entry has no such option. */
  clientSecret?: string | undefined
  /**
   * Signs who this is, in place of a secret (`private_key_jwt`, RFC 7523 2.2); the provider knows its public half. From a
   * PEM: `crypto.subtle.importKey('pkcs8', ...)`. With `kid`, where the provider knows several.
   */
  privateKey?: PrivateKey | undefined
  /**
   * How the client proves who it is; default: `private_key_jwt` with a `privateKey`, the first by a secret that the
   * provider supports with one, `none` without either. `x_client_secret_query` puts the secret into URLs, and warns.
   */
  tokenEndpointAuthMethod?: P['tokenEndpointAuthMethods'][number]
}

/** A started login; keep it (sealed, on a server) until the callback. Plain JSON. */
export interface Transaction {
  /** Provider id: a transaction of one provider is refused by the client of another (mix-up, RFC 9700 4.4). */
  provider: string
  clientId: string
  redirectUri: string
  /** RFC 6749 10.12; 256 random bits, base64url. */
  state: string
  /** RFC 7636 4.1. */
  codeVerifier: string
  /** OpenID Connect Core 3.1.2.1; made for every login, sent where the provider speaks OpenID Connect. */
  nonce: string
  /** The scopes asked for. */
  scopes: readonly string[]
  /** Where the visitor goes afterwards, as given to `start`. */
  returnTo?: string
  /** The `max_age` asked for, in seconds: an OpenID provider's `auth_time` is held to it (OpenID Connect Core 3.1.3.7). */
  maxAge?: number
  /** Epoch seconds. */
  madeAt: number
}

export interface StartOptions<P extends TokenProvider> {
  /** Kept in the transaction as it is; whoever redirects to it checks that it stays within the site. */
  returnTo?: string
  /** Default: the client's. */
  scopes?: readonly ScopesOf<P>[]
  /** Further query parameters, e.g. `{ prompt: 'login' }`; those that the protocol sets itself are refused. */
  parameters?: ParametersOf<P>
}

/** An atomic single use: the first caller gets `ok`, every later one `consumed`. */
export type TakeResult = 'ok' | 'consumed' | 'expired' | 'missing'

/**
 * Marks a transaction as used, in one atomic step.
 * @param stateHash SHA-256 of the state, base64url: the store never sees the state itself.
 * @param expiresAt Epoch seconds after which the mark may be forgotten.
 */
export type TakeTransaction = (stateHash: string, expiresAt: number) => Promise<TakeResult>

export interface FinishOptions extends CallOptions {
  /** Makes the transaction single-use. Without it the caller must see to that. */
  take?: TakeTransaction
}

/** What a person granted. Plain JSON; keep it on the server. */
export interface Tokens<S extends string = string> {
  accessToken: string
  /** Absent where the provider gives none. */
  refreshToken?: string
  /** OpenID Connect only; its claims are checked already. */
  idToken?: string
  /** Epoch seconds. */
  issuedAt: number
  /** Epoch seconds; absent where the provider does not say. */
  expiresAt?: number
  /** Granted scopes. */
  scopes: readonly string[]
  /** The client's scopes, and those of `start({ scopes })`, that were not granted. */
  missing: readonly S[]
}

/** Who a person is to this site, by the provider's `identity`. */
export interface Identity {
  /** Unique at the provider. */
  id: string
  /** Null when the person granted nothing that holds a name. */
  name: string | null
  /** Absolute URL. */
  picture?: string
}

/** The resources `F`, each absent when it was not granted, and the names of the absent ones. */
export type UserResources<P extends TokenProvider, F extends ResourceOf<P>> = {
  [R in F]?: ResourceValue<P, R>
} & {
  /** Fields asked for that the person did not grant. */
  missing: readonly F[]
}

export interface Mail {
  /** One line; the provider puts its own prefix before it. */
  subject: string
  /** Plain text; the provider appends its own footer. */
  message: string
  /** Addresses that an answer goes to; default none. */
  replyTo?: readonly string[]
}

export interface SentMail {
  messageId: string
  /** False: the provider took the mail and could not send it. True does not promise delivery. */
  sent: boolean
}

/** What every provider's client can do. */
export interface CoreClient<P extends TokenProvider, S extends ScopesOf<P>> {
  readonly provider: P
  /** The provider's, absolute: at `baseUrl`, by the names of its definition. */
  readonly endpoints: { readonly [endpoint: string]: string | undefined }
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly S[]
  readonly transactionTtlSeconds: number

  /**
   * Starts a login: where to send the visitor, and what to keep until the callback (RFC 6749 4.1.1, RFC 7636 4.3).
   * @throws LoginError `invalid_config` for an unknown scope or a parameter of the protocol's own.
   */
  start(options?: StartOptions<P>): Promise<{ url: string; transaction: Transaction }>

  /**
   * Checks the callback against its transaction and exchanges the code (RFC 6749 4.1.2 to 4.1.4).
   * @param callback The whole callback URL, or the request that came to it. Its path is not compared with `redirectUri`:
   * behind a proxy or a router that takes a prefix away they differ rightly. With several providers, each needs a
   * redirect URI whose route names its client: there another provider's transaction is refused (RFC 9700 4.4.2).
   * @throws LoginError with a code of the authorization response, the token endpoint or the transport.
   */
  finish(
    callback: string | URL | Request,
    transaction: Transaction | null | undefined,
    options?: FinishOptions,
  ): Promise<Tokens<ScopesOf<P>>>

  /**
   * New tokens for old (RFC 6749 6). Where the provider rotates, the old refresh token is dead afterwards: save the result first.
   * While it is under way, whoever refreshes by the same refresh token gets the same result: one request. Of this client
   * in this process; where several processes share tokens, use the server package.
   * The signal stops the waiting only: the request runs on to its timeout, since a rotation cut off in mid-air can lose the tokens.
   * @throws LoginError `refresh_token_missing`, `invalid_grant`, a code of the transport.
   */
  refresh(
    tokens: Pick<Tokens, 'refreshToken' | 'scopes'> & Partial<Tokens<ScopesOf<P>>>,
    options?: CallOptions,
  ): Promise<Tokens<ScopesOf<P>>>

  /**
   * Fails unless every one of `scopes` was granted; the tokens are then revoked first, as IITB's guide asks.
   * @throws LoginError `scope_missing`, with `missing`.
   */
  requireScopes(tokens: Tokens, scopes: readonly S[], options?: CallOptions): Promise<void>
}

/** Any client of `P`, as the further entries take one. */
export type ClientOf<P extends TokenProvider> = Pick<
  CoreClient<P, ScopesOf<P>>,
  'provider' | 'clientId'
>

/** Only where the provider has a revocation endpoint. */
export interface RevokingClient {
  /**
   * Ends the refresh token, and with it its access token; the access token alone where there is no refresh token (RFC 7009).
   * @throws LoginError `invalid_client`, a code of the transport.
   */
  revoke(tokens: Pick<Tokens, 'accessToken' | 'refreshToken'>, options?: CallOptions): Promise<void>
}

/** Only where the provider has a user API. */
export interface UserClient<P extends TokenProvider, S extends ScopesOf<P>> {
  /**
   * Reads user resources; a field that the client's scopes do not unlock does not compile.
   * URLs are absolute. What the person did not grant stands in `missing`.
   * @throws LoginError `invalid_token`, `unknown_resource`, `response_invalid`, a code of the transport.
   */
  user<const F extends ResourceUnlockedBy<P, S>>(
    tokens: Pick<Tokens, 'accessToken' | 'scopes' | 'idToken'>,
    fields: readonly F[],
    options?: CallOptions,
  ): Promise<UserResources<P, F>>

  /** Who signed in, as far as the person granted it. @throws as `user`. */
  identity(
    tokens: Pick<Tokens, 'accessToken' | 'scopes' | 'idToken'>,
    options?: CallOptions,
  ): Promise<Identity>
}

/** Only where the provider sends mail, for a client that asks for the scope. */
export interface MailClient {
  /**
   * Sends a mail to the person.
   * @throws LoginError `mail_invalid` with `fields`, `insufficient_scope`, `invalid_token`, a code of the transport.
   */
  sendMail(
    tokens: Pick<Tokens, 'accessToken' | 'scopes'>,
    mail: Mail,
    options?: CallOptions,
  ): Promise<SentMail>
}

export interface LogoutOptions {
  /** Tells the provider who is leaving, so that it need not ask (RP-Initiated Logout 1.0 2, recommended). */
  idToken?: string | undefined
  /** Where the person goes afterwards, exactly as registered; default: the provider keeps them. */
  postLogoutRedirectUri?: string
  /** Comes back with the person; only with `postLogoutRedirectUri`. */
  state?: string
}

/** Only where the provider has an end-session endpoint. */
export interface LogoutClient {
  /**
   * Where to send a person who signs out of the provider too (OpenID Connect RP-Initiated Logout 1.0 2). It carries
   * the id_token: redirect to it, and do not log it.
   * @throws LoginError `invalid_config`.
   */
  logoutUrl(options?: LogoutOptions): string
}

/** Methods that need an endpoint: there with it, perhaps there where only run time knows, else not. */
type Having<P extends TokenProvider, E extends string, Methods> = P['endpoints'] extends {
  readonly [K in E]: string
}
  ? Methods
  : E extends keyof P['endpoints']
    ? Partial<Methods>
    : unknown

/** A client for the provider `P` that asks for the scopes `S`; it has the methods that the provider has endpoints for. */
export type Client<P extends TokenProvider, S extends ScopesOf<P> = ScopesOf<P>> = CoreClient<
  P,
  S
> &
  Having<P, 'revocation', RevokingClient> &
  Having<P, 'userinfo', UserClient<P, S>> &
  Having<P, 'endSession', LogoutClient> &
  (P extends { readonly mail: { readonly scope: infer M } }
    ? M extends S | AlwaysScopesOf<P>
      ? MailClient
      : unknown
    : unknown)
