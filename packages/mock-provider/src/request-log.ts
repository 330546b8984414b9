import { anything, requireKnownMembers, text, trueOrFalse, wholeNumber } from './known-members.ts'
import { MockUsageError } from './mock-errors.ts'

/** One request as the mock saw it. Holds no secret, code, token, state or verifier. */
export interface RequestRecord {
  /** Counts up from 1. */
  readonly id: number
  /** ISO 8601, by the mock's clock. */
  readonly at: string
  /** A key of the provider's endpoints, else what there is beside them, e.g. `login` or `discovery`; `other`: nothing. */
  readonly endpoint: string
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly clientId: string | null
  /** Username. */
  readonly user: string | null
  /** Secrets shown as `aBc…(30)`: their beginning and their length. */
  readonly params: { readonly [name: string]: string | readonly string[] }
  /** How the code that it brought was bound to its login (RFC 7636): `S256`, `plain` or `none`. */
  readonly pkce?: string
  /** 0 where no answer was given. */
  readonly status: number
  /** Why the request was refused, in words. */
  readonly rejection: string | null
  /** Where the answer leads, if it is a redirect, with the secrets in it masked. */
  readonly location?: string
}

/** What a record must be like; each member that is left out may be anything. */
export interface RequestFilter {
  readonly endpoint?: string
  readonly clientId?: string
  /** Username. */
  readonly user?: string
  readonly status?: number
  /** Refused requests only, or only those that were not. */
  readonly rejected?: boolean
  /** These parameters, among others; secrets as the log shows them, or `true` for any value. */
  readonly params?: { readonly [name: string]: string | true }
}

/** The newest 10,000 requests, oldest first. */
export interface RequestLog {
  /** @throws MockUsageError for an unknown endpoint, or a member of the filter that is none */
  readonly all: (filter?: RequestFilter) => RequestRecord[]
  /** @throws MockUsageError for an unknown endpoint */
  readonly last: (endpoint?: string) => RequestRecord | undefined
  /** Calls the listener with every request once it is answered. Returns what ends that. */
  readonly subscribe: (listener: (record: RequestRecord) => void) => () => void
}

export interface WritableRequestLog extends RequestLog {
  /** How many requests there were, also those that are forgotten. */
  readonly count: () => number
  /** The newest so many, oldest first. */
  readonly newest: (limit: number) => RequestRecord[]
  /** The record is made when it is first read. */
  readonly add: (make: () => Omit<RequestRecord, 'id'>) => void
  readonly clear: () => void
}

const capacity = 10_000

const filterMembers = {
  endpoint: text,
  clientId: text,
  user: text,
  status: wholeNumber(0),
  rejected: trueOrFalse,
  params: anything,
} as const satisfies Record<keyof RequestFilter, unknown>

const plainMembers = ['endpoint', 'clientId', 'user', 'status'] as const

function isMatch(record: RequestRecord, filter: RequestFilter): boolean {
  const { rejected, params = {} } = filter
  return (
    plainMembers.every((name) => filter[name] === undefined || filter[name] === record[name]) &&
    (rejected === undefined || rejected === (record.rejection !== null)) &&
    Object.entries(params).every(([name, value]) =>
      value === true ? Object.hasOwn(record.params, name) : record.params[name] === value,
    )
  )
}

function requireEndpoint(endpoints: readonly string[], endpoint: string | undefined): void {
  if (endpoint !== undefined && !endpoints.includes(endpoint)) {
    throw new MockUsageError('endpoint', `not one of ${endpoints.join(', ')}`)
  }
}

export function createRequestLog(endpoints: readonly string[]): WritableRequestLog {
  // A ring: record number `id` stands at `id % capacity`.
  let ring: (RequestRecord | (() => Omit<RequestRecord, 'id'>))[] = []
  let count = 0
  const listeners = new Set<(record: RequestRecord) => void>()
  const recordAt = (index: number): RequestRecord => {
    const kept = ring[index % capacity] as (typeof ring)[number]
    if (typeof kept !== 'function') return kept
    const record = { id: index + 1, ...kept() }
    ring[index % capacity] = record
    return record
  }
  const newest = (limit: number) => {
    const first = Math.max(0, count - Math.min(limit, capacity))
    return Array.from({ length: count - first }, (_, i) => recordAt(first + i))
  }
  return {
    count: () => count,
    newest,
    add(make) {
      ring[count % capacity] = make
      count += 1
      if (listeners.size === 0) return
      const record = recordAt(count - 1)
      for (const listener of listeners) listener(record)
    },
    all(filter = {}) {
      requireKnownMembers(filter, filterMembers, 'filter')
      requireEndpoint(endpoints, filter.endpoint)
      const records = newest(capacity)
      return Object.keys(filter).length === 0
        ? records
        : records.filter((record) => isMatch(record, filter))
    },
    last(endpoint) {
      requireEndpoint(endpoints, endpoint)
      for (let i = count - 1; i >= Math.max(0, count - capacity); i--) {
        const record = recordAt(i)
        if (endpoint === undefined || record.endpoint === endpoint) return record
      }
      return undefined
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear() {
      ring = []
      count = 0
    },
  }
}
