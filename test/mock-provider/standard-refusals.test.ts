/** What the `standard` mock refuses by the letter of its RFCs. */
import { expect, test } from 'vitest'
import {
  basic,
  challenge,
  codeFor,
  createStandard,
  exchange,
  landing,
  web,
} from './standard-sign-in.ts'

test.each([
  ['the header', {}, { Authorization: basic }],
  ['the body', { client_id: web.client_id, client_secret: web.client_secret }, {}],
])(
  'a client that sends its secret in %s and an assertion uses two methods at once (RFC 6749 2.3)',
  async (_, changes, headers) => {
    const mock = createStandard()
    const code = await codeFor(mock)
    const answer = await exchange(
      mock,
      code,
      { ...changes, client_assertion: 'e30.e30.x' },
      headers,
    )
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_request' }])
    expect(mock.requests.last()?.rejection).toBe(
      'the client authenticates by its secret and by an assertion',
    )
    expect((await exchange(mock, code)).status).toBe(200)
  },
)

test('a code_challenge with a bit too many is that of no SHA-256', async () => {
  const mock = createStandard()
  // The same 32 bytes to a lenient decoder.
  const spoilt = challenge.replace(/M$/, 'N')
  expect((await landing(mock, { code_challenge: spoilt })).get('error')).toBe('invalid_request')
  expect(mock.requests.last()?.rejection).toBe('code_challenge is not the SHA-256 of anything')
  expect((await landing(mock)).get('code')).not.toBeNull()
})
