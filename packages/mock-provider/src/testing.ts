/** What tests ask of a mock once they are done; for every test runner. */
import type { Provider } from '@sso-login/providers'
import { oneOf, requireKnownMembers, text, wholeNumber } from './known-members.ts'
import type { MockProvider } from './mock-provider.ts'
import type { RequestFilter, RequestRecord } from './request-log.ts'

/** Something else happened at the mock than the test says. */
export class MockAssertionError extends Error {
  override readonly name = 'MockAssertionError'
}

/**
 * The one request that matches.
 * @throws MockAssertionError where none or several do; it lists what came
 */
export function onlyRequest<P extends Provider>(
  mock: MockProvider<P>,
  filter: RequestFilter,
): RequestRecord {
  const found = mock.requests.all(filter)
  const [only] = found
  if (only && found.length === 1) return only
  throw new MockAssertionError(
    `${found.length} requests match ${JSON.stringify(filter)}, not 1. ${story(mock.requests.all())}`,
  )
}

export interface ExpectedExchange {
  /** How the code was bound to its login (RFC 7636). */
  readonly pkce?: 'S256' | 'plain' | 'none'
  readonly clientId?: string
  /** Username. */
  readonly user?: string
}

const exchangeMembers = {
  pkce: oneOf('S256', 'plain', 'none'),
  clientId: text,
  user: text,
} satisfies Record<keyof ExpectedExchange, unknown>

/**
 * The token request that exchanged a code, if it was the only one that succeeded.
 * @throws MockAssertionError
 * @throws MockUsageError for an expectation that is none
 */
export function expectCodeExchange<P extends Provider>(
  mock: MockProvider<P>,
  expected: ExpectedExchange = {},
): RequestRecord {
  requireKnownMembers(expected, exchangeMembers, 'expected')
  const { pkce, ...who } = expected
  const exchange = onlyRequest(mock, {
    ...who,
    endpoint: 'token',
    rejected: false,
    params: { grant_type: 'authorization_code' },
  })
  // A provider may take a code of a login without PKCE as one that is bound to nothing.
  const used = exchange.params.code_verifier === undefined ? 'none' : exchange.pkce
  if (pkce !== undefined && used !== pkce) {
    throw new MockAssertionError(`The code was exchanged with PKCE ${used}, not ${pkce}.`)
  }
  return exchange
}

export interface ExpectedEnd {
  /** How many requests the provider refused, those that met a fault not counted. Default: any number. */
  readonly refused?: number
}

/**
 * To be called after each test: fails it where a fault was added that nothing met, where a request
 * went to a path that the provider does not have, or where the mock itself failed.
 * @throws MockAssertionError
 * @throws MockUsageError for an expectation that is none
 */
export function expectNothingLeft<P extends Provider>(
  mock: MockProvider<P>,
  expected: ExpectedEnd = {},
): void {
  requireKnownMembers(expected, { refused: wholeNumber(0) }, 'expected')
  const { refused } = expected
  const problems = mock.faults
    .pending()
    .filter(({ left, hits }) => left !== null || hits === 0)
    .map(({ endpoint, fault, left }) => {
      const times = left === null ? '' : ` ${left} more`
      return `A fault waits for${times} requests at ${endpoint}: ${JSON.stringify(fault)}.`
    })
  const records = mock.requests.all()
  for (const record of records) {
    if (record.endpoint === 'other') {
      problems.push(`Unexpected: ${record.method} ${record.path} (${record.status}).`)
    } else if (record.rejection?.startsWith('the mock failed')) {
      problems.push(`${record.method} ${record.path}: ${record.rejection}.`)
    }
  }
  const refusals = records.filter(
    ({ endpoint, rejection }) =>
      rejection !== null && endpoint !== 'other' && !rejection.startsWith('injected fault'),
  )
  if (refused !== undefined && refusals.length !== refused) {
    problems.push(`${refusals.length} requests were refused, not ${refused}. ${story(refusals)}`)
  }
  if (problems.length > 0) throw new MockAssertionError(problems.join('\n'))
}

const toldRequests = 20

function story(records: readonly RequestRecord[]): string {
  if (records.length === 0) return 'There were no requests.'
  const lines = records
    .slice(-toldRequests)
    .map(
      ({ method, path, status, rejection }) =>
        `  ${method} ${path} ${status}${rejection === null ? '' : `: ${rejection}`}`,
    )
  return ['There were', ...lines].join('\n')
}
