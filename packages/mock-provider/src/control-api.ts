/** The mock's own API below `/_mock/`: JSON, and out of reach for web pages. */
import { duplicateKey } from './duplicate-keys.ts'
import { mediaTypeOf } from './form-body.ts'
import { type Incoming, json, type Outgoing, withHeaders } from './http-message.ts'
import { inspectorStream } from './inspector-stream.ts'
import { anything, requireKnownMembers } from './known-members.ts'
import { MockUsageError } from './mock-errors.ts'
import type { MockProvider } from './mock-provider.ts'
import { parseParameters, repeatedName } from './parameters.ts'
import type { WritableRequestLog } from './request-log.ts'
import type { Snapshot } from './snapshot.ts'

export const controlPrefix = '/_mock/'

type Given = Readonly<Record<string, unknown>>

interface Call {
  readonly method: 'GET' | 'POST'
  /** The members that the body of a POST, or the query of a GET, may have. */
  readonly members: readonly string[]
  readonly answer: (mock: MockProvider, given: Given, snapshot: () => Snapshot) => unknown
}

const calls: Readonly<Record<string, Call>> = {
  '': {
    method: 'GET',
    members: [],
    answer: (mock) => ({
      provider: mock.provider.id,
      name: mock.provider.name,
      endpoints: mock.endpoints,
      clients: mock.clients.map(({ client_id, client_name = client_id }) => ({
        client_id,
        client_name,
      })),
      users: mock.usernames,
      calls: callNames(),
    }),
  },
  approve: {
    method: 'POST',
    members: ['url', 'user', 'scopes', 'deny'],
    answer: (mock, { url, ...approval }) => mock.approve(url as string, approval as never),
  },
  clock: {
    method: 'POST',
    members: ['advanceSeconds'],
    // One that is missing is no number either.
    answer: (mock, { advanceSeconds = null }) => ({
      now: new Date(advance(mock, advanceSeconds as number)).toISOString(),
    }),
  },
  'clock/reset': {
    method: 'POST',
    members: [],
    answer: ({ clock }) => {
      clock.reset()
      return { now: new Date(clock.now()).toISOString() }
    },
  },
  faults: {
    method: 'POST',
    members: ['endpoint', 'fault', 'times', 'nth', 'when'],
    answer: (mock, { endpoint, fault, ...options }) => {
      mock.faults.add(endpoint as string, fault as never, options)
      return {}
    },
  },
  requests: {
    method: 'GET',
    members: ['endpoint', 'clientId', 'user', 'status', 'rejected'],
    answer: (mock, { status, rejected, ...filter }) =>
      mock.requests.all({
        ...filter,
        ...(status === undefined ? {} : { status: Number(status) }),
        ...(rejected === undefined ? {} : { rejected: requireBoolean('rejected', rejected) }),
      }),
  },
  mail: { method: 'GET', members: [], answer: (mock) => mock.mail.all() },
  'faults/clear': {
    method: 'POST',
    members: [],
    answer: (mock) => {
      mock.faults.clear()
      return {}
    },
  },
  state: { method: 'GET', members: [], answer: (_, __, snapshot) => snapshot() },
  reset: {
    method: 'POST',
    members: [],
    answer: (mock) => {
      mock.reset()
      return {}
    },
  },
}

const callNames = (): string[] =>
  [...Object.entries(calls), ['events', { method: 'GET' }] as const].map(
    ([path, { method }]) => `${method} ${controlPrefix}${path}`,
  )

function requireBoolean(path: string, text: unknown): boolean {
  if (text !== 'true' && text !== 'false') throw new MockUsageError(path, 'not true or false')
  return text === 'true'
}

/** The clock's own words, under the name that its argument has here. */
function advance(mock: MockProvider, seconds: number): number {
  try {
    return mock.clock.advance({ seconds })
  } catch (error) {
    if (!(error instanceof MockUsageError)) throw error
    throw new MockUsageError('advanceSeconds', error.message.slice(error.path.length + 2))
  }
}

const noStore = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const

/** The names that mean this very machine. A rebound host name is any other. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

export interface Control {
  readonly mock: MockProvider
  readonly log: WritableRequestLog
  readonly snapshot: () => Snapshot
  /** Answers under every Host, not only under those that mean this machine. */
  readonly anyHost: () => boolean
}

export async function answerControl(control: Control, incoming: Incoming): Promise<Outgoing> {
  return withHeaders(await judge(control, incoming), noStore)
}

async function judge(control: Control, incoming: Incoming): Promise<Outgoing> {
  const { mock, snapshot } = control
  const { method, path, query, header } = incoming
  if (!control.anyHost() && !loopback.test(header('host') ?? '')) {
    return problem(403, 'Host', 'not a loopback address: the control API is for this machine only')
  }
  const name = path.slice(controlPrefix.length)
  if (method === 'GET') {
    const shown = await look(control, name, header('accept') ?? '')
    if (shown) return shown
  }
  const call = Object.hasOwn(calls, name) ? calls[name] : undefined
  if (!call) return problem(404, 'path', `no such call; there are ${callNames().join(', ')}`)
  if (method !== call.method) {
    const answer = problem(405, 'method', `this call wants ${call.method}`)
    return withHeaders(answer, { Allow: call.method })
  }
  try {
    const given: unknown = method === 'POST' ? bodyOf(incoming) : queryOf(query)
    const name = method === 'POST' ? 'body' : 'query'
    requireKnownMembers(given, Object.fromEntries(call.members.map((m) => [m, anything])), name)
    return json(200, await call.answer(mock, given as Given, snapshot))
  } catch (error) {
    if (error instanceof WrongMediaType) return problem(415, 'Content-Type', error.message)
    if (error instanceof MockUsageError) {
      return problem(400, error.path, error.message.slice(error.path.length + 2))
    }
    throw error
  }
}

/** What is for people: the page, its files, and the stream that it follows. */
async function look(
  { log, snapshot }: Control,
  name: string,
  accept: string,
): Promise<Outgoing | undefined> {
  if (name === 'events') return inspectorStream(log, snapshot)
  const file =
    name === '' && accept.includes('text/html')
      ? 'index.html'
      : name.startsWith('inspector/')
        ? name.slice('inspector/'.length)
        : undefined
  if (file === undefined) return undefined
  // Loaded here only: a mock in a browser or worker has no files to show.
  const { inspectorFile } = await import('./inspector-files.ts')
  return inspectorFile(file)
}

const problem = (status: number, path: string, what: string): Outgoing =>
  json(status, { error: `${path}: ${what}`, path })

class WrongMediaType extends Error {}

/** Only `application/json`: a page of another site cannot send that without asking first (CORS). */
function bodyOf(incoming: Incoming): unknown {
  if (mediaTypeOf(incoming.header('content-type') ?? '') !== 'application/json') {
    throw new WrongMediaType(
      "not application/json; send the header, e.g. curl -H 'Content-Type: application/json'",
    )
  }
  const text = incoming.body === '' ? '{}' : incoming.body
  const body = parseJson(text)
  refuseRepeated(duplicateKey(text))
  return body
}

function queryOf(query: string): Given {
  const parameters = parseParameters(query)
  refuseRepeated(repeatedName(parameters))
  return Object.fromEntries(parameters.pairs)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new MockUsageError('body', 'not valid JSON')
  }
}

function refuseRepeated(name: string | undefined): void {
  if (name !== undefined) throw new MockUsageError(name, 'there twice')
}
