import { parseCookie, serializeCookie } from 'cookie-es'
import { defaultBasePath, type Site } from './site.ts'

type NodeHeaders = Readonly<Record<string, string | string[] | undefined>>

/** What a request is known by here: a `Request`, or Node's `IncomingMessage`. */
export interface RequestLike {
  readonly headers: Pick<Headers, 'get'> | NodeHeaders
}

/** Every value of every cookie sent: two may have one name when somebody set one for a wider path or domain. */
export type Cookies = ReadonlyMap<string, readonly string[]>

/** Browsers refuse more than 4096 for name and value; nothing longer was made by us. */
export const maxCookieCharacters = 4096

/** As they came: ours hold nothing to unescape, and a provider's is shown to it as it has set it. */
const asTheyCame = { allowMultiple: true, decode: (value: string) => value } as const

export function readCookies(request: RequestLike): Cookies {
  const parsed = parseCookie(headerOf(request, 'cookie') ?? '', asTheyCame)
  const short = (value: string) => value.length <= maxCookieCharacters
  return new Map(
    Object.entries(parsed).map(([name, value]) => [name, [value ?? []].flat().filter(short)]),
  )
}

/** Those of one name only. */
export function cookieValues(request: RequestLike, name: string): readonly string[] {
  const header = headerOf(request, 'cookie')
  if (!header?.includes(name)) return []
  const { allowMultiple, decode } = asTheyCame
  const filter = (other: string) => other === name
  const { [name]: value } = parseCookie(header, { allowMultiple, decode, filter })
  if (value === undefined) return []
  const values = typeof value === 'string' ? [value] : value
  return values.filter((one) => one.length <= maxCookieCharacters)
}

/** @param name In lower case. */
export function headerOf({ headers }: RequestLike, name: string): string | null {
  // Not `instanceof`: frameworks bring a `Headers` of their own.
  const value = isHeaders(headers) ? headers.get(name) : headers[name]
  return typeof value === 'string' ? value : null
}

const isHeaders = (headers: RequestLike['headers']): headers is Pick<Headers, 'get'> =>
  typeof (headers as Headers).get === 'function'

export const sessionCookieName = (site: Site): string => nameOf(site, 'session')

/** `__Host-` wants the path `/`, though these are for our routes only. */
export const transactionCookiePrefix = (site: Site): string => nameOf(site, 'tx.')

/**
 * `__Host-` pins a cookie to this host and to https, and a subdomain cannot set it (RFC 6265bis 4.1.3.2): a transaction
 * that it could plant, together with its callback's address, would sign the visitor in as somebody else. Cookies know
 * no ports (RFC 6265 8.5): what tells the sites of one host apart is in the name.
 */
function nameOf({ origin, secure, basePath }: Site, kind: string): string {
  const { port } = new URL(origin)
  const path = basePath === defaultBasePath ? '' : basePath.replaceAll('/', '+')
  return `${secure ? '__Host-' : ''}sso-login${port && `.${port}`}${path}.${kind}`
}

/** What a cookie is sealed for: it opens at this site alone, should another one have the same secret. */
export const cookiePurpose = ({ origin }: Site, name: string): string => `${origin} ${name}`

/** A `Set-Cookie` line. */
export const setCookie = (site: Site, name: string, value: string, maxAgeSeconds: number): string =>
  serializeCookie(name, value, {
    path: '/',
    maxAge: Math.max(0, Math.floor(maxAgeSeconds)),
    httpOnly: true,
    secure: site.secure,
    // Not strict: the callback is a navigation from the provider's site, and has to bring both.
    sameSite: 'lax',
  })
