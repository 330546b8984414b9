/** What comes that is no HTTP request is told what is wrong with it, and where: Node alone would say nothing. */
import { maxHeaderSize, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

interface ParseError extends NodeJS.ErrnoException {
  readonly reason?: string
  readonly bytesParsed?: number
  readonly rawPacket?: Uint8Array
}

const tlsHandshake = 0x16

function explained({
  code,
  reason,
  message,
  bytesParsed,
  rawPacket,
}: ParseError): [number, string] {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return [431, `The request line and headers are larger than ${maxHeaderSize} bytes.`]
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'The request took too long to arrive.']
  if (rawPacket?.[0] === tlsHandshake) {
    return [400, 'This is TLS; the mock speaks plain HTTP: use http:// rather than https://.']
  }
  const where = bytesParsed === undefined ? '' : ` at byte ${bytesParsed}`
  return [400, `This is not a request of HTTP/1.1: ${reason ?? message}${where}.`]
}

export function refuseUnreadable(error: ParseError, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, words] = explained(error)
  const body = `${words}\n`
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
