import type { Provider, TokenProvider } from './provider.ts'
import type { ScopesOf } from './types-of.ts'

/** Keeps a definition honest: what one part names, another part must define. */
type Consistent<P extends Provider> = {
  readonly resources: {
    readonly [R in keyof P['resources']]: P extends TokenProvider
      ? { readonly scope: ScopesOf<P> }
      : unknown
  }
  readonly identity: {
    readonly id: keyof P['resources']
    readonly name: readonly (readonly (keyof P['resources'])[])[]
    readonly picture?: keyof P['resources']
  }
}

/**
 * Defines a provider: returns its argument, with every literal kept, so that scopes and resources
 * become types. Do not annotate the result with `: Provider`, or they widen to `string`.
 */
export const defineProvider = <const P extends Provider>(provider: P & Consistent<P>): P => provider
