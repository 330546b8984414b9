import type { LoginError } from '@sso-login/client'

/**
 * What happened, for logs and metrics. `userId` is that of `session().user.id` and `tokensFor`; there is no
 * token, code, state or cookie in any of it. Where a hook of the site threw, its error is the `cause` of `error`, whole.
 */
export type LoginEvent =
  /** Somebody was sent to the provider. `silent`: without any page for them to see (`prompt=none`). */
  | { readonly type: 'login.started'; readonly provider: string; readonly silent: boolean }
  | { readonly type: 'login.finished'; readonly userId: string }
  | { readonly type: 'login.failed'; readonly error: LoginError }
  /** A route other than the callback, or `requireLogin`, answered with an error. */
  | { readonly type: 'request.failed'; readonly error: LoginError }
  | { readonly type: 'logout.finished'; readonly userId: string }
  /** Several sessions of one person were ended at once: by the site, or by the provider. */
  | { readonly type: 'sessions.ended'; readonly userId: string; readonly sessions: number }
  | { readonly type: 'refresh.finished'; readonly userId: string }
  /** Somebody else, e.g. another process, had refreshed already: their tokens are used. */
  | { readonly type: 'refresh.adopted'; readonly userId: string }
  /** With `grant_lost` the grant is gone; with any other code the next call tries again. */
  | { readonly type: 'refresh.failed'; readonly userId: string; readonly error: LoginError }
  /**
   * Nobody logged out, and a grant's time was over with its session's: it is gone here, and revoked at the provider. Not where
   * `keepGrants` is set, nor where the tokens of a newer sign-in would die with it (OpenID Connect).
   */
  | { readonly type: 'grant.expired'; readonly userId: string }
  /** The session is over all the same; at the provider the grant lives on. */
  | { readonly type: 'revoke.failed'; readonly userId: string; readonly error: LoginError }
  /** `onLogout` or `onGrantLost` threw. */
  | { readonly type: 'hook.failed'; readonly hook: string; readonly error: LoginError }

export type Emit = (event: LoginEvent) => void
