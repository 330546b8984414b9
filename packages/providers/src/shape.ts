/**
 * How a value looks on the wire, as data: types are derived from it at compile time, and the mock
 * checks its users against it at run time.
 */

/** A code-to-name table, e.g. `{ CSE: 'Computer Science & Engineering' }`. */
export type Enumeration = { readonly [code: string]: string }

export type Shape =
  | 'string'
  | 'integer'
  | 'boolean'
  /** A URL; on the wire it may be relative to the provider's base URL, from the client it is absolute. */
  | 'url'
  | { readonly nullable: Shape }
  | { readonly list: Shape }
  | { readonly object: { readonly [member: string]: Shape } }
  /** A code of an enumeration; values not in the table are tolerated. */
  | { readonly codeOf: Enumeration }

/** A code of the enumeration `E`: the known ones complete in an editor, any other string is let through. */
export type CodeOf<E extends Enumeration> = `${keyof E & (string | number)}` | (string & {})

/** The TypeScript value that a shape describes; `unknown` for a shape that only run time knows. */
export type ValueOf<S> = [Shape] extends [S] ? unknown : ValueOfOne<S>

type ValueOfOne<S> = S extends 'string' | 'url'
  ? string
  : S extends 'integer'
    ? number
    : S extends 'boolean'
      ? boolean
      : S extends { readonly nullable: infer Inner }
        ? ValueOf<Inner> | null
        : S extends { readonly list: infer Item }
          ? ValueOf<Item>[]
          : S extends { readonly object: infer Members }
            ? { -readonly [M in keyof Members]: ValueOf<Members[M]> }
            : S extends { readonly codeOf: infer E extends Enumeration }
              ? CodeOf<E>
              : never

/** The name of a code, or the code itself where the table does not know it; `null` stays `null`. */
export function nameOf<V extends string | null>(enumeration: Enumeration, code: V): V | string {
  if (code === null) return code
  return Object.hasOwn(enumeration, code) ? (enumeration[code] as string) : code
}
