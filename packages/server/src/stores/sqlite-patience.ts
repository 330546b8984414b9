/** How long SQLite itself waits for a lock: the whole process stands still meanwhile. In milliseconds. */
export const busyTimeoutMs = 10

/** Waits between attempts, and how long they go on, in milliseconds. */
const againAfterMs = 10
const patienceMs = 5000

type Calls = Readonly<Record<string, (...given: never[]) => Promise<unknown>>>

/** The same calls, that wait for another process's lock without holding up this one; what is refused has done nothing. */
export const patient = <C extends object>(calls: C): C =>
  Object.fromEntries(
    Object.entries(calls as Calls).map(([name, call]) => [
      name,
      (...given: never[]) => call(...given).catch((error) => again(error, () => call(...given))),
    ]),
  ) as C

async function again(refused: unknown, call: () => Promise<unknown>): Promise<unknown> {
  const until = performance.now() + patienceMs
  for (let error = refused; ; ) {
    if (!isBusy(error) || performance.now() > until) throw error
    await new Promise((resolve) => setTimeout(resolve, againAfterMs))
    try {
      return await call()
    } catch (next) {
      error = next
    }
  }
}

/** SQLITE_BUSY, or an extended code of it (https://sqlite.org/rescode.html). */
const isBusy = (error: unknown): boolean =>
  ((Object(error) as { errcode?: number }).errcode ?? 0) % 256 === 5
