/**
 * One HTTP exchange, as plain values: the core runs on these, and `fetch` and `node:http` are thin
 * adapters around it. Request and Response objects would cost more than the rest of a login.
 */

export interface Incoming {
  readonly method: string
  /** The path as it was sent, without the query. */
  readonly path: string
  /** The raw query, without its question mark. */
  readonly query: string
  /** A header by its lower-case name; undefined where it was not sent. */
  readonly header: (name: string) => string | undefined
  /** Decoded as UTF-8, whatever was sent. */
  readonly body: string
  /** The body as it was sent, where there is one. */
  readonly bytes?: Uint8Array
}

/** How an answer leaves: at once and whole, unless a fault says otherwise. */
export type Delivery =
  /** The connection breaks before any answer. */
  | { readonly kind: 'drop' }
  /** No answer ever comes, and the connection stays open. */
  | { readonly kind: 'never' }
  /** The connection breaks in the middle of the body. */
  | { readonly kind: 'truncate' }
  /** Half of the body, and then nothing more; the connection stays open. */
  | { readonly kind: 'stall' }
  /** One byte of the body every `everyMs` milliseconds. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** What `follow` sends comes after the body, until the caller goes; then what it returned is called. */
  | { readonly kind: 'stream'; readonly follow: (send: (text: string) => void) => () => void }

export type Headers = { readonly [name: string]: string | readonly string[] }

export interface Outgoing {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  readonly delivery?: Delivery
}

export const json = (status: number, value: unknown, headers: Headers = {}): Outgoing => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
})

export const withHeaders = (answer: Outgoing, headers: Headers): Outgoing => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
})

/** Splits a request target (`/path?query`) or an absolute URL without normalising either part. */
export function splitTarget(target: string): { path: string; query: string } {
  const start = target.startsWith('/') ? 0 : target.indexOf('/', target.indexOf('://') + 3)
  const local = start < 0 ? '/' : target.slice(start)
  const hash = local.indexOf('#')
  const sent = hash < 0 ? local : local.slice(0, hash)
  const mark = sent.indexOf('?')
  return mark < 0
    ? { path: sent, query: '' }
    : { path: sent.slice(0, mark), query: sent.slice(mark + 1) }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The body of a request that sent these bytes. */
export const bodyOf = (bytes: Uint8Array): Pick<Incoming, 'body' | 'bytes'> => ({
  body: decoder.decode(bytes),
  bytes,
})
