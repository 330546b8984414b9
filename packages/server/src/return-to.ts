import { pathBelow, type Site } from './site.ts'

/** Longer ones would not fit a cookie. */
const maxCharacters = 2000

const errorParameter = 'sso_error'

/**
 * Where a visitor goes afterwards, kept within the site: a path with query and fragment, as the URL
 * parser reads it. `/` for everything else: another origin however it is written (`//evil`, `/\evil`,
 * `/\t/evil`), a scheme of its own, control characters, and our own routes, which would go in circles.
 */
export function safeReturnTo(wanted: unknown, site: Site): string {
  if (typeof wanted !== 'string' || !wanted || hasControlCharacter(wanted)) return '/'
  const url = URL.parse(wanted, `${site.origin}/`)
  if (url?.origin !== site.origin) return '/'
  // `/.//evil` is of our origin, and its path alone would lead away; `blob:` has our origin and no path.
  if (!/^\/(?!\/)/.test(url.pathname) || pathBelow(site, url.pathname) !== null) return '/'
  const path = url.pathname + withoutError(url.search) + url.hash
  return path.length > maxCharacters ? '/' : path
}

/** The same place, told what went wrong. */
export function withError(returnTo: string, code: string): string {
  const [, path = '/', query = '', hash = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(returnTo) ?? []
  const rest = withoutError(query)
  return `${path}${rest ? `${rest}&` : '?'}${errorParameter}=${code}${hash}`
}

/** The error that a failed login left in an address. */
export const errorIn = (address: string): string | null =>
  URL.parse(address, 'https://any.example')?.searchParams.get(errorParameter) ?? null

/** An error of an earlier try is over. The rest of the query stays as it was written. */
function withoutError(search: string): string {
  const pairs = search.slice(1).split('&')
  const rest = pairs.filter((pair) => pair && pair.split('=')[0] !== errorParameter)
  return rest.length > 0 ? `?${rest.join('&')}` : ''
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code < 0x20 || code === 0x7f) return true
  }
  return false
}
