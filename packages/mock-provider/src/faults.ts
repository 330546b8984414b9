import { type FaultOf, faultKinds, faultProblem, isFaultName } from './fault-kinds.ts'
import type { Incoming, Outgoing } from './http-message.ts'
import { MockUsageError } from './mock-errors.ts'

/** What goes wrong: an object with exactly one member, e.g. `{ status: 503 }` or `{ html: 502 }`. */
export type Fault = FaultOf

export interface FaultOptions {
  /** How many requests it hits; then it is over. Default: every one until `clear`. */
  readonly times?: number
}

export interface Faults {
  /**
   * Lets an endpoint fail. Several faults of an endpoint take their turns in the order of adding.
   * @throws MockUsageError for an unknown endpoint or fault
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
  left: number
  hits: number
}

export interface ActiveFaults extends Faults {
  /** The fault that hits this request, if any; used up by the call. */
  readonly take: (endpoint: string) => Fault | undefined
}

export function createFaults(endpoints: readonly string[]): ActiveFaults {
  const pending = new Map<string, Pending[]>()
  return {
    add(endpoint, fault, options = {}) {
      if (!endpoints.includes(endpoint)) {
        throw new MockUsageError('endpoint', `not one of ${endpoints.join(', ')}`)
      }
      const problem = faultProblem(fault)
      if (problem) throw new MockUsageError(problem.path, problem.problem)
      const { times = Number.POSITIVE_INFINITY } = options
      if (times !== Number.POSITIVE_INFINITY && !(Number.isInteger(times) && times > 0)) {
        throw new MockUsageError('times', 'not a whole number above 0')
      }
      const list = pending.get(endpoint) ?? []
      pending.set(endpoint, list)
      list.push({ fault, left: times, hits: 0 })
    },
    pending: () =>
      [...pending].flatMap(([endpoint, list]) =>
        list.map(({ fault, left, hits }) => ({
          endpoint,
          fault,
          left: left === Number.POSITIVE_INFINITY ? null : left,
          hits,
        })),
      ),
    clear: () => pending.clear(),
    take(endpoint) {
      if (pending.size === 0) return undefined
      const first = pending.get(endpoint)?.[0]
      if (!first) return undefined
      first.left -= 1
      first.hits += 1
      if (first.left <= 0) {
        const rest = (pending.get(endpoint) as Pending[]).slice(1)
        if (rest.length > 0) pending.set(endpoint, rest)
        else pending.delete(endpoint)
      }
      return first.fault
    },
  }
}

/** Answers a request the way the fault wants it. */
export async function answerWithFault(
  fault: Fault,
  incoming: Incoming,
  proceed: () => Promise<Outgoing>,
): Promise<Outgoing> {
  const [name, value] = Object.entries(fault)[0] as [string, unknown]
  if (!isFaultName(name)) return proceed()
  // The table's members differ in their value's type; it was checked when the fault was added.
  const kind = faultKinds[name] as { apply: FaultApply }
  return kind.apply(value, incoming, proceed)
}

type FaultApply = (
  value: unknown,
  incoming: Incoming,
  proceed: () => Promise<Outgoing>,
) => Outgoing | Promise<Outgoing>
