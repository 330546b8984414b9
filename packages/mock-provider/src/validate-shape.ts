import type { Shape } from '@sso-login/providers'
import { MockConfigError, requireAll, requireEach } from './mock-errors.ts'

/** Refuses a value that does not have the shape, with the path of each member that differs. @throws MockConfigError */
export function requireShape(shape: Shape, value: unknown, path: string): void {
  if (typeof shape === 'object' && 'nullable' in shape) {
    if (value !== null) requireShape(shape.nullable, value, path)
    return
  }
  if (typeof shape === 'object' && 'list' in shape) {
    if (!Array.isArray(value)) throw new MockConfigError(path, 'not a list')
    requireEach(value, (item, i) => requireShape(shape.list, item, `${path}[${i}]`))
    return
  }
  if (typeof shape === 'object' && 'object' in shape) {
    requireMembers(shape.object, value, path)
    return
  }
  // A code of an enumeration is any text: the provider itself has values outside its lists.
  const wanted = typeof shape === 'object' ? 'string' : shape
  if (!isOfKind[wanted](value)) throw new MockConfigError(path, `not ${names[wanted]}`)
}

/** Refuses an object that lacks a member which it must have, has one too many, or one of the wrong shape. @throws MockConfigError */
export function requireMembers(
  members: { readonly [member: string]: Shape },
  value: unknown,
  path: string,
): asserts value is Record<string, unknown> {
  requireObject(value, path)
  requireAll([
    () => requireKnownKeys(value, Object.keys(members), path),
    () =>
      requireEach(Object.entries(members), ([name, shape]) => {
        const where = `${path}.${name}`
        if (Object.hasOwn(value, name)) requireShape(shape, value[name], where)
        else if (emptyOf(shape) === undefined) throw new MockConfigError(where, 'missing')
      }),
  ])
}

/** What stands for a value that is not there; undefined where there must be one. */
function emptyOf(shape: Shape): null | readonly [] | undefined {
  if (typeof shape !== 'object') return undefined
  return 'nullable' in shape ? null : 'list' in shape ? [] : undefined
}

/** A value of the shape with everything in it that may be left out: null, or an empty list. */
function completed(shape: Shape, value: unknown): unknown {
  if (value === null || typeof shape !== 'object') return value
  if ('nullable' in shape) return completed(shape.nullable, value)
  if ('list' in shape) return (value as unknown[]).map((item) => completed(shape.list, item))
  return 'object' in shape
    ? completedMembers(shape.object, value as Record<string, unknown>)
    : value
}

export function completedMembers(
  members: { readonly [member: string]: Shape },
  value: Record<string, unknown>,
): Record<string, unknown> {
  const whole = { ...value }
  for (const [name, shape] of Object.entries(members)) {
    whole[name] = Object.hasOwn(value, name) ? completed(shape, value[name]) : emptyOf(shape)
  }
  return whole
}

export function requireObject(
  value: unknown,
  path: string,
): asserts value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MockConfigError(path, 'not an object')
  }
}

export function requireKnownKeys(value: object, known: readonly string[], path: string): void {
  const unknown = Object.keys(value).filter((key) => !known.includes(key))
  requireEach(unknown, (key) => {
    const where = path === '' ? key : `${path}.${key}`
    throw new MockConfigError(where, `unknown key; there are ${known.join(', ')}`)
  })
}

const isOfKind = {
  string: (value: unknown) => typeof value === 'string',
  url: (value: unknown) => typeof value === 'string' && value !== '',
  integer: (value: unknown) => Number.isSafeInteger(value),
  boolean: (value: unknown) => typeof value === 'boolean',
} as const

const names = {
  string: 'text',
  url: 'a URL or path',
  integer: 'a whole number',
  boolean: 'true or false',
}
