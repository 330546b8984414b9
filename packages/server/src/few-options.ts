import { invalid } from './invalid.ts'
import { isTimeout, timeoutShape } from './timeout.ts'

/** What stores, and a certificate, leave to choose. */
interface FewOptions {
  now?: () => number
  prefix?: string
  timeoutMs?: number
}

const checks: Readonly<Record<keyof FewOptions, readonly [(value: unknown) => boolean, string]>> = {
  now: [(value) => typeof value === 'function', 'a function'],
  prefix: [(value) => typeof value === 'string' && value !== '', 'a text with something in it'],
  timeoutMs: [isTimeout, timeoutShape],
}

/**
 * The options, as they are.
 * @throws LoginError `invalid_config`, with `key`.
 */
export function readFewOptions<K extends keyof FewOptions>(
  options: Pick<FewOptions, K>,
  known: readonly K[],
): Pick<FewOptions, K> {
  if (typeof options !== 'object' || options === null) {
    throw unfit('options', 'The options must be an object.', known)
  }
  for (const [key, value] of Object.entries(options)) {
    if (!known.includes(key as K)) throw unfit(key, `There is no option ${key}.`, known)
    const [isRight, shape] = checks[key as K]
    if (value !== undefined && !isRight(value)) {
      throw unfit(key, `${key} must be ${shape}.`, known)
    }
  }
  return options
}

const unfit = (key: string, message: string, known: readonly string[]) =>
  invalid(key, message, `Options: ${known.join(', ')}.`)
