import { isLoginError, LoginError, type LoginStep } from '@sso-login/client'

/** Runs a call of the store; whatever it throws becomes `store_error`. */
export async function stored<T>(step: LoginStep, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    if (isLoginError(cause)) throw cause
    throw new LoginError({
      code: 'store_error',
      step,
      message: 'The store of sessions and grants failed.',
      hint: 'See the cause: is its database there, and may this process write to it?',
      cause,
    })
  }
}
