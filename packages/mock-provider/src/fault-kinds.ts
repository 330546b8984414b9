import type { Incoming, Outgoing } from './http-message.ts'
import { withHeaders } from './http-message.ts'

type Proceed = () => Promise<Outgoing>

interface FaultKind<Value> {
  /** One line for people. */
  readonly describe: string
  /** What is wrong with a value, or undefined. */
  readonly problem: (value: unknown) => string | undefined
  readonly apply: (
    value: Value,
    incoming: Incoming,
    proceed: Proceed,
  ) => Outgoing | Promise<Outgoing>
}

const kind = <Value>(fault: FaultKind<Value>): FaultKind<Value> => fault

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0

const status = (value: unknown) =>
  isCount(value) && value >= 400 && value <= 599 ? undefined : 'not a status from 400 to 599'
const milliseconds = (value: unknown) =>
  isCount(value) && value <= 600_000 ? undefined : 'not whole milliseconds from 0 to 600000'
const yes = (value: unknown) => (value === true ? undefined : 'not true')

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const nothing = { status: 0, headers: {}, body: '' } as const
const plain = { 'Content-Type': 'text/plain; charset=utf-8' }

/** Every fault, one entry each. Those that proceed first let the provider do its work: a token is rotated all the same. */
export const faultKinds = {
  status: kind<number>({
    describe: 'answers with this status and a short text, before the provider does anything',
    problem: status,
    apply: (value) => ({ status: value, headers: plain, body: `Injected fault: ${value}\n` }),
  }),
  html: kind<number>({
    describe: 'answers with this status and an HTML page, as a proxy in front of the provider does',
    problem: status,
    apply: (value) => ({
      status: value,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
      body: `<!doctype html><html><head><title>${value}</title></head><body><h1>${value}</h1><p>The server could not answer.</p></body></html>\n`,
    }),
  }),
  malformed: kind<true>({
    describe: 'the real answer with a body that is no JSON',
    problem: yes,
    apply: async (_, __, proceed) => {
      const answer = await proceed()
      return { ...answer, body: "{'malformed': True,}" }
    },
  }),
  truncated: kind<true>({
    describe: 'the real answer, broken off in the middle of its body',
    problem: yes,
    apply: async (_, __, proceed) => ({ ...(await proceed()), delivery: { kind: 'truncate' } }),
  }),
  oversized: kind<number>({
    describe: 'the real answer, its body padded to this many bytes',
    problem: (value) =>
      isCount(value) && value <= 1_000_000_000 ? undefined : 'not a number of bytes up to 10^9',
    apply: async (bytes, _, proceed) => {
      const answer = await proceed()
      // Spaces keep JSON valid: only its size is wrong.
      return { ...answer, body: answer.body.padEnd(bytes, ' ') }
    },
  }),
  latencyMs: kind<number>({
    describe: 'the real answer, this many milliseconds late',
    problem: milliseconds,
    apply: async (ms, _, proceed) => {
      const answer = await proceed()
      await pause(ms)
      return answer
    },
  }),
  drop: kind<true>({
    describe: 'breaks the connection before the provider does anything',
    problem: yes,
    apply: () => ({ ...nothing, delivery: { kind: 'drop' } }),
  }),
  never: kind<true>({
    describe: 'keeps the connection open and never answers',
    problem: yes,
    apply: () => ({ ...nothing, delivery: { kind: 'never' } }),
  }),
  redirectLoop: kind<true>({
    describe: 'redirects to the same URL, again and again',
    problem: yes,
    apply: (_, { path, query }) => ({
      status: 302,
      headers: { Location: query === '' ? path : `${path}?${query}` },
      body: '',
    }),
  }),
  drip: kind<number>({
    describe: 'the real answer, one byte of its body every so many milliseconds',
    problem: milliseconds,
    apply: async (everyMs, _, proceed) => ({
      ...(await proceed()),
      delivery: { kind: 'drip', everyMs },
    }),
  }),
  contentType: kind<string>({
    describe: 'the real answer under this Content-Type',
    problem: (value) =>
      typeof value === 'string' && /^[\x20-\x7e]+$/.test(value) ? undefined : 'not a header value',
    apply: async (type, _, proceed) => withHeaders(await proceed(), { 'Content-Type': type }),
  }),
} as const

type ValueOfKind<K> = K extends FaultKind<infer Value> ? Value : never

export type FaultName = keyof typeof faultKinds

/** One member per fault: a union of `{ status: number }`, `{ drop: true }` and so on. */
export type FaultOf = {
  [Name in FaultName]: { readonly [N in Name]: ValueOfKind<(typeof faultKinds)[Name]> }
}[FaultName]

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(faultKinds, name)

/** What is wrong with a value that should be a fault, and where. */
export function faultProblem(value: unknown): { path: string; problem: string } | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return { path: 'fault', problem: 'not an object like {"status": 503}' }
  }
  const members = Object.entries(value)
  const [first] = members
  if (members.length !== 1 || !first) {
    return {
      path: 'fault',
      problem: `needs exactly one member of ${Object.keys(faultKinds).join(', ')}`,
    }
  }
  const [name, argument] = first
  if (!isFaultName(name)) {
    return {
      path: `fault.${name}`,
      problem: `no such fault; there are ${Object.keys(faultKinds).join(', ')}`,
    }
  }
  const problem = faultKinds[name].problem(argument)
  return problem === undefined ? undefined : { path: `fault.${name}`, problem }
}
