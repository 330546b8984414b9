/** How FastAPI says what was wrong with a request. */
import { type Call, isObject, scrub } from './failure.ts'

const MAX_PROBLEMS = 20

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
    const path = scrub(call, Array.isArray(loc) ? loc.join('.') : '')
    fields[path] = [...(fields[path] ?? []), scrub(call, msg)]
  }
  const told = Object.entries(fields).map(([path, sentences]) => `${path}: ${sentences.join(' ')}`)
  return { description: told.join('; '), fields }
}
