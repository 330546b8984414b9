import type { LoginError } from '@sso-login/client'

/**
 * What happened, for logs and metrics. Users are named by provider and id (`iitb:101`); there is no
 * token, code, state or cookie in any of it.
 */
export type LoginEvent =
  | { readonly type: 'login.finished'; readonly userId: string }
  | { readonly type: 'login.failed'; readonly error: LoginError }
  /** A route other than the callback answered with an error. */
  | { readonly type: 'request.failed'; readonly error: LoginError }
  | { readonly type: 'logout.finished'; readonly userId: string }
  | { readonly type: 'refresh.finished'; readonly userId: string }
  | { readonly type: 'refresh.failed'; readonly userId: string; readonly error: LoginError }
  /** The session is over all the same; at the provider the grant lives on. */
  | { readonly type: 'revoke.failed'; readonly userId: string; readonly error: LoginError }

export type Emit = (event: LoginEvent) => void
