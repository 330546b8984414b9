/** How FastAPI says what was wrong with a request. */
import type { LoginErrorCode } from './errors.ts'
import { type Call, isObject, scalarOf, scrub } from './failure.ts'

const MAX_PROBLEMS = 20

/**
 * The sentences that USSO's document lists as common issues. Chosen: that they are the whole of `detail`, and which
 * error of RFC 6749 5.2 each one is.
 */
const SENTENCES: readonly (readonly [RegExp, LoginErrorCode])[] = [
  [/^invalid grant\.?$/i, 'invalid_grant'],
  [/^invalid client_id\.?$/i, 'invalid_client'],
  [/^invalid redirect_uri\.?$/i, 'invalid_request'],
]

/** Our code for a `detail` that is one known sentence. */
export const codeOfDetail = (detail: unknown): LoginErrorCode | undefined =>
  SENTENCES.find(([sentence]) => typeof detail === 'string' && sentence.test(detail))?.[1]

/** `{"detail": [{"loc": ["body", "code"], "msg": "Field required"}]}` as a sentence, and by member. */
export function flattenDetail(
  call: Call,
  detail: unknown,
): { description?: string; fields?: Record<string, string[]> } {
  if (typeof detail === 'string') return { description: detail }
  if (!Array.isArray(detail)) return {}
  // The answer names the members: `constructor` is a name like any other.
  const fields: Record<string, string[]> = Object.create(null)
  for (const problem of detail.slice(0, MAX_PROBLEMS).filter(isObject)) {
    const { loc, msg } = problem
    const path = scrub(call, Array.isArray(loc) ? loc.map(scalarOf).join('.') : '')
    fields[path] = [...(fields[path] ?? []), scrub(call, msg)]
  }
  const told = Object.entries(fields).map(([path, sentences]) => `${path}: ${sentences.join(' ')}`)
  return { description: told.join('; '), fields }
}
