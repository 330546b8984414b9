import { isLoginError, LoginError, type LoginStep } from '@sso-login/client'

/** Whatever was thrown, as the one error type. */
export const asLoginError = (error: unknown, step: LoginStep): LoginError =>
  isLoginError(error)
    ? error
    : new LoginError({
        code: 'server_error',
        step,
        message: 'Something unexpected failed.',
        cause: error,
      })
