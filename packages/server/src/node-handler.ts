/**
 * `node:http` and Express. Their requests are described by what is used of them, so that this file,
 * and whatever imports it, needs no `node:` module and runs anywhere.
 */
import { isRoute } from './routes.ts'
import type { Site } from './site.ts'

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

export type NodeHandler = (
  request: NodeRequest,
  response: NodeResponse,
  next?: (error?: unknown) => void,
) => void

type Answer = (request: Request) => Promise<Response>

/** A handler for `app.use('/auth', ...)`, for `app.use(...)`, and for `createServer(...)`. */
export const createNodeHandler =
  (site: Site, answer: Answer): NodeHandler =>
  (request, response, next) => {
    const url = urlOf(request, site)
    if (next && !(url && isRoute(site, url.pathname))) return next()
    handle(request, response, url, answer).catch((error: unknown) => {
      if (next) return next(error)
      response.statusCode = 500
      response.end()
    })
  }

async function handle(
  request: NodeRequest,
  response: NodeResponse,
  url: URL | null,
  answer: Answer,
): Promise<void> {
  const asked = url && requestOf(request, url)
  if (!asked) {
    response.statusCode = 400
    response.end()
    return
  }
  const { status, headers, body } = await answer(asked).then(async (answered) => ({
    status: answered.status,
    headers: answered.headers,
    body: await answered.text(),
  }))
  response.statusCode = status
  for (const [name, value] of headers) {
    // Cookies are many, and the site may have set some already.
    if (name === 'set-cookie') response.appendHeader(name, value)
    else response.setHeader(name, value)
  }
  response.end(body)
}

/** On the site's origin, whatever the `Host` header says; null for what is no address. */
function urlOf({ originalUrl, url = '/' }: NodeRequest, { origin }: Site): URL | null {
  const target = originalUrl ?? url
  // Put together as text: `//evil/auth/login` is a path here and would be a host to the parser.
  if (target.startsWith('/')) return URL.parse(origin + target)
  const absolute = URL.parse(target)
  return absolute && URL.parse(origin + absolute.pathname + absolute.search)
}

function requestOf(request: NodeRequest, url: URL): Request | null {
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
