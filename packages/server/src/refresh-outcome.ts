import { LoginError, type Tokens } from '@sso-login/client'

/** How a refresh ended. */
export type RefreshOutcome<S extends string = string> =
  /** The provider was asked, and its tokens are kept. */
  | { readonly type: 'refreshed'; readonly tokens: Tokens<S> }
  /** The tokens are good without asking: another call or process had asked. */
  | { readonly type: 'adopted'; readonly tokens: Tokens<S> }
  /** It did not work this time. `tokens`: the present ones, where they are good for a while yet. */
  | { readonly type: 'transient'; readonly error: LoginError; readonly tokens?: Tokens<S> }
  /** The provider does not accept the refresh token any more; the grant is gone, and the person has to sign in again. */
  | { readonly type: 'grant_lost'; readonly error: LoginError }

export const grantMissing = () =>
  new LoginError({
    code: 'grant_missing',
    step: 'refresh',
    message: 'There is no grant of this person.',
    hint: 'Let the person sign in. A grant ends with its session unless keepGrants is set.',
  })

export function grantLost({ provider }: Pick<LoginError, 'provider'> = {}): LoginError {
  return new LoginError({
    code: 'grant_lost',
    step: 'refresh',
    message: 'The provider does not accept the refresh token of this grant any more.',
    hint: 'Let the person sign in again: access was withdrawn, or a rotated token never arrived.',
    ...(provider ? { provider } : {}),
  })
}

export const refreshTimeout = () =>
  new LoginError({
    code: 'timeout',
    step: 'refresh',
    message: 'Another process has been refreshing this grant for too long.',
  })

export const closing = () =>
  new LoginError({
    code: 'aborted',
    step: 'refresh',
    message: 'This process is closing, so it starts no refresh.',
  })

/** What whoever just needs tokens gets of it. @throws LoginError where there are none that are good. */
export function tokensOf(outcome: RefreshOutcome): Tokens {
  if ('tokens' in outcome && outcome.tokens) return outcome.tokens
  throw (outcome as { error: LoginError }).error
}
