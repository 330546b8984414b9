import type { Route } from './dialect.ts'
import { type Dispatch, responseOf } from './fetch-adapter.ts'
import { incomingOf } from './fetch-request.ts'
import { type Outgoing, withHeaders } from './http-message.ts'
import { MockUsageError } from './mock-errors.ts'

/** As much of MSW's `http` as is needed: the caller brings its own, so that this package has none. */
export interface MswHttp<Handler> {
  readonly all: (
    predicate: (info: { request: Request }) => boolean,
    resolver: (info: { request: Request }) => Promise<Response>,
  ) => Handler
}

export interface MswOptions {
  /** Where the provider lives: everything there is the mock's. */
  readonly providerOrigin: string
  /** Where the provider has endpoints on hosts of their own: only those are the mock's there. */
  readonly endpointOrigins: readonly string[]
  /** Where the mock is seen, perhaps the site's own origin: only the mock's paths are its own there. */
  readonly mockOrigin: () => string
  readonly find: (path: string) => Route
  readonly controlPrefix: string | null
}

/** What a person's browser goes to, which has cookies there; the other endpoints are for backends. */
const pageEndpoints = ['authorization', 'endSession', 'login', 'logout']

/** The mock as handlers of MSW 3, for `setupServer` in Node and `setupWorker` in browsers. */
export function mswHandlers<Handler>(
  http: MswHttp<Handler>,
  dispatch: Dispatch,
  { providerOrigin, endpointOrigins, mockOrigin, find, controlPrefix }: MswOptions,
): Handler[] {
  if (typeof http?.all !== 'function') {
    throw new MockUsageError('http', "not the http of MSW, as in import { http } from 'msw'")
  }
  const jar = createCookieJar()
  const isOwnPath = (path: string) =>
    find(path).endpoint !== 'other' || (controlPrefix !== null && path.startsWith(controlPrefix))
  const isOwn = ({ request }: { request: Request }) => {
    const { origin, pathname } = new URL(request.url)
    const isShared = origin === mockOrigin() || endpointOrigins.includes(origin)
    return origin === providerOrigin || (isShared && isOwnPath(pathname))
  }
  const resolve = async ({ request }: { request: Request }) => {
    const isPage = pageEndpoints.includes(find(new URL(request.url).pathname).endpoint)
    const answer = await dispatch(await incomingOf(request, isPage ? jar.headers() : {}))
    if (isPage) jar.keep(answer)
    const sent = isPage ? sandboxed(answer) : answer
    try {
      return await responseOf(sent, request.signal)
    } catch {
      // For MSW this is a broken connection; a rejection would be a 500.
      return Response.error()
    }
  }
  return [http.all(isOwn, resolve)]
}

/**
 * MSW's worker answers a window of its own origin only if that started it; the rest, like the form of a
 * page in a popup, goes to the network. A sandboxed page has no origin, so its form is answered.
 */
function sandboxed(answer: Outgoing): Outgoing {
  const policy = answer.headers['Content-Security-Policy']
  if (typeof policy !== 'string') return answer
  return withHeaders(answer, { 'Content-Security-Policy': `${policy}; sandbox allow-forms` })
}

/**
 * The cookies of one person's browser. In Node, MSW keeps none; in a page, a response that a worker
 * makes cannot set any that scripts may not read. All of the mock's are for every path.
 */
function createCookieJar() {
  const cookies = new Map<string, string>()
  return {
    headers: (): Readonly<Record<string, string>> =>
      cookies.size === 0
        ? {}
        : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    keep({ headers }: Outgoing): void {
      for (const line of [headers['Set-Cookie'] ?? []].flat()) {
        const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
        if (/;\s*Max-Age=0/i.test(line)) cookies.delete(name)
        else cookies.set(name, value)
      }
    },
  }
}
