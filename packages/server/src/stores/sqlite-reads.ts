import type { DatabaseSync } from 'node:sqlite'

interface Waiting<T> {
  readonly id: string
  resolve(found: T | Promise<T>): void
}

/**
 * Reads that are asked for in one turn of the event loop, done together at its end: the locks of a transaction are half
 * of what a read costs, and in one they are taken once.
 * @param read Reads at once.
 * @param alone The same for where that fails: it may wait for a lock.
 */
export function together<T>(
  database: DatabaseSync,
  read: (id: string) => T,
  alone: (id: string) => Promise<T>,
): (id: string) => Promise<T> {
  const begin = database.prepare('BEGIN')
  const end = database.prepare('COMMIT')
  let waiting: Waiting<T>[] = []

  /** Some errors end a transaction by themselves (https://sqlite.org/lang_transaction.html), and without one this fails. */
  function endAnyway(): void {
    try {
      end.run()
    } catch {}
  }

  function readAll(): void {
    const all = waiting
    waiting = []
    let done = 0
    try {
      // One statement is a transaction by itself.
      if (all.length > 1) begin.run()
      for (const { id, resolve } of all) {
        resolve(read(id))
        done += 1
      }
      if (all.length > 1) end.run()
    } catch {
      endAnyway()
    }
    for (const { id, resolve } of all.slice(done)) resolve(alone(id))
  }

  return (id) =>
    new Promise((resolve) => {
      if (waiting.push({ id, resolve }) === 1) setImmediate(readAll)
    })
}
