import type { LoginStep } from './errors.ts'
import { invalid, readText } from './settings.ts'

/** An id as the last part of a path. @throws LoginError `invalid_config`. */
export function pathOf(key: string, value: unknown, step: LoginStep): string {
  const id = readText(key, value, 'The provider issued it.')
  // A path drops these, however they are escaped: the request would go elsewhere.
  if (/^\.\.?$/.test(id)) invalid(key, 'must be an id', 'The provider issued it.', step)
  return `/${encodeURIComponent(id)}`
}
