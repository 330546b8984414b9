import type { Provider } from '@sso-login/providers'

/** A user of the mock: the resources, and the names that pages and logs use for the person. */
export interface Person {
  /** Short and unique, e.g. `alice`: what `approve` and the log call the person. */
  readonly username: string
  readonly displayName: string
  readonly user: Readonly<Record<string, unknown>>
}

/** Nobody of the mock has a secret worth keeping. */
export const everybodysPassword = 'password'

/** Everybody the mock knows, by username and by id. */
export interface People {
  readonly all: readonly Person[]
  readonly find: (name: string) => Person | undefined
}

export function createPeople(
  provider: Provider,
  users: readonly Readonly<Record<string, unknown>>[],
): People {
  const all = users.map((user) => personOf(provider, user))
  const byName = new Map<string, Person>()
  for (const person of all) byName.set(String(person.user[provider.identity.id]), person)
  for (const person of all) byName.set(person.username, person)
  return { all, find: (name) => byName.get(name) }
}

export function personOf(provider: Provider, user: Readonly<Record<string, unknown>>): Person {
  const id = String(user[provider.identity.id])
  // `preferred_username` is OpenID Connect's word for it (Core 5.1).
  const username =
    [user.username, user.preferred_username].find(
      (name): name is string => typeof name === 'string' && name !== '',
    ) ?? id
  const names = provider.identity.name.map((parts) =>
    parts
      .map((part) => user[part])
      .filter((text) => typeof text === 'string' && text.trim() !== '')
      .join(' '),
  )
  return { username, displayName: names.find((name) => name !== '') ?? username, user }
}
