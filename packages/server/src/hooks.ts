import type { LoginError, Tokens } from '@sso-login/client'
import { asHookError } from './as-login-error.ts'
import type { Emit, LoginEvent } from './events.ts'
import type { SessionUser } from './session-user.ts'
import type { UserKeys } from './user-keys.ts'

/** Somebody who has just proven who they are. */
export interface SignIn<R = Readonly<Record<string, unknown>>, S extends string = string> {
  /** As `session().user` will be. */
  readonly user: SessionUser
  /** The resources that the option `fields` names, as `user()` of the client gives them. */
  readonly resources: R
  readonly tokens: Tokens<S>
}

/**
 * Where a site takes part. `userId` is that of `session().user.id` and `tokensFor`. What a hook throws is told to `onEvent`,
 * whole, as the `cause` of an error: whoever logs events logs it, so it should hold no token.
 */
export interface Hooks<R = Readonly<Record<string, unknown>>, S extends string = string> {
  /**
   * Who may sign in: `true`, and nothing else. A text says why not, and the visitor reads it on a page of its own, with
   * ways to go on; what was granted is revoked. It sees the resources that `fields` names, and is asked at each
   * sign-in, never later: to put somebody out, call `signOutEverywhere`. Default: everybody.
   */
  allow?: (user: R) => boolean | string | Promise<boolean | string>
  /** Awaited before there is a session, e.g. to upsert the user; what it throws fails the login, and what was granted is revoked. */
  onLogin?: (signIn: SignIn<R, S>) => unknown
  /** Awaited after a visitor's logout, `signOutEverywhere` or the provider's own logout; what it throws is an event only. */
  onLogout?: (of: { readonly userId: string }) => unknown
  /** The provider does not accept a person's refresh token any more: they have to sign in again before the next call in their name. */
  onGrantLost?: (of: { readonly userId: string; readonly error: LoginError }) => unknown
}

/** Runs a hook that cannot undo what has happened. */
export async function tell(
  hook: keyof Hooks,
  run: (() => unknown) | undefined,
  emit: Emit,
): Promise<void> {
  try {
    await run?.()
  } catch (error) {
    emit({ type: 'hook.failed', hook, error: asHookError(error, hook, 'session') })
  }
}

/** Events for the site, in its own names of people; it may fail with them as it likes. A lost grant has a hook of its own. */
export function createEmit(
  onEvent: ((event: LoginEvent) => unknown) | undefined,
  { onGrantLost }: Hooks,
  keys: UserKeys,
): Emit {
  const emit = async (event: LoginEvent) => {
    const named = 'userId' in event ? { ...event, userId: keys.userIdOf(event.userId) } : event
    try {
      await onEvent?.(named)
    } catch {
      // A listener that fails is no reason to fail a login.
    }
  }
  return (event) => {
    emit(event)
    if (event.type !== 'refresh.failed' || event.error.code !== 'grant_lost') return
    const of = { userId: keys.userIdOf(event.userId), error: event.error }
    tell('onGrantLost', () => onGrantLost?.(of), emit)
  }
}
