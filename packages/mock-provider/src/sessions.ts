import { BoundedMap } from './bounded-map.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'

/** Who is signed in at the provider, by session cookie. */
export interface Sessions {
  readonly start: (person: Person) => string
  readonly personOf: (id: string | undefined) => Person | undefined
  /** When the person signed in, in epoch milliseconds. */
  readonly startedAt: (id: string | undefined) => number | undefined
  readonly end: (id: string | undefined) => void
  readonly count: () => number
}

/** The sessions begun last; who signed in before them has to do so again. */
const keptSessions = 100_000

export function createSessions(random: Random, now: () => number): Sessions {
  const sessions = new BoundedMap<string, { person: Person; startedAt: number }>(keptSessions)
  return {
    start(person) {
      const id = random.alphanumeric(32)
      sessions.set(id, { person, startedAt: now() })
      return id
    },
    personOf: (id) => (id === undefined ? undefined : sessions.get(id)?.person),
    startedAt: (id) => (id === undefined ? undefined : sessions.get(id)?.startedAt),
    end: (id) => {
      if (id !== undefined) sessions.delete(id)
    },
    count: () => sessions.size,
  }
}
