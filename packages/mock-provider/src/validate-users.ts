import type { Provider, Shape } from '@sso-login/providers'
import { MockConfigError } from './mock-errors.ts'
import { requireMembers, requireShape } from './validate-shape.ts'

/** @throws MockConfigError with the path of the first key that is wrong */
export function requireUsers(
  provider: Provider,
  value: unknown,
): asserts value is Record<string, unknown>[] {
  requireShape({ list: { object: {} } }, Array.isArray(value) ? [] : value, 'users')
  const shapes: Record<string, Shape> = {}
  for (const [name, { shape }] of Object.entries(provider.resources)) shapes[name] = shape
  const unique = [provider.identity.id, 'username', 'preferred_username'].filter((name) =>
    Object.hasOwn(shapes, name),
  )
  const seen = new Map(unique.map((name) => [name, new Map<unknown, number>()]))
  for (const [index, user] of (value as unknown[]).entries()) {
    const path = `users[${index}]`
    requireMembers(shapes, user, path)
    for (const [name, indexes] of seen) {
      const first = indexes.get(user[name])
      if (first !== undefined) {
        throw new MockConfigError(`${path}.${name}`, `the same as that of users[${first}]`)
      }
      indexes.set(user[name], index)
    }
  }
}
