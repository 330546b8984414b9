import type { CookieSessionProvider, UserOf } from '@sso-login/providers'
import type { CallOptions, Identity, TakeTransaction } from '../types.ts'

/**
 * How a request shows the provider whose session it is: by the value of its cookie or of its header, which a server has
 * from the visitor's own request; or `browser`, in a page, whose cookies nobody but the browser reads.
 */
export type CookieSession = { readonly cookie: string } | { readonly header: string } | 'browser'

/** What every request is made with. */
export interface NetworkOptions {
  /** For every request, in milliseconds; default 10 000. */
  timeoutMs?: number
  /** Cap of an answer's body, in bytes; default 1 MiB. */
  maxResponseBytes?: number
  /** Default: the global one. */
  fetch?: typeof globalThis.fetch
}

export interface CookieSessionClientOptions extends NetworkOptions {
  /** The integration id; where the provider numbers its applications, a number or its digits. */
  clientId: number | string | undefined
  /** Where the visitor comes back to: a page of yours on the domain that the provider sets its cookie for. Absolute. */
  callbackUri: string
  /** Where the provider answers on the client domain. Default: the origin of `callbackUri`. Plain http only on loopback. */
  baseUrl?: string | undefined
  /** How long a started login may take, in seconds; default 600. */
  transactionTtlSeconds?: number
  /** The time, in epoch milliseconds; default `Date.now`. */
  now?: () => number
  /** That many random bytes, for the nonce; default `crypto.getRandomValues`. */
  random?: (byteLength: number) => Uint8Array
}

/** A started login; keep it (sealed, on a server) until the callback. Plain JSON. */
export interface CookieSessionTransaction {
  /** Provider id. */
  provider: string
  clientId: string
  callbackUri: string
  /** 256 random bits, base64url; travels inside `callback_uri`, since the provider has no `state`. */
  nonce: string
  /** Where the visitor goes afterwards, as given to `start`. */
  returnTo?: string
  /** Epoch seconds. */
  madeAt: number
}

export interface CookieSessionStartOptions {
  /** Kept in the transaction as it is; whoever redirects to it checks that it stays within the site. */
  returnTo?: string
  /**
   * Without a page: whoever is signed in comes back so, anybody else with `login_required`. Ask once, and never again
   * because of the answer. Default false.
   */
  silent?: boolean
  /** The address that the visitor is at. Where that is already the answer to a silent login, another one is refused. */
  page?: string | URL
}

export interface CookieSessionFinishOptions extends CallOptions {
  /** Default: that of the request, if the callback is one; else the browser's. */
  session?: CookieSession | null
  /** Makes the transaction single-use. Without it the caller must see to that. */
  take?: TakeTransaction
}

/** A client of a provider that keeps the session itself. There are no tokens, and nothing to refresh or revoke. */
export interface CookieSessionClient<P extends CookieSessionProvider> {
  readonly provider: P
  /** The provider's on the client domain, absolute. */
  readonly endpoints: { readonly [endpoint: string]: string }
  readonly clientId: string
  readonly callbackUri: string
  readonly transactionTtlSeconds: number

  /**
   * Starts a login: where to send the visitor, and what to keep until the callback.
   * @throws LoginError `invalid_config`; `login_required` for a silent login that was answered already.
   */
  start(
    options?: CookieSessionStartOptions,
  ): Promise<{ url: string; transaction: CookieSessionTransaction }>

  /**
   * The same by a script: asks the provider where to go (`allow_ajax=true`), instead of going to `url` of `start`.
   * @returns An absolute URL: the callback's way where somebody is signed in, else the login page.
   * @throws LoginError `invalid_client`, `invalid_request`, `login_required`, `response_invalid`, a code of the transport.
   */
  authorize(url: string, session: CookieSession | null, options?: CallOptions): Promise<string>

  /**
   * Checks that the callback answers this very login, and reads who signed in.
   *
   * The provider has set its cookie before: a callback that this browser has not asked for is found out, and cannot be
   * prevented. The visitor is then signed out on all domains, before this fails.
   * @param callback The whole callback URL, or the request that came to it.
   * @throws LoginError `state_mismatch`, `transaction_missing`, `transaction_invalid`, `transaction_expired`,
   *   `callback_invalid` (all of them after signing out); `transaction_used`; `login_required` when nobody is signed in;
   *   as `user`.
   */
  finish(
    callback: string | URL | Request,
    transaction: CookieSessionTransaction | null | undefined,
    options?: CookieSessionFinishOptions,
  ): Promise<UserOf<P>>

  /** The session that a visitor's request shows, by cookie or header; null without one. Nothing else of it is read. */
  sessionOf(request: { readonly headers: Pick<Headers, 'get'> }): CookieSession | null

  /**
   * Who is signed in; null when nobody is.
   * @throws LoginError `response_invalid`, `provider_error`, a code of the transport.
   */
  user(session: CookieSession | null, options?: CallOptions): Promise<UserOf<P> | null>

  /** Who a person is to this site. @throws LoginError `response_invalid` without an id. */
  identityOf(user: UserOf<P>): Identity

  /**
   * Signs out on all domains.
   * @throws LoginError `provider_error`, a code of the transport.
   */
  logout(session: CookieSession | null, options?: CallOptions): Promise<void>
}

/** What somebody types to sign in; one of a password and a one-time password. */
export type Credentials =
  | { username: string; password: string }
  | { email: string; password: string }
  | {
      phoneNumber: string
      otp: string
      /** Whether to register a number that nobody has; default false. */
      autoSignup?: boolean
    }

export interface AuthDomainOptions extends NetworkOptions {
  /** Where the provider answers on the auth domain, e.g. `https://auth.publisher.example`. */
  baseUrl: string
}

/** What a login page does, on the domain where people sign in. */
export interface AuthDomain<P extends CookieSessionProvider> {
  /** The provider's on the auth domain, absolute. */
  readonly endpoints: { readonly [endpoint: string]: string }

  /**
   * Signs in by a form, or by a one-time password.
   * @returns `session`: null in a page, where the browser keeps the cookie to itself.
   * @throws LoginError `invalid_grant` for wrong credentials, `response_invalid`, a code of the transport.
   */
  login(
    credentials: Credentials,
    options?: CallOptions,
  ): Promise<{ user: UserOf<P>; session: CookieSession | null }>

  /**
   * Has a one-time password sent.
   * @throws LoginError `invalid_request`, a code of the transport.
   */
  sendOtp(
    to: { phoneNumber: string; alwaysSend?: boolean } | { email: string; alwaysSend?: boolean },
    options?: CallOptions,
  ): Promise<void>

  /** Where a social login begins. @param redirectUrl Where it ends, e.g. the `url` of `start`. */
  socialLoginUrl(authProvider: string, options: { redirectUrl: string }): string

  /**
   * Where to send somebody who has just signed in here.
   * @param page The login page's address, with the `client_id`, `redirect_uri` and `callback_uri` that it was opened with.
   * @throws LoginError as `authorize` of the client; `invalid_request` for an address without them.
   */
  authorize(
    page: string | URL,
    session: CookieSession | null,
    options?: CallOptions,
  ): Promise<string>
}
