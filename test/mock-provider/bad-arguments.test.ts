/** Arguments of the mock's own methods: what is misspelt is named, never passed over. */
import { createMockProvider, MockUsageError, signInAs } from '@sso-login/mock-provider'
import {
  expectCodeExchange,
  expectNothingLeft,
  onlyRequest,
} from '@sso-login/mock-provider/testing'
import { iitb } from '@sso-login/providers/iitb'
import { expect, test } from 'vitest'
import { app } from './sign-in.ts'

const mock = createMockProvider(iitb, { clients: [app] })
const wrong = (value: unknown) => value as never
const filters = 'there are endpoint, clientId, user, status, rejected, params'

test.each<[string, () => unknown]>([
  [
    'tims: unknown member; there are times, nth, when',
    () => mock.faults.add('token', { drop: true }, wrong({ tims: 1 })),
  ],
  [
    'options: not an object; of members there are times, nth, when',
    () => mock.faults.add('token', { drop: true }, wrong(1)),
  ],
  [`endpont: unknown member; ${filters}`, () => mock.requests.all(wrong({ endpont: 'token' }))],
  ['status: not a whole number from 0 on', () => mock.requests.all(wrong({ status: '400' }))],
  [`filter: not an object; of members ${filters}`, () => mock.requests.all(wrong('token'))],
  [`endpont: unknown member; ${filters}`, () => onlyRequest(mock, wrong({ endpont: 'token' }))],
  ['pkce: not one of S256, plain, none', () => expectCodeExchange(mock, wrong({ pkce: 's256' }))],
  [
    'client: unknown member; there are pkce, clientId, user',
    () => expectCodeExchange(mock, wrong({ client: 'web' })),
  ],
  [
    'refusd: unknown member; there are refused',
    () => expectNothingLeft(mock, wrong({ refusd: 0 })),
  ],
  [
    "http: not the http of MSW, as in import { http } from 'msw'",
    () => mock.handlers(wrong(undefined)),
  ],
  ["http: not the http of MSW, as in import { http } from 'msw'", () => mock.handlers(wrong({}))],
])('%s', (message, call) => {
  expect(call).toThrow(MockUsageError)
  expect(call).toThrow(message)
})

test.each<[string, unknown]>([
  ['prot: unknown member; there are port, host', { prot: 4000 }],
  ['port: not a whole number from 0 to 65535', { port: 'x' }],
  ['port: not a whole number from 0 to 65535', { port: 70_000 }],
  ['host: not text', { host: 1 }],
  ['host: empty', { host: '' }],
])('listen: %s', async (message, options) => {
  await expect(mock.listen(wrong(options))).rejects.toThrow(message)
})

test('a port that is taken is explained, with the code of the system', async () => {
  const { url, close } = await mock.listen()
  const port = Number(new URL(url).port)
  await expect(mock.listen({ port })).rejects.toMatchObject({
    message: `port ${port} is already in use; choose another, or 0 for any free one`,
    code: 'EADDRINUSE',
  })
  await close()
})

test('signInAs: misspelt options are named', async () => {
  const page = { url: () => 'about:blank', goto: async () => {} }
  await expect(signInAs(page, 'alice', wrong({ scope: ['basic'] }))).rejects.toThrow(
    'scope: unknown member; there are scopes, deny, timeoutMs',
  )
})

test.each<[string, unknown]>([
  ['provider: not an object', undefined],
  ['provider: not an object', 'iitb'],
  ['provider.id: not text', {}],
  ['provider.endpoints: not an object', { ...iitb, endpoints: undefined }],
])('a mock of no provider: %s', (message, provider) => {
  expect(() => createMockProvider(wrong(provider))).toThrow(message)
})
