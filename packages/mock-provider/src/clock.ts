/** How far to move the clock; the members add up. */
export interface Advance {
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
}

/** The mock's own time: everything that expires follows it. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Moves the clock forward, and returns the new time in epoch milliseconds. */
  readonly advance: (by: Advance) => number
}

export interface ResettableClock extends Clock {
  /** How far it was moved. */
  readonly aheadMs: () => number
  readonly reset: () => void
}

export function createClock(now: () => number): ResettableClock {
  let aheadMs = 0
  return {
    aheadMs: () => aheadMs,
    now: () => now() + aheadMs,
    advance({ hours = 0, minutes = 0, seconds = 0 }) {
      const by = ((hours * 60 + minutes) * 60 + seconds) * 1000
      if (!Number.isFinite(by) || by < 0)
        throw new RangeError('The clock moves forward only, by a finite time')
      aheadMs += by
      return now() + aheadMs
    },
    reset: () => {
      aheadMs = 0
    },
  }
}
