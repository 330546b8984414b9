import { connect } from 'node:net'
import { createMockProvider, type Listener } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

const mock = createMockProvider(iitb)
let listener: Listener
beforeAll(async () => {
  listener = await mock.listen()
})
beforeEach(() => mock.reset())
afterAll(() => listener.close())

const token = new URL(mock.endpoints.token ?? '').pathname
const post = `POST ${token} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n`

/** Everything that comes back until the mock closes the connection. */
const answerTo = (bytes: string | Uint8Array, halfClose = false) =>
  new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', (text) => {
      answer += text
    })
    // What the mock has not read any more is answered by a reset, after the words.
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
    if (halfClose) socket.end(bytes)
    else socket.write(bytes)
  })

test.each<[string, string | Uint8Array, number, RegExp]>([
  ['no HTTP', 'hello\r\n\r\n', 400, /not a request of HTTP\/1\.1: .+ at byte \d+\.\n$/],
  ['a version', 'GET / HTTP/9.9\r\n\r\n', 400, /: Invalid HTTP version/],
  ['TLS', Buffer.from('16030100c8010000c40303', 'hex'), 400, /plain HTTP: use http:\/\//],
  [
    'headers without end',
    `${post}X: ${'a'.repeat(17_000)}`,
    431,
    /headers are larger than 16384 bytes/,
  ],
  ['a chunk', `${post}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`, 400, /: Invalid .*chunk size/],
  ['two lengths', `${post}Content-Length: 3\r\nContent-Length: 4\r\n\r\n`, 400, /Content-Length/],
  ['no host', `GET ${token} HTTP/1.1\r\n\r\n`, 400, /the header Host is missing/],
  ['a length of 17 MiB', `${post}Content-Length: 17825792\r\n\r\n`, 413, /than 16777216 bytes/],
])('says what is wrong: %s', async (_, bytes, status, words) => {
  const answer = await answerTo(bytes)
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(answer).toMatch(words)
})

test('a request that breaks off is refused, and the mock goes on', async () => {
  expect(await answerTo(`${post}Content-Length: 100\r\n\r\ngrant_type`, true)).toMatch(
    /^HTTP\/1\.1 400 /,
  )
  expect((await fetch(listener.url + token)).status).toBe(405)
  expect(mock.requests.all()).toHaveLength(1)
})

test('HTTP/1.0 knows no hosts, so it needs to name none', async () => {
  expect(await answerTo(`GET ${token} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 405 /)
})
