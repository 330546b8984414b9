/** Fixtures for Playwright Test: `test.extend(mockFixtures(iitb))`. Playwright itself is the caller's. */
import type { Provider } from '@sso-login/providers'
import { createMockProvider } from './create-mock-provider.ts'
import type { ListenOptions } from './listen.ts'
import type { MockProvider } from './mock-provider.ts'
import type { MockProviderOptions } from './options.ts'
import { signInAs } from './sign-in-as.ts'
import { expectNothingLeft } from './testing.ts'

export interface MockFixtures {
  readonly signInAs: typeof signInAs
  /** Resets the mock before each test, and fails the test that leaves something behind. */
  readonly mockIsClean: undefined
}

export interface MockWorkerFixtures<P extends Provider> {
  /** Listens for as long as its worker lives: tests that run at the same time have a mock each. */
  readonly mock: MockProvider<P>
}

type Use<Value> = (value: Value) => Promise<void>
type WorkerFixture<Value> = [
  (wanted: object, use: Use<Value>) => Promise<void>,
  { scope: 'worker' },
]
type AutoFixture<Wanted, Value> = [
  (wanted: Wanted, use: Use<Value>) => Promise<void>,
  { auto: true },
]

/**
 * `mock` and `signInAs` for `test.extend`.
 *
 * @example
 * const test = base.extend<MockFixtures, MockWorkerFixtures<typeof iitb>>(mockFixtures(iitb))
 * test('signs in', async ({ page, mock, signInAs }) => { ... })
 */
export function mockFixtures<const P extends Provider>(
  provider: P,
  { port, host, ...options }: MockProviderOptions<P> & ListenOptions = {},
) {
  const where = { ...(port === undefined ? {} : { port }), ...(host === undefined ? {} : { host }) }
  const serve = async (use: Use<MockProvider<P>>): Promise<void> => {
    const mock = createMockProvider(provider, options as MockProviderOptions<P>)
    const listener = await mock.listen(where)
    await use(mock)
    await listener.close()
  }
  const clean = async (mock: MockProvider<P>, use: Use<undefined>): Promise<void> => {
    mock.reset()
    await use(undefined)
    expectNothingLeft(mock)
  }
  // Playwright reads from the source of each function which fixtures it wants: the braces must stay.
  const mock: WorkerFixture<MockProvider<P>> = [
    // biome-ignore lint/correctness/noEmptyPattern: see above
    async ({}, use) => serve(use),
    { scope: 'worker' },
  ]
  const mockIsClean: AutoFixture<{ mock: MockProvider<P> }, undefined> = [
    async ({ mock }, use) => clean(mock, use),
    { auto: true },
  ]
  // biome-ignore lint/correctness/noEmptyPattern: see above
  const give = async ({}: object, use: Use<typeof signInAs>) => use(signInAs)
  return { mock, mockIsClean, signInAs: give }
}

export { signInAs }
