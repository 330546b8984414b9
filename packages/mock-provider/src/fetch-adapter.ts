import type { Delivery, Incoming, Outgoing } from './http-message.ts'
import { bodyOf, splitTarget } from './http-message.ts'

export type Dispatch = (incoming: Incoming) => Promise<Outgoing>

/**
 * The mock as a function like `fetch`. Redirects are answers like others: they are never followed,
 * and with `redirect: 'error'` they reject as they do in a browser.
 */
export function fetchOver(
  dispatch: Dispatch,
): (input: Request | string | URL, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const request =
      input instanceof Request && init === undefined ? input : new Request(input, init)
    const { signal } = request
    signal.throwIfAborted()
    const answer = await unlessAborted(dispatch(await incomingOf(request)), signal)
    if (request.redirect === 'error' && answer.status >= 301 && answer.status <= 308) {
      throw new TypeError('fetch failed: unexpected redirect')
    }
    return responseOf(answer, signal)
  }
}

/** A Request as the core reads it; `headers` stand in for those that the request does not have. */
export async function incomingOf(
  request: Request,
  headers: Readonly<Record<string, string>> = {},
): Promise<Incoming> {
  const { path, query } = splitTarget(request.url)
  const { host } = new URL(request.url)
  const bytes = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer())
  return {
    method: request.method,
    path,
    query,
    header: (name) => request.headers.get(name) ?? (name === 'host' ? host : headers[name]),
    ...(bytes ? bodyOf(bytes) : { body: '' }),
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** The answer as a Response; rejects, or stays open, where a fault keeps it from arriving. */
export async function responseOf(answer: Outgoing, signal: AbortSignal): Promise<Response> {
  const { status, headers, body, delivery } = answer
  if (delivery?.kind === 'drop') throw new TypeError('fetch failed')
  if (delivery?.kind === 'never') return unlessAborted(new Promise(() => {}), signal)
  const list = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const one of typeof value === 'string' ? [value] : value) list.append(name, one)
  }
  const bytes = new TextEncoder().encode(delivery ? body : '')
  // As over HTTP. Without a length a connection that breaks is an end like any other, and where the
  // caller has given up, Node's fetch under MSW throws at that end out of everybody's reach.
  if (delivery && delivery.kind !== 'stream') list.set('Content-Length', String(bytes.length))
  const sent =
    delivery?.kind === 'stream'
      ? streamedBody(body, delivery.follow)
      : delivery
        ? slowBody(bytes, delivery, signal)
        : body
  // A Response refuses even an empty body under this status.
  return new Response(status === 204 ? null : sent, { status, headers: list })
}

function streamedBody(
  body: string,
  follow: (send: (text: string) => void) => () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  let stop = () => {}
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(body))
      stop = follow((text) => controller.enqueue(encoder.encode(text)))
    },
    cancel: () => stop(),
  })
}

function slowBody(
  bytes: Uint8Array<ArrayBuffer>,
  delivery: Delivery,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = 0
  return new ReadableStream({
    async pull(controller) {
      if (delivery.kind === 'truncate' && sent > 0) {
        return controller.error(new TypeError('terminated'))
      }
      if ((delivery.kind === 'truncate' || delivery.kind === 'stall') && sent === 0) {
        sent = Math.ceil(bytes.length / 2)
        return controller.enqueue(bytes.slice(0, sent))
      }
      if (sent === bytes.length) return controller.close()
      // What has stalled never goes on.
      const next = new Promise<void>((resolve) => {
        if (delivery.kind === 'drip') setTimeout(resolve, delivery.everyMs)
      })
      try {
        await unlessAborted(next, signal)
      } catch (reason) {
        return controller.error(reason)
      }
      controller.enqueue(bytes.slice(sent, sent + 1))
      sent += 1
    },
  })
}
