/** Arguments of the mock's methods: a member that nobody reads is misspelt, and must not pass in silence. */
import { MockUsageError } from './mock-errors.ts'

/** What is wrong with a value, if anything is. */
type Judge = (value: unknown) => string | undefined

export type Members = Readonly<Record<string, Judge>>

export const anything: Judge = () => undefined

export const text: Judge = (value) => (typeof value === 'string' ? undefined : 'not text')

export const someText: Judge = (value) => (value === '' ? 'empty' : text(value))

export const trueOrFalse: Judge = (value) =>
  typeof value === 'boolean' ? undefined : 'not true or false'

export const oneOf =
  (...known: readonly string[]): Judge =>
  (value) =>
    (known as readonly unknown[]).includes(value) ? undefined : `not one of ${known.join(', ')}`

export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER): Judge =>
  (value) => {
    const range = most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `from ${least} on`
    return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `not a whole number ${range}`
  }

/**
 * Members that are undefined count as left out.
 * @param name What the argument is called, e.g. `options`.
 * @throws MockUsageError that names the member, and those that there are
 */
export function requireKnownMembers(argument: unknown, members: Members, name: string): void {
  const known = Object.keys(members)
  const there = known.length > 0 ? `there are ${known.join(', ')}` : 'there are none'
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) {
    throw new MockUsageError(name, `not an object; of members ${there}`)
  }
  for (const [member, value] of Object.entries(argument)) {
    if (!Object.hasOwn(members, member)) {
      throw new MockUsageError(member, `unknown member; ${there}`)
    }
    const problem = value === undefined ? undefined : members[member]?.(value)
    if (problem !== undefined) throw new MockUsageError(member, problem)
  }
}
