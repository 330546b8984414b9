import type { Hooks } from '../hooks.ts'
import type { SessionUser } from '../session-user.ts'

/** Somebody who has just proven who they are. */
export interface CookieSessionSignIn<R = Readonly<Record<string, unknown>>> {
  /** As `session().user` will be. */
  readonly user: SessionUser
  /** The resources that the option `fields` names. */
  readonly resources: R
}

export interface CookieSessionHooks<R = Readonly<Record<string, unknown>>> {
  /** As in `Hooks`. */
  allow?: NonNullable<Hooks<R>['allow']>
  /** Awaited before there is a session; what it throws fails the login. */
  onLogin?: (signIn: CookieSessionSignIn<R>) => unknown
}
