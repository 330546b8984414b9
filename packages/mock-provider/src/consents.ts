import type { Person } from './people.ts'
import type { RegisteredClient } from './registered-client.ts'

/** What each person has agreed to share with each application. */
export interface Consents {
  readonly covers: (person: Person, client: RegisteredClient, scopes: readonly string[]) => boolean
  readonly remember: (person: Person, client: RegisteredClient, scopes: readonly string[]) => void
}

export function createConsents(): Consents {
  const granted = new Map<RegisteredClient, Map<Person, ReadonlySet<string>>>()
  return {
    covers(person, client, scopes) {
      const known = granted.get(client)?.get(person)
      return known !== undefined && scopes.every((scope) => known.has(scope))
    },
    remember(person, client, scopes) {
      const people = granted.get(client) ?? new Map<Person, ReadonlySet<string>>()
      granted.set(client, people)
      people.set(person, new Set([...(people.get(person) ?? []), ...scopes]))
    },
  }
}
