import type { Shape } from '@sso-login/providers'
import { MockConfigError } from './mock-errors.ts'

/** Refuses a value that does not have the shape, with the path of the first member that differs. @throws MockConfigError */
export function requireShape(shape: Shape, value: unknown, path: string): void {
  if (typeof shape === 'object' && 'nullable' in shape) {
    if (value !== null) requireShape(shape.nullable, value, path)
    return
  }
  if (typeof shape === 'object' && 'list' in shape) {
    if (!Array.isArray(value)) throw new MockConfigError(path, 'not a list')
    for (const [index, item] of value.entries()) requireShape(shape.list, item, `${path}[${index}]`)
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

/** Refuses an object that lacks a member, has one too many, or one of the wrong shape. @throws MockConfigError */
export function requireMembers(
  members: { readonly [member: string]: Shape },
  value: unknown,
  path: string,
): asserts value is Record<string, unknown> {
  requireObject(value, path)
  requireKnownKeys(value, Object.keys(members), path)
  for (const [name, shape] of Object.entries(members)) {
    if (!Object.hasOwn(value, name)) {
      throw new MockConfigError(`${path}.${name}`, `missing${hintFor(shape)}`)
    }
    requireShape(shape, value[name], `${path}.${name}`)
  }
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
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown === undefined) return
  const where = path === '' ? unknown : `${path}.${unknown}`
  throw new MockConfigError(where, `unknown key; there are ${known.join(', ')}`)
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

const hintFor = (shape: Shape): string =>
  typeof shape !== 'object'
    ? ''
    : 'nullable' in shape
      ? ' (null where there is none)'
      : 'list' in shape
        ? ' ([] where there is none)'
        : ''
