/** Reads a value of the wire by its shape: unknown codes pass, a wrong type does not. */
import type { Shape } from '@sso-login/providers'
import { isObject } from './failure.ts'

/** What a value that does not fit its shape is read as. */
export const MISFIT: unique symbol = Symbol('misfit')

/**
 * The value as its shape types it: without members that the shape does not know, with `null` where
 * a nullable is absent or blank, and with URLs absolute against `baseUrl`.
 */
export function readShape(shape: Shape, value: unknown, baseUrl: string): unknown {
  if (shape === 'url') return readUrl(value, baseUrl)
  if (shape === 'integer') return Number.isSafeInteger(value) ? value : MISFIT
  if (typeof shape === 'string') return typeof value === shape ? value : MISFIT
  if ('codeOf' in shape) return readShape('string', value, baseUrl)
  if ('nullable' in shape) {
    const isAbsent = value === null || value === undefined || (shape.nullable === 'url' && !value)
    return isAbsent ? null : readShape(shape.nullable, value, baseUrl)
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) return MISFIT
    const items = value.map((item) => readShape(shape.list, item, baseUrl))
    return items.includes(MISFIT) ? MISFIT : items
  }
  if (!isObject(value)) return MISFIT
  const members = Object.entries(shape.object).map(([name, member]) => [
    name,
    readShape(member, value[name], baseUrl),
  ])
  return members.some(([, member]) => member === MISFIT) ? MISFIT : Object.fromEntries(members)
}

/** IITB's picture is a path (`/profiles//path`); a page must never be given a `javascript:` URL. */
function readUrl(value: unknown, baseUrl: string): unknown {
  const url = typeof value === 'string' && value && URL.parse(value, baseUrl)
  return url && /^https?:$/.test(url.protocol) ? url.href : MISFIT
}
