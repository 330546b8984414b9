/**
 * Node's requests and responses, described by what is used of them, so that this file, and whatever
 * imports it, needs no `node:` module and runs anywhere.
 */
import type { Site } from '../site.ts'

/** Node's `IncomingMessage`, or Express's `Request`. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Express: the whole of what was asked for; `url` is without the path it is mounted at. */
  readonly originalUrl?: string
  /** Express: what a parser has made of the body, which cannot be read again. */
  readonly body?: unknown
}

/** Node's `ServerResponse`, or Express's `Response`. */
export interface NodeResponse {
  statusCode: number
  setHeader(name: string, value: string): unknown
  appendHeader(name: string, value: string): unknown
  end(body?: string): unknown
}

/** Writes an answer; a response of a framework keeps what the site has set on it already. */
export async function writeAnswer(response: NodeResponse, answer: Response): Promise<void> {
  const body = await answer.text()
  response.statusCode = answer.status
  for (const [name, value] of answer.headers) {
    // Cookies are many, and the site may have set some already.
    if (name === 'set-cookie') response.appendHeader(name, value)
    else response.setHeader(name, value)
  }
  response.end(body)
}

/** On the site's origin, whatever the `Host` header says; null for what is no address. */
export function urlOf({ originalUrl, url = '/' }: NodeRequest, { origin }: Site): URL | null {
  const target = originalUrl ?? url
  // Put together as text: `//evil/auth/login` is a path here and would be a host to the parser.
  if (target.startsWith('/')) return URL.parse(origin + target)
  const absolute = URL.parse(target)
  return absolute && URL.parse(origin + absolute.pathname + absolute.search)
}

/** Null for what is no request to us, e.g. CONNECT. */
export function requestOf(request: NodeRequest, url: URL): Request | null {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    // HTTP/2 has pseudo headers, `:method` and the like.
    if (value !== undefined && !name.startsWith(':')) headers.set(name, String(value))
  }
  try {
    const method = request.method ?? 'GET'
    return new Request(url, { method, headers, ...bodyOf(request) })
  } catch {
    // CONNECT, TRACE and what is no method at all.
    return null
  }
}

function bodyOf(request: NodeRequest): RequestInit & { duplex?: 'half' } {
  const { method, body } = request
  if (method !== 'POST') return {}
  if (body === null || body === undefined) return { body: streamOf(request), duplex: 'half' }
  if (typeof body !== 'object') return {}
  const fields = Object.entries(body).filter(([, value]) => typeof value === 'string')
  return { body: new URLSearchParams(fields as [string, string][]).toString() }
}

/** Not to be cancelled: that would end the connection before the answer. */
function streamOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = source[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value as Uint8Array<ArrayBuffer>)
    },
  })
}
