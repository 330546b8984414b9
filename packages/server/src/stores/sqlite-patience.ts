/** How long SQLite itself waits for a lock: the whole process stands still meanwhile. In milliseconds. */
export const busyTimeoutMs = 10

/** Waits between attempts, and how long they go on, in milliseconds. */
const againAfterMs = 10
const patienceMs = 5000

// biome-ignore lint/suspicious/noExplicitAny: calls of any kind.
type Calls = Readonly<Record<string, (...given: any[]) => unknown>>

type Patient<C extends Calls> = {
  [K in keyof C]: (...given: Parameters<C[K]>) => Promise<ReturnType<C[K]>>
}

/** The same calls, that wait for another process's lock without holding up this one; what is refused has done nothing. */
export const patient = <C extends Calls>(calls: C): Patient<C> =>
  Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      async (...given: unknown[]) => {
        try {
          return call(...given)
        } catch (refused) {
          return again(refused, () => call(...given))
        }
      },
    ]),
  ) as unknown as Patient<C>

async function again(refused: unknown, call: () => unknown): Promise<unknown> {
  const until = performance.now() + patienceMs
  for (let error = refused; ; ) {
    if (!isBusy(error) || performance.now() > until) throw error
    await new Promise((resolve) => setTimeout(resolve, againAfterMs))
    try {
      return call()
    } catch (next) {
      error = next
    }
  }
}

/** SQLITE_BUSY, or an extended code of it (https://sqlite.org/rescode.html). */
const isBusy = (error: unknown): boolean =>
  ((Object(error) as { errcode?: number }).errcode ?? 0) % 256 === 5
