/** What `fetch` was called with, as the core reads it. */
import { bodyOf, type Incoming, splitTarget } from './http-message.ts'

/** A request, and what of it only the caller's side looks at. */
export interface FetchCall {
  readonly incoming: Incoming | Promise<Incoming>
  readonly redirect: RequestRedirect
  readonly signal: AbortSignal | null
}

/** @throws TypeError for what `fetch` refuses too, e.g. a relative URL */
export function fetchCallOf(input: Request | string | URL, init: RequestInit = {}): FetchCall {
  if (!(input instanceof Request) && isPlain(init)) {
    const url = new URL(input)
    if (url.username === '' && url.password === '') {
      return { incoming: plainIncoming(url, init), redirect: 'follow', signal: null }
    }
  }
  const request = new Request(input, init)
  return { incoming: incomingOf(request), redirect: request.redirect, signal: request.signal }
}

interface PlainInit {
  readonly method?: string
  readonly headers?: HeadersInit
  readonly body?: string | URLSearchParams | null
}

const withoutBody: readonly (string | undefined)[] = [undefined, 'GET', 'HEAD']
const plainMethods: readonly (string | undefined)[] = [...withoutBody, 'POST']

/**
 * What nearly every request is. It is read without the platform's Request, which costs as much as the rest
 * of a login; whatever else there may be in `init` is left to that.
 */
const isPlain = (init: RequestInit): init is PlainInit =>
  Object.keys(init).every((name) => ['method', 'headers', 'body'].includes(name)) &&
  plainMethods.includes(init.method) &&
  (init.body === undefined ||
    init.body === null ||
    (!withoutBody.includes(init.method) &&
      (typeof init.body === 'string' || init.body instanceof URLSearchParams)))

const encoder = new TextEncoder()

function plainIncoming(url: URL, { method = 'GET', headers, body }: PlainInit): Incoming {
  const sent = headersOf(headers)
  const { path, query } = splitTarget(url.href)
  const header = (name: string) => sent.get(name) ?? (name === 'host' ? url.host : undefined)
  if (body === undefined || body === null) return { method, path, query, header, body: '' }
  if (!sent.has('content-type')) sent.set('content-type', typeOf(body))
  const text = String(body).toWellFormed()
  return {
    method,
    path,
    query,
    header,
    body: text,
    get bytes() {
      return encoder.encode(text)
    },
  }
}

const plainName = /^[\w-]+$/
const plainValue = /^[!-~](?:[ -~]*[!-~])?$/

/** By lower-case names. Plain ones are read without the platform's Headers, for the same reason. */
function headersOf(given: HeadersInit = {}): Headers | Map<string, string> {
  if (given.constructor !== Object) return new Headers(given)
  const sent = new Map<string, string>()
  for (const [name, value] of Object.entries(given as Record<string, unknown>)) {
    const key = name.toLowerCase()
    const isPlain = typeof value === 'string' && plainValue.test(value) && plainName.test(name)
    if (!isPlain || sent.has(key)) return new Headers(given)
    sent.set(key, value)
  }
  return sent
}

const typeOf = (body: string | URLSearchParams): string =>
  typeof body === 'string'
    ? 'text/plain;charset=UTF-8'
    : 'application/x-www-form-urlencoded;charset=UTF-8'

/** A Request as the core reads it; `headers` stand in for those that the request does not have. */
export async function incomingOf(
  request: Request,
  headers: Readonly<Record<string, string>> = {},
): Promise<Incoming> {
  const bytes = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer())
  return {
    method: request.method,
    ...splitTarget(request.url),
    header: (name) =>
      request.headers.get(name) ?? (name === 'host' ? new URL(request.url).host : headers[name]),
    ...(bytes ? bodyOf(bytes) : { body: '' }),
  }
}
