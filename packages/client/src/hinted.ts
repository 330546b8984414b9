/** Hints of entries that ask for other things than a login does: there a refusal has other reasons. */
import { isLoginError, type LoginErrorCode } from './errors.ts'

/** The same error with the hint for its code, if there is one; what a server says of its own failure stays. */
export function hinted(error: unknown, hints: { [Code in LoginErrorCode]?: string }): unknown {
  const hint = isLoginError(error) && hints[error.code]
  const isDown = isLoginError(error) && (error.provider?.status ?? 0) >= 500
  return hint && !isDown ? Object.assign(error, { hint }) : error
}
