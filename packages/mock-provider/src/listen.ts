/** The mock over HTTP. The only file besides the command line that needs Node. */
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Dispatch } from './fetch-adapter.ts'
import { bodyOf, type Incoming, type Outgoing, splitTarget } from './http-message.ts'
import { requireKnownMembers, someText, wholeNumber } from './known-members.ts'
import { refuseUnreadable } from './listen-unreadable.ts'

export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Default 127.0.0.1; `localhost` is the same address under that name. */
  readonly host?: string
}

export interface Listener {
  /** An origin, e.g. `http://127.0.0.1:4000`. */
  readonly url: string
  /** Stops listening and ends all connections. */
  readonly close: () => Promise<void>
}

const members = {
  port: wholeNumber(0, 65_535),
  host: someText,
} satisfies Record<keyof ListenOptions, unknown>

/** For the mock's own sake: a provider's limits are its dialect's. */
const bodyLimitBytes = 16 * 2 ** 20

export async function listen(dispatch: Dispatch, options: ListenOptions): Promise<Listener> {
  requireKnownMembers(options, members, 'options')
  const { port = 0, host = '127.0.0.1' } = options
  // Node would refuse it without a word.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    answer(dispatch, request, response).catch(() => response.destroy())
  })
  server.on('clientError', refuseUnreadable)
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => reject(explained(error, host, port))
    server.once('error', fail)
    server.listen(port, host === 'localhost' ? '127.0.0.1' : host, () => {
      server.off('error', fail)
      resolve()
    })
  })
  // All addresses of the machine are none that a browser could visit.
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const name = isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The system's error, with its code, in words that say what would help. */
function explained(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} is already in use; choose another, or 0 for any free one`,
    EACCES: `${host}:${port} may not be listened on by this user; choose a port above 1023`,
    EADDRNOTAVAIL: `${host} is no address of this machine`,
    ENOTFOUND: `there is no host ${host}`,
  }
  const { code = '', message } = error
  return Object.assign(new Error(words[code] ?? message, { cause: error }), { code })
}

async function answer(
  dispatch: Dispatch,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.headers.host === undefined && request.httpVersion === '1.1') {
    return refuse(response, 400, 'This is not a request of HTTP/1.1: the header Host is missing.')
  }
  const body = await readBody(request)
  if (body === undefined) {
    return refuse(response, 413, `The body is larger than ${bodyLimitBytes} bytes.`)
  }
  const { path, query } = splitTarget(request.url ?? '/')
  const { headers } = request
  const incoming: Incoming = {
    method: request.method ?? 'GET',
    path,
    query,
    header: (name) => {
      const value = headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    ...body,
  }
  deliver(await dispatch(incoming), response)
}

function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain', Connection: 'close' })
  response.end(`${words}\n`)
}

/** The body; undefined where it is larger than the mock takes. */
async function readBody(
  request: IncomingMessage,
): Promise<Pick<Incoming, 'body' | 'bytes'> | undefined> {
  const { headers } = request
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
    return { body: '' }
  if (Number(headers['content-length']) > bodyLimitBytes) return undefined
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > bodyLimitBytes) return undefined
    chunks.push(chunk)
  }
  return bodyOf(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks))
}

function deliver({ status, headers, body, delivery }: Outgoing, response: ServerResponse): void {
  if (delivery?.kind === 'never') return
  if (delivery?.kind === 'drop') {
    response.socket?.destroy()
    return
  }
  if (delivery === undefined) {
    response.writeHead(status, headers as OutgoingHttpHeaders)
    response.end(body)
    return
  }
  if (delivery.kind === 'stream') {
    response.writeHead(status, headers as OutgoingHttpHeaders)
    response.write(body)
    response.once(
      'close',
      delivery.follow((text) => response.write(text)),
    )
    return
  }
  const bytes = new TextEncoder().encode(body)
  response.writeHead(status, { ...headers, 'Content-Length': bytes.length } as OutgoingHttpHeaders)
  if (delivery.kind === 'truncate' || delivery.kind === 'stall') {
    const half = bytes.subarray(0, Math.ceil(bytes.length / 2))
    response.write(half, () => delivery.kind === 'truncate' && response.socket?.destroy())
    return
  }
  let sent = 0
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1))
    sent += 1
    if (sent >= bytes.length) response.end()
  }, delivery.everyMs)
  response.once('close', () => clearInterval(timer))
}
