import type { LoginStep } from '@sso-login/client'
import { invalid } from './invalid.ts'
import { isTimeout, timeoutShape } from './timeout.ts'

interface KnownOptions {
  signal?: AbortSignal | null
  timeoutMs?: number
}

/**
 * What a method was called with, as it is.
 * @param key What the method calls it.
 * @throws LoginError `invalid_config`, with the key `key`, `signal` or `timeoutMs`.
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
  const { signal, timeoutMs } = options
  if (signal !== undefined && signal !== null && !isSignal(signal)) {
    throw invalid('signal', 'signal must be an AbortSignal.', 'E.g. AbortSignal.timeout(5000).', {
      step,
    })
  }
  if (timeoutMs !== undefined && !isTimeout(timeoutMs)) {
    throw invalid('timeoutMs', `timeoutMs must be ${timeoutShape}.`, 'E.g. 5000.', { step })
  }
  return options
}

/** Not `instanceof`: there may be several realms, each with its own. */
const isSignal = ({ aborted, addEventListener }: AbortSignal) =>
  typeof aborted === 'boolean' && typeof addEventListener === 'function'
