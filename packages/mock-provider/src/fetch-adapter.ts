import { fetchCallOf } from './fetch-request.ts'
import type { Delivery, Incoming, Outgoing } from './http-message.ts'

export type Dispatch = (incoming: Incoming) => Promise<Outgoing>

/**
 * The mock as a function like `fetch`. Redirects are answers like others: they are never followed,
 * and with `redirect: 'error'` they reject as they do in a browser.
 */
export function fetchOver(
  dispatch: Dispatch,
): (input: Request | string | URL, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const { incoming, redirect, signal } = fetchCallOf(input, init)
    signal?.throwIfAborted()
    const answering = dispatch(incoming instanceof Promise ? await incoming : incoming)
    const answer = await unlessAborted(answering, signal)
    if (redirect === 'error' && answer.status >= 301 && answer.status <= 308) {
      throw new TypeError('fetch failed: unexpected redirect')
    }
    return responseOf(answer, signal)
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | null): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** The answer as a Response; throws, or stays open, where a fault keeps it from arriving. */
export function responseOf(
  answer: Outgoing,
  signal: AbortSignal | null,
): Response | Promise<Response> {
  const { status, headers, body, delivery } = answer
  if (delivery?.kind === 'drop') throw new TypeError('fetch failed')
  if (delivery?.kind === 'never') return unlessAborted(new Promise<never>(() => {}), signal)
  // An empty body is none: a stream that ends at once would cost more than the rest of the answer.
  if (!delivery) return new Response(body === '' ? null : body, initOf(status, headers))
  if (delivery.kind === 'stream') {
    return new Response(streamedBody(body, delivery.follow), initOf(status, headers))
  }
  const bytes = new TextEncoder().encode(body)
  // As over HTTP. Without a length a connection that breaks is an end like any other, and where the
  // caller has given up, Node's fetch under MSW throws at that end out of everybody's reach.
  const init = initOf(status, { ...headers, 'Content-Length': String(bytes.length) })
  return new Response(slowBody(bytes, delivery, signal), init)
}

/** A list of Headers is made only where a name comes more than once: it costs as much as the Response. */
function initOf(status: number, headers: Outgoing['headers']): ResponseInit {
  if (isPlain(headers)) return { status, headers }
  const list = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value].flat()) list.append(name, one)
  }
  return { status, headers: list }
}

const isPlain = (headers: Outgoing['headers']): headers is Record<string, string> =>
  Object.values(headers).every((value) => typeof value === 'string')

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
  signal: AbortSignal | null,
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
