import type { Provider } from '@sso-login/providers'
import type { Core } from './core.ts'
import type { Exchange } from './exchange.ts'
import type { FaultCall } from './fault-kind.ts'
import { entryOf, type FaultOf, faultProblem } from './fault-kinds.ts'
import { FormError } from './form-body.ts'
import type { Outgoing } from './http-message.ts'
import { anything, type Members, requireKnownMembers, wholeNumber } from './known-members.ts'
import { MockUsageError } from './mock-errors.ts'

/** What goes wrong: an object with exactly one member, e.g. `{ status: 503 }` or `{ html: 502 }`. */
export type Fault = FaultOf

/** A request as a fault's predicate sees it. */
export interface FaultRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** A parameter of the form, else of the query. */
  readonly param: (name: string) => string | undefined
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined
}

export interface FaultOptions {
  /** How many requests it hits; then it is over. Default: every one until `clear`. */
  readonly times?: number
  /** The first request that it hits, counted from 1 when the fault is added. Default 1. */
  readonly nth?: number
  /**
   * Which requests it hits and counts: a predicate, or parameters with their values, e.g.
   * `{ grant_type: 'refresh_token' }`. Default: all of the endpoint.
   */
  readonly when?: ((request: FaultRequest) => boolean) | Readonly<Record<string, string>>
}

export interface Faults {
  /**
   * Lets an endpoint fail. Several faults of an endpoint take their turns in the order of adding.
   * @throws MockUsageError for an unknown endpoint or fault, and for one that means nothing there
   */
  readonly add: (endpoint: string, fault: Fault, options?: FaultOptions) => void
  /** The faults that still wait, in the order in which they strike at each endpoint. */
  readonly pending: () => PendingFault[]
  /** Ends all faults. */
  readonly clear: () => void
}

export interface PendingFault {
  readonly endpoint: string
  readonly fault: Fault
  /** How many requests it still hits; null: every one. */
  readonly left: number | null
  /** How many it has hit. */
  readonly hits: number
}

interface Pending {
  readonly fault: Fault
  readonly nth: number
  readonly matches: (exchange: Exchange) => boolean
  seen: number
  left: number
  hits: number
}

/** A fault that is about to hit a request. */
export interface Strike {
  readonly fault: Fault
  /** It had nothing to spoil: the request does not count. */
  readonly miss: () => void
}

export interface ActiveFaults extends Faults {
  /** The fault that hits this request, if any; used up by the call. */
  readonly take: (endpoint: string, exchange: Exchange) => Strike | undefined
}

export function createFaults(
  core: () => Core<Provider>,
  endpoints: readonly string[],
): ActiveFaults {
  const pending = new Map<string, Pending[]>()
  return {
    add(endpoint, fault, options = {}) {
      if (!endpoints.includes(endpoint)) {
        throw new MockUsageError('endpoint', `not one of ${endpoints.join(', ')}`)
      }
      const problem = faultProblem(core(), endpoint, fault)
      if (problem) throw new MockUsageError(problem.path, problem.problem)
      const added = { fault, ...requireFaultOptions(fault, options), seen: 0, hits: 0 }
      const living = (pending.get(endpoint) ?? []).filter(({ left }) => left > 0)
      pending.set(endpoint, [...living, added])
    },
    pending: () =>
      [...pending].flatMap(([endpoint, list]) =>
        list
          .filter(({ left }) => left > 0)
          .map(({ fault, left, hits }) => ({
            endpoint,
            fault,
            left: left === Number.POSITIVE_INFINITY ? null : left,
            hits,
          })),
      ),
    clear: () => pending.clear(),
    take(endpoint, exchange) {
      if (pending.size === 0) return undefined
      const list = pending.get(endpoint)
      if (!list) return undefined
      const matching = list.filter(({ matches }) => matches(exchange))
      for (const one of matching) one.seen += 1
      const first = matching.find(({ seen, nth, left }) => seen >= nth && left > 0)
      if (!first) return undefined
      first.left -= 1
      first.hits += 1
      return {
        fault: first.fault,
        miss() {
          first.left += 1
          first.hits -= 1
          for (const one of matching) one.seen -= 1
        },
      }
    },
  }
}

function requireFaultOptions(
  fault: Fault,
  options: FaultOptions,
): Pick<Pending, 'left' | 'nth' | 'matches'> {
  requireKnownMembers(options, optionMembers, 'options')
  const { times = Number.POSITIVE_INFINITY, nth = 1, when } = options
  const { suits = () => true } = entryOf(fault).kind
  const isMeant = requirePredicate(when)
  return {
    left: times,
    nth,
    matches(exchange) {
      try {
        return suits(exchange) && isMeant(requestOf(exchange))
      } catch (error) {
        // A form that cannot be read has no parameters.
        if (error instanceof FormError) return false
        throw error
      }
    },
  }
}

const fromOne = wholeNumber(1)

const optionMembers = {
  times: (value) => (value === Number.POSITIVE_INFINITY ? undefined : fromOne(value)),
  nth: fromOne,
  when: anything,
} satisfies Members

function requirePredicate(when: FaultOptions['when']): (request: FaultRequest) => boolean {
  if (when === undefined) return () => true
  if (typeof when === 'function') return when
  const isMap = typeof when === 'object' && when !== null && !Array.isArray(when)
  if (!isMap || Object.values(when).some((value) => typeof value !== 'string')) {
    throw new MockUsageError(
      'when',
      'not an object of parameters, like {"grant_type": "refresh_token"}',
    )
  }
  const wanted = Object.entries(when)
  return ({ param }) => wanted.every(([name, value]) => param(name) === value)
}

const requestOf = ({ incoming, query, form }: Exchange): FaultRequest => ({
  method: incoming.method,
  path: incoming.path,
  header: incoming.header,
  param: (name) => form.get(name) ?? query.get(name),
})

/** Thrown through a fault's own code: there was nothing to spoil. */
class Spared {
  readonly answer: Outgoing

  constructor(answer: Outgoing) {
    this.answer = answer
  }
}

/** Answers a request the way the fault wants it. */
export async function answerWithFault({ fault, miss }: Strike, call: FaultCall): Promise<Outgoing> {
  const { value, kind } = entryOf(fault)
  const proceed = async () => {
    const answer = await call.proceed()
    if (kind.spoils && !kind.spoils(answer, call.exchange, value)) throw new Spared(answer)
    return answer
  }
  try {
    const spoilt = await kind.apply(value, { ...call, proceed })
    call.exchange.rejection = `injected fault ${JSON.stringify(fault)}`
    return spoilt
  } catch (thrown) {
    if (!(thrown instanceof Spared)) throw thrown
    miss()
    return thrown.answer
  }
}
