/** The parameters of a query or a form: of a repeated name the last value counts, all stay readable. */
export interface Parameters {
  readonly pairs: readonly (readonly [name: string, value: string])[]
  readonly get: (name: string) => string | undefined
  readonly all: (name: string) => string[]
  readonly has: (name: string) => boolean
  /** The names of the files, in a multipart body. */
  readonly files?: readonly string[]
}

export function parametersOf(pairs: readonly (readonly [string, string])[]): Parameters {
  const last = new Map(pairs)
  return {
    pairs,
    get: (name) => last.get(name),
    all: (name) => pairs.filter(([key]) => key === name).map(([, value]) => value),
    has: (name) => last.has(name),
  }
}

export const noParameters: Parameters = parametersOf([])

/** Reads `application/x-www-form-urlencoded` text; a malformed escape stands for itself. */
export function parseParameters(text: string): Parameters {
  if (text === '') return noParameters
  // URLSearchParams would take a leading question mark away.
  return parametersOf([...new URLSearchParams(text.startsWith('?') ? `&${text}` : text)])
}

/** One that is there more than once, where none may be (RFC 6749 3.1 and 3.2). */
export function repeatedName({ pairs }: Parameters): string | undefined {
  const seen = new Set<string>()
  for (const [name] of pairs) {
    if (seen.has(name)) return name
    seen.add(name)
  }
  return undefined
}
