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

/** What a hook of the site threw: the site's own error, whole, since its stack says where. What is in it is the site's to know. */
export function asHookError(cause: unknown, hook: string, step: LoginStep): LoginError {
  if (isLoginError(cause)) return cause
  const message = `The site's ${hook} failed.`
  const error = new LoginError({ code: 'server_error', step, message, hint: 'See cause.', cause })
  // Of an `Error` JSON would show nothing.
  const short = error.toJSON()
  return Object.defineProperties(error, {
    cause: { value: cause },
    toJSON: { value: () => short },
  })
}
