import type { Provider, Shape } from '@sso-login/providers'
import { MockConfigError, requireEach } from './mock-errors.ts'
import { completedMembers, requireMembers, requireShape } from './validate-shape.ts'

/** The users with everything that may be left out. @throws MockConfigError with the path of each key that is wrong */
export function requireUsers(provider: Provider, value: unknown): Record<string, unknown>[] {
  requireShape({ list: { object: {} } }, Array.isArray(value) ? [] : value, 'users')
  const shapes: Record<string, Shape> = {}
  for (const [name, { shape }] of Object.entries(provider.resources)) shapes[name] = shape
  const unique = [provider.identity.id, 'username', 'preferred_username'].filter((name) =>
    Object.hasOwn(shapes, name),
  )
  const users = value as Record<string, unknown>[]
  const seen = new Map(unique.map((name) => [name, new Map<unknown, number>()]))
  const requireUnique = (user: Record<string, unknown>, index: number) => {
    for (const [name, indexes] of seen) {
      const first = indexes.get(user[name])
      if (first !== undefined) {
        throw new MockConfigError(`users[${index}].${name}`, `the same as that of users[${first}]`)
      }
      indexes.set(user[name], index)
    }
  }
  requireEach(users, (user, index) => {
    requireMembers(shapes, user, `users[${index}]`)
    requireUnique(user, index)
  })
  return users.map((user) => completedMembers(shapes, user))
}
