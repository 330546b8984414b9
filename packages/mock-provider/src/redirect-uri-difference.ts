/** How a refused redirect URI differs from what was expected, in words for the log. */
export function redirectUriDifference(
  asked: string,
  known: readonly string[],
  what = 'the registered one',
): string {
  const difference = (expected: string): string | undefined => {
    if (`${asked}/` === expected || asked === `${expected}/`) return 'by a trailing slash'
    if (asked.toLowerCase() === expected.toLowerCase()) return 'in upper and lower case'
    const [a, b] = [partsOf(asked), partsOf(expected)]
    if (a.origin !== b.origin && a.path === b.path) {
      const [schemeA, hostA = ''] = a.origin.split('://')
      const [schemeB, hostB = ''] = b.origin.split('://')
      if (hostA === hostB && schemeA !== schemeB) return 'by its scheme'
      if (hostA.replace(/:\d+$/, '') === hostB.replace(/:\d+$/, '')) return 'by its port'
      return 'by its host'
    }
    if (a.origin === b.origin && a.path === b.path) return 'by its query'
    if (a.origin === b.origin) return 'by its path'
    return undefined
  }
  const flaw = redirectUriFlaw(asked)
  if (flaw) return flaw
  for (const expected of known) {
    const words = difference(expected)
    if (words) return `redirect_uri differs from ${what} ${words}`
  }
  return `redirect_uri has nothing in common with ${what}`
}

/** What no redirect URI may have, registered or not. */
export function redirectUriFlaw(uri: string): string | undefined {
  if (uri.includes('#')) return 'redirect_uri has a fragment (RFC 6749 3.1.2)'
  return partsOf(uri).origin.includes('@')
    ? 'redirect_uri has a user name before its host'
    : undefined
}

interface Parts {
  readonly origin: string
  readonly path: string
  readonly query: string
}

/** Without the URL parser, which would mend what is wrong. */
function partsOf(uri: string): Parts {
  const [, scheme = '', host = '', path = '', query = ''] =
    /^([^:]*:)?(\/\/[^/?#]*)?([^?]*)(.*)$/s.exec(uri) ?? []
  return { origin: scheme.toLowerCase() + host, path, query }
}
