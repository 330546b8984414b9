import { isLoginError, LoginError, type LoginStep } from '@sso-login/client'

/** For what must not be left undone because a connection was lost just then; the call may have worked the first time. */
export const storedSurely = <T>(step: LoginStep, call: () => Promise<T>): Promise<T> =>
  stored(step, () => call().catch(call))

/** Runs a call of the store; whatever it throws becomes `store_error`. */
export async function stored<T>(step: LoginStep, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    throw asStoreError(step, cause)
  }
}

export const asStoreError = (step: LoginStep, cause: unknown): LoginError =>
  isLoginError(cause)
    ? cause
    : new LoginError({
        code: 'store_error',
        step,
        message: 'The store of sessions and grants failed.',
        hint: 'See the cause: is its database there, and may this process write to it?',
        cause,
      })
