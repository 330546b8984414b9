/**
 * Finds what has expired without looking at what has not: ids stand in one set per minute of their
 * expiry, and minutes that are over are emptied once.
 */
export interface ExpiryIndex {
  add(id: string, expiresAt: number): void
  remove(id: string, expiresAt: number): void
  /** Calls back for each id whose minute is over by `nowSeconds`, and forgets it. */
  sweep(nowSeconds: number, forget: (id: string) => void): void
  /** Ids whose minute has begun by `nowSeconds`. */
  due(nowSeconds: number): Iterable<string>
}

const minuteOf = (seconds: number) => Math.floor(seconds / 60)

export function createExpiryIndex(): ExpiryIndex {
  const minutes = new Map<number, Set<string>>()
  let sweptAt = Number.NEGATIVE_INFINITY

  return {
    add(id, expiresAt) {
      const minute = minuteOf(expiresAt)
      const ids = minutes.get(minute)
      if (ids) ids.add(id)
      else minutes.set(minute, new Set([id]))
    },
    remove(id, expiresAt) {
      const minute = minuteOf(expiresAt)
      const ids = minutes.get(minute)
      if (ids?.delete(id) && ids.size === 0) minutes.delete(minute)
    },
    *due(nowSeconds) {
      for (const [minute, ids] of minutes) {
        if (minute <= minuteOf(nowSeconds)) yield* ids
      }
    },
    sweep(nowSeconds, forget) {
      const current = minuteOf(nowSeconds)
      if (current <= sweptAt) return
      sweptAt = current
      for (const [minute, ids] of minutes) {
        if (minute >= current) continue
        minutes.delete(minute)
        for (const id of ids) forget(id)
      }
    },
  }
}
