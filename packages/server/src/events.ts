import type { LoginError } from '@sso-login/client'

/**
 * Where a hook of the site threw, `cause` is what it threw, whole: it may hold what the hook was given, tokens too. As JSON it is
 * its name, message and code.
 */
interface ErrorOfHook extends Omit<LoginError, 'cause'> {
  readonly cause?: unknown
}

/**
 * What happened, for logs and metrics. `userId` is that of `session().user.id` and `tokensFor`; there is no
 * token, code, state or cookie in any of it, but for what a hook of the site threw.
 */
export type LoginEvent =
  /** Somebody was sent to the provider. `silent`: without any page for them to see (`prompt=none`). */
  | { readonly type: 'login.started'; readonly provider: string; readonly silent: boolean }
  | { readonly type: 'login.finished'; readonly userId: string }
  | { readonly type: 'login.failed'; readonly error: LoginError | ErrorOfHook }
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
   * A grant that nobody logged out of is gone here: its time was over with its session's, or ten newer ones of the person took
   * its place. `revoked`: at the provider too. False after a `revoke.failed`, where `keepGrants` is set, where the tokens of a
   * newer sign-in would die with it (OpenID Connect), and where the provider, or this site by now, has no way to.
   */
  | { readonly type: 'grant.expired'; readonly userId: string; readonly revoked: boolean }
  /** What was to end is over here all the same; at the provider the grant lives on. `key` `secrets`: nobody could open it. */
  | { readonly type: 'revoke.failed'; readonly userId: string; readonly error: LoginError }
  /** `onLogout` or `onGrantLost` threw. */
  | { readonly type: 'hook.failed'; readonly hook: string; readonly error: ErrorOfHook }

export type Emit = (event: LoginEvent) => void
