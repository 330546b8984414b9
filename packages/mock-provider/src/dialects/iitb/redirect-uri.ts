/** Redirect URIs as the provider judges them (seen). */
import { splitTarget } from '../../http-message.ts'
import { parseParameters } from '../../parameters.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { urlEncode } from './python-text.ts'

const pchar = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
// The user part of an authority is one character long there; so a `user@host` is no URI to it.
const authority =
  "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:]@)?(?:\\[[0-9A-Fa-f:.]+\\]|(?:[A-Za-z0-9\\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"
const absolute = new RegExp(
  `^[A-Za-z][A-Za-z0-9+\\-.]*:(?://${authority}(?:/${pchar}*)*|/(?:${pchar}+(?:/${pchar}*)*)?|${pchar}+(?:/${pchar}*)*)?(?:\\?(?:${pchar}|[/?])*)?$`,
)

/** An absolute-URI of RFC 3986 4.3: with a scheme, without a fragment; one line break may follow. */
export const isAbsoluteUri = (uri: string): boolean => absolute.test(uri.replace(/\n$/, ''))

/** What reading a URI and writing it again loses: case of the scheme, a line break, an empty `;`. */
const writtenAnew = (uri: string): string => {
  const colon = uri.indexOf(':')
  const written = uri.slice(0, colon).toLowerCase() + uri.slice(colon).replaceAll('\n', '')
  return written.includes(';') ? written.replace(/^([^?#]*\/[^/?#;]*);(?=[?#]|$)/, '$1') : written
}

interface Parts {
  readonly origin: string
  readonly path: string
  readonly query: string
}

/** The scheme is read in lower case, the host as it stands; `;parameters` of the last segment do not count. */
function partsOf(sent: string): Parts {
  const uri = sent.replaceAll('\n', '')
  const colon = uri.indexOf(':')
  const scheme = uri.slice(0, colon).toLowerCase()
  const rest = uri.slice(colon + 1)
  const end = rest.startsWith('//') ? rest.slice(2).search(/[/?#]/) : -2
  const host = end === -2 ? '' : end === -1 ? rest : rest.slice(0, end + 2)
  const local = rest.slice(host.length)
  const { path, query } = splitTarget(local.startsWith('/') ? local : `/${local}`)
  return {
    origin: `${scheme}:${host}`,
    path: (local.startsWith('/') ? path : path.slice(1)).replace(/;[^/]*$/, ''),
    query,
  }
}

/** The pairs of a query that have a value; the others are passed over. */
const queryPairs = (query: string): Set<string> =>
  new Set(
    parseParameters(query)
      .pairs.filter(([, v]) => v !== '')
      .map((pair) => urlEncode([pair])),
  )

const loopbackHttp = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?(?:[/?]|$)/

/** Same scheme, host, port and path as a registered one, with at least its query. */
export function isRedirectUriAllowed(client: RegisteredClient, uri: string): boolean {
  if (client.redirectUris.includes(uri)) return true
  if (client.loopbackRedirects && loopbackHttp.test(uri)) return true
  const asked = partsOf(uri)
  const askedPairs = queryPairs(asked.query)
  return client.redirectUris.some((registered) => {
    const known = partsOf(registered)
    return (
      known.origin === asked.origin &&
      known.path === asked.path &&
      [...queryPairs(known.query)].every((pair) => askedPairs.has(pair))
    )
  })
}

/** Adds parameters to the query or the fragment; what stood there is written anew (seen). */
export function addParameters(
  sent: string,
  added: readonly (readonly [string, string])[],
  where: 'query' | 'fragment',
): string {
  const uri = writtenAnew(sent)
  const hash = uri.indexOf('#')
  const beforeHash = hash < 0 ? uri : uri.slice(0, hash)
  const fragment = hash < 0 ? '' : uri.slice(hash + 1)
  if (where === 'fragment') {
    return `${beforeHash}#${urlEncode([...parseParameters(fragment).pairs, ...added])}`
  }
  const mark = beforeHash.indexOf('?')
  const [base, query] =
    mark < 0 ? [beforeHash, ''] : [beforeHash.slice(0, mark), beforeHash.slice(mark + 1)]
  return `${base}?${urlEncode([...parseParameters(query).pairs, ...added])}`
}
