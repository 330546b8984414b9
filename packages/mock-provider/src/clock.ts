import { MockUsageError } from './mock-errors.ts'

/** How far to move the clock; the members add up. */
export interface Advance {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
}

/** The mock's own time: everything that expires follows it. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number
  /**
   * Moves the clock forward, and returns the new time in epoch milliseconds.
   * @throws MockUsageError for anything but times from 0 on
   */
  readonly advance: (by: Advance) => number
  /** Back to where it was at first. What was issued meanwhile lives by so much longer. */
  readonly reset: () => void
}

/** As the inspector reads it. */
export interface MeasuredClock extends Clock {
  /** How far it was moved. */
  readonly aheadMs: () => number
}

const unitMs = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const
const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59)

export function createClock(now: () => number): MeasuredClock {
  let aheadMs = 0
  return {
    aheadMs: () => aheadMs,
    now: () => now() + aheadMs,
    advance(by) {
      const next = aheadMs + millisecondsOf(by)
      if (now() + next > lastMoment) {
        const [name = 'advance'] = Object.keys(by)
        throw new MockUsageError(name, 'too far: the clock ends with the year 9999')
      }
      aheadMs = next
      return now() + aheadMs
    },
    reset: () => {
      aheadMs = 0
    },
  }
}

function millisecondsOf(by: unknown): number {
  if (typeof by !== 'object' || by === null) {
    throw new MockUsageError('advance', 'not an object like { hours: 1 }')
  }
  const members = Object.entries(by).filter(([, value]) => value !== undefined)
  const units = Object.keys(unitMs).join(', ')
  if (members.length === 0) {
    throw new MockUsageError('advance', 'needs days, hours, minutes or seconds')
  }
  return members.reduce((sum, [name, value]) => {
    if (!Object.hasOwn(unitMs, name)) {
      throw new MockUsageError(name, `unknown member; there are ${units}`)
    }
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new MockUsageError(name, 'not a number from 0 on: the clock moves forward only')
    }
    return sum + value * unitMs[name as keyof typeof unitMs]
  }, 0)
}
