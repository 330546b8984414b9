import type { Person } from './people.ts'
import type { Random } from './random.ts'

/** Who is signed in at the provider, by session cookie. */
export interface Sessions {
  readonly start: (person: Person) => string
  readonly personOf: (id: string | undefined) => Person | undefined
  readonly end: (id: string | undefined) => void
  readonly clear: () => void
}

export function createSessions(random: Random): Sessions {
  const people = new Map<string, Person>()
  return {
    start(person) {
      const id = random.alphanumeric(32)
      people.set(id, person)
      return id
    },
    personOf: (id) => (id === undefined ? undefined : people.get(id)),
    end: (id) => {
      if (id !== undefined) people.delete(id)
    },
    clear: () => people.clear(),
  }
}
