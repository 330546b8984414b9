/** The little language of the recorded cases: what they send, and what they expect. */

export type Variables = Map<string, string>

/** Fills `${name}` and `<base64:text>` into everything that a step sends. */
export function fill<T>(value: T, variables: Variables): T {
  if (typeof value === 'string') {
    return value
      .replace(/\$\{(\w+)\}/g, (_, name: string) => {
        const known = variables.get(name)
        if (known === undefined) throw new Error(`the case uses ${name} before it captures it`)
        return known
      })
      .replace(/<base64:([^>]*)>/g, (_, text: string) => Buffer.from(text).toString('base64')) as T
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, variables)) as T
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fill(item, variables)]),
    ) as T
  }
  return value
}

const inOrder = (words: string, separator: RegExp | string) =>
  words.trim().split(separator).sort().join(' ')

const matchers: Readonly<Record<string, (actual: unknown, argument: string) => boolean>> = {
  any: () => true,
  string: (actual) => typeof actual === 'string',
  number: (actual, argument) => actual === Number(argument),
  token30: (actual) => /^[A-Za-z0-9]{30}$/.test(String(actual)),
  'scope-set': (actual, argument) =>
    typeof actual === 'string' && actual.split(' ').sort().join(' ') === inOrder(argument, /\s+/),
  'fields-not-found': (actual, argument) => {
    const list = /^fields \((.*)\) not found$/.exec(String(actual))?.[1]
    return list !== undefined && inOrder(list, ', ') === inOrder(argument, /\s+/)
  },
  'starts-with': (actual, argument) => String(actual).startsWith(argument),
  'message-id': (actual) => /^<\d+\.\d+\.\d+@[^\s<>@]+>$/.test(String(actual)),
}

/** Every difference between what a case expects and what came, one text each; captures on the way. */
export function differences(
  expected: unknown,
  actual: unknown,
  at: string,
  variables: Variables,
): string[] {
  if (typeof expected === 'string') return textDifferences(expected, actual, at, variables)
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return expected.length === actual.length
      ? expected.flatMap((item, i) => differences(item, actual[i], `${at}[${i}]`, variables))
      : [`${at}: ${expected.length} items expected, got ${actual.length}`]
  }
  if (isRecord(expected) && isRecord(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)])
    return [...keys].flatMap((key) =>
      Object.hasOwn(expected, key)
        ? differences(expected[key], actual[key], `${at}.${key}`, variables)
        : [`${at}.${key}: not expected, got ${JSON.stringify(actual[key])}`],
    )
  }
  return Object.is(expected, actual) ? [] : [difference(at, expected, actual)]
}

function textDifferences(
  expected: string,
  actual: unknown,
  at: string,
  variables: Variables,
): string[] {
  const capture = /^\$\{(\w+)=(.*)\}$/s.exec(expected)
  const pattern = capture?.[2] ?? expected
  const [, name, argument = ''] = /^<([a-z][a-z0-9-]*)(?::\s*(.*?))?>$/s.exec(pattern) ?? []
  if (name === undefined) {
    const wanted = fill(pattern, variables)
    return wanted === actual ? [] : [difference(at, wanted, actual)]
  }
  const matches = matchers[name]
  if (!matches) throw new Error(`unknown matcher ${pattern}`)
  if (!matches(actual, argument)) return [difference(at, pattern, actual)]
  if (!capture) return []
  if ([...variables.values()].includes(String(actual))) return [`${at}: a value that came before`]
  variables.set(capture[1] as string, String(actual))
  return []
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const difference = (at: string, expected: unknown, actual: unknown) =>
  `${at}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`
