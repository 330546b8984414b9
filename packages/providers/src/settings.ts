/** What a setting may be: one of these values, or what the test lets through. */
type Rule = readonly unknown[] | ((value: unknown) => boolean)

export const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''

/** One label of a host's name (RFC 1123 2.1), in small letters as URLs have it: it can lead to no other host. */
export const isHostLabel = (value: unknown): boolean =>
  typeof value === 'string' && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)

/**
 * The settings of a provider, for who has no compiler: what is misspelt would else be passed over.
 * @throws TypeError, with `code` `invalid_config` and the setting as `key`: `LoginError` is the client's, which nothing here may import.
 */
export function readSettings<S extends object>(
  maker: string,
  settings: S,
  rules: Readonly<Record<keyof S, Rule>>,
): S {
  const given: object = Object(settings)
  for (const [key, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, key) ? rules[key as keyof S] : undefined
    if (!rule) {
      throw invalid(
        key,
        `${key} is no setting of ${maker}; it has ${Object.keys(rules).join(', ')}`,
      )
    }
    const isList = typeof rule !== 'function'
    if (value === undefined || (isList ? rule.includes(value) : rule(value))) continue
    const wanted = isList ? `: ${rule.map((each) => JSON.stringify(each)).join(' or ')}` : ''
    throw invalid(key, `${key} of ${maker} must be as its type says${wanted}`)
  }
  return given as S
}

const invalid = (key: string, message: string) =>
  Object.assign(new TypeError(message), { code: 'invalid_config' as const, key })
