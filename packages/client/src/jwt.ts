import { isObject } from './failure.ts'

/** A part of a JWT, unverified: for what was verified already, or cannot be and is not believed. */
export function decodePart(part = ''): Record<string, unknown> | undefined {
  try {
    const binary = atob(part.replace(/-/g, '+').replace(/_/g, '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return isObject(json) ? json : undefined
  } catch {
    return undefined
  }
}

/** The `sub` of an id_token that was checked when it came. */
export const subjectOf = (idToken: string): unknown => decodePart(idToken.split('.')[1])?.sub
