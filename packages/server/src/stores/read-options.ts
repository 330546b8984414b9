import { LoginError } from '@sso-login/client'
import { maxTimeoutMs } from '../max-timeout.ts'

/** What stores have to choose. */
interface StoreOptions {
  now?: () => number
  prefix?: string
  timeoutMs?: number
}

const checks: Readonly<Record<keyof StoreOptions, readonly [(value: unknown) => boolean, string]>> =
  {
    now: [(value) => typeof value === 'function', 'a function'],
    prefix: [(value) => typeof value === 'string' && value !== '', 'a text with something in it'],
    timeoutMs: [
      (value) => typeof value === 'number' && value > 0 && value <= maxTimeoutMs,
      'a number of milliseconds above 0',
    ],
  }

/**
 * The options of a store, as they are.
 * @throws LoginError `invalid_config`, with `key`.
 */
export function readStoreOptions<K extends keyof StoreOptions>(
  options: Pick<StoreOptions, K>,
  known: readonly K[],
): Pick<StoreOptions, K> {
  if (typeof options !== 'object' || options === null) {
    throw invalid('options', 'The options must be an object.', known)
  }
  for (const [key, value] of Object.entries(options)) {
    if (!known.includes(key as K)) throw invalid(key, `There is no option ${key}.`, known)
    const [isRight, shape] = checks[key as K]
    if (value !== undefined && !isRight(value)) {
      throw invalid(key, `${key} must be ${shape}.`, known)
    }
  }
  return options
}

const invalid = (key: string, message: string, known: readonly string[]) =>
  new LoginError({
    code: 'invalid_config',
    step: 'config',
    key,
    message,
    hint: `Options of this store: ${known.join(', ')}.`,
  })
