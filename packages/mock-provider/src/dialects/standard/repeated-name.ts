import type { Parameters } from '../../parameters.ts'

/** RFC 6749 3.1 and 3.2: no parameter may be there more than once. */
export function repeatedName({ pairs }: Parameters): string | undefined {
  const seen = new Set<string>()
  for (const [name] of pairs) {
    if (seen.has(name)) return name
    seen.add(name)
  }
  return undefined
}
