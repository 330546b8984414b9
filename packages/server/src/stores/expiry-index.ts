/**
 * Finds what has expired without looking at what has not: ids stand in one set per minute of their
 * expiry, in order, and minutes that are over are emptied once.
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

interface Minute {
  readonly number: number
  readonly ids: Set<string>
}

export function createExpiryIndex(): ExpiryIndex {
  const byNumber = new Map<number, Minute>()
  /** The earliest first. One that is empty stays until it is over: to look for it here would cost more. */
  const minutes: Minute[] = []

  function addMinute(number: number): Minute {
    const minute = { number, ids: new Set<string>() }
    byNumber.set(number, minute)
    // From the end: what comes later mostly ends later.
    minutes.splice(minutes.findLastIndex((other) => other.number < number) + 1, 0, minute)
    return minute
  }

  /** Takes out the earliest minute, where it is over. */
  function takeFirst(
    nowSeconds: number,
    isWanted: (minute: Minute) => boolean,
  ): Minute | undefined {
    const [first] = minutes
    if (!first || first.number >= minuteOf(nowSeconds) || !isWanted(first)) return undefined
    byNumber.delete(first.number)
    return minutes.shift()
  }

  return {
    add(id, expiresAt) {
      const number = minuteOf(expiresAt)
      const { ids } = byNumber.get(number) ?? addMinute(number)
      ids.add(id)
    },
    remove(id, expiresAt) {
      byNumber.get(minuteOf(expiresAt))?.ids.delete(id)
    },
    *due(nowSeconds) {
      while (takeFirst(nowSeconds, ({ ids }) => ids.size === 0)) {}
      for (const { number, ids } of minutes) {
        if (number > minuteOf(nowSeconds)) return
        yield* ids
      }
    },
    sweep(nowSeconds, forget) {
      for (;;) {
        const over = takeFirst(nowSeconds, () => true)
        if (!over) return
        for (const id of over.ids) forget(id)
      }
    },
  }
}
