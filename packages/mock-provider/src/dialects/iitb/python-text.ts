/** Texts byte for byte as the provider's language writes them (seen). */

/** `quote_plus`: encodes what encodeURIComponent leaves alone. */
const quotePlus = (text: string): string =>
  /^[\w.-]*$/.test(text)
    ? text
    : encodeURIComponent(text)
        .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%20', '+')

export const urlEncode = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${quotePlus(name)}=${quotePlus(value)}`).join('&')

/** `unquote_plus`: malformed escapes stand for themselves, malformed UTF-8 becomes U+FFFD. */
export function unquotePlus(text: string): string {
  if (!/[%+]/.test(text)) return text
  const [pair] = new URLSearchParams(`v=${text.replaceAll('&', '%26')}`)
  return pair?.[1] ?? ''
}

/** A flat object as `json.dumps` writes it: spaces after the separators, ASCII only. */
export const jsonDumps = (value: Readonly<Record<string, string | number>>): string =>
  ascii(
    `{${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}: ${JSON.stringify(member)}`)
      .join(', ')}}`,
  )

// biome-ignore lint/suspicious/noControlCharactersInRegex: the class is "ASCII".
export const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text)

const ascii = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the class is "not ASCII".
  text.replace(/[^\x00-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** An escape that OAuthLib refuses: it raises where the framework would have read on. */
const badEscape = /%(?:[^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f])/

export const hasBadEscape = (query: string): boolean => badEscape.test(query)

/** What may not stand in a URI is escaped, what is escaped already stays. */
export const escapeUri = (uri: string): string =>
  uri.replace(/[^\w/#%[\]=:;$&()+,!?*@'~.-]+/gu, (odd) => encodeURIComponent(odd.toWellFormed()))

// Not what JavaScript trims: without U+FEFF, with the separators of ASCII and U+0085.
const space =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const outerSpace = new RegExp(`^${space}+|${space}+$`, 'g')

/** `str.strip`. */
export const strip = (text: string): string => text.replace(outerSpace, '')
