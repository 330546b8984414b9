import type { Provider } from '@sso-login/providers'
import type { Core } from './core.ts'
import type { Exchange } from './exchange.ts'
import type { Outgoing } from './http-message.ts'

/** The request that a fault hits. */
export interface FaultCall {
  readonly core: Core<Provider>
  readonly exchange: Exchange
  /** Lets the provider do its work: a token is rotated, a code used up all the same. */
  readonly proceed: () => Promise<Outgoing>
}

/** What is known of a kind of fault, whatever its values are. */
export interface FaultFacts {
  /** One line for people: what the fault does. */
  readonly describe: string
  /** One line for people: what a good client makes of it. */
  readonly client: string
  readonly example: unknown
  /** What is wrong with a value, or undefined. */
  readonly problem: (value: unknown, core: Core<Provider>) => string | undefined
  /** The endpoints at which it means anything; absent: all. */
  readonly endpoints?: readonly string[]
  /** What applications have to get of the provider for it to mean anything. */
  readonly needs?: 'tokens' | 'id_tokens'
  /** Which requests it can hit; the others pass it and do not count. Absent: all. */
  readonly suits?: (exchange: Exchange) => boolean
  /** Which answers a value of it can spoil; the others pass it and do not count. Absent: all. */
  readonly spoils?: (answer: Outgoing, exchange: Exchange, value: unknown) => boolean
}

/** One kind of fault. */
export interface FaultKind<Value> extends FaultFacts {
  readonly example: Value
  readonly apply: (value: Value, call: FaultCall) => Outgoing | Promise<Outgoing>
}

export const kind = <Value>(fault: FaultKind<Value>): FaultKind<Value> => fault

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0

export const yes = (value: unknown) => (value === true ? undefined : 'not true')

export const count = (most: number, what: string) => (value: unknown) =>
  isCount(value) && value <= most ? undefined : `not ${what} from 0 to ${most}`

export const milliseconds = count(600_000, 'whole milliseconds')

export const errorStatus = (value: unknown) =>
  isCount(value) && value >= 400 && value <= 599 ? undefined : 'not a status from 400 to 599'

export const text = (pattern: RegExp, what: string) => (value: unknown) =>
  typeof value === 'string' && pattern.test(value) ? undefined : `not ${what}`

/** RFC 6749 A.7. */
export const errorName = text(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/, 'an error like invalid_grant')
