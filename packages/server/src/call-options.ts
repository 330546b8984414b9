import type { LoginStep } from '@sso-login/client'
import { invalid } from './invalid.ts'
import { isTimeout, timeoutShape } from './timeout.ts'

interface KnownOptions {
  signal?: AbortSignal | null
  timeoutMs?: number
}

/**
 * What a method was called with, as it is. A signal that is falsy is none.
 * @param key What the method calls it.
 * @throws LoginError `invalid_config`, with the key `key` or `signal`.
 */
export function readCallOptions<O extends KnownOptions>(
  options: O | undefined,
  step: LoginStep,
  key = 'options',
): Partial<O> {
  if (options === undefined) return {}
  if (typeof options !== 'object' || options === null) {
    throw invalid(key, `${key} must be an object.`, 'Or leave it out.', { step })
  }
  const { signal } = options
  if (signal && !isSignal(signal)) {
    throw invalid('signal', 'signal must be an AbortSignal.', 'E.g. AbortSignal.timeout(5000).', {
      step,
    })
  }
  return options
}

/** @throws LoginError `invalid_config`, with the key `timeoutMs`. */
export function checkTimeout(timeoutMs: unknown, step: LoginStep): void {
  if (isTimeout(timeoutMs)) return
  throw invalid('timeoutMs', `timeoutMs must be ${timeoutShape}.`, 'E.g. 5000.', { step })
}

/** Not `instanceof`: there may be several realms, each with its own. */
const isSignal = ({ aborted, addEventListener }: AbortSignal) =>
  typeof aborted === 'boolean' && typeof addEventListener === 'function'
