/** What is known of a person, as the user API and the id_token tell it. */
import type { Core } from '../../core.ts'
import type { Person } from '../../people.ts'
import { subjectOf } from '../standard/id-token.ts'

/** Documented: "firstaname", and `email` with the profile too. */
const wireNames: Readonly<Record<string, string>> = { firstname: 'firstaname' }

const opens = (scopes: readonly string[], name: string, scope: string) =>
  scopes.includes(scope) || (name === 'email' && scopes.includes('profile'))

/** What is not filled in is left out; `sub` is there only where it is promised. */
export function claimsOf(
  core: Core,
  person: Person,
  scopes: readonly string[],
): Readonly<Record<string, unknown>> {
  const { quirks, resources } = core.provider
  const told = Object.entries(resources)
    .filter(([name, { scope }]) => opens(scopes, name, scope))
    .map(([name]) => [wireNames[name] ?? name, person.user[name] ?? undefined])
  return {
    sub: quirks?.includes('subject-not-promised') ? undefined : subjectOf(core, person),
    ...Object.fromEntries(told),
  }
}
