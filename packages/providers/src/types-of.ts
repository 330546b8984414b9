/** The types that follow from a provider's data. */
import type { Provider, TokenProvider } from './provider.ts'
import type { ValueOf } from './shape.ts'

/** The scopes a provider knows, as a union of literals. */
export type ScopesOf<P extends TokenProvider> = keyof P['scopes'] & string

/** The scopes that come with every authorization. */
export type AlwaysScopesOf<P extends TokenProvider> = {
  [S in ScopesOf<P>]: P['scopes'][S] extends { readonly always: true } ? S : never
}[ScopesOf<P>]

/** The user resources a provider knows, as a union of literals. */
export type ResourceOf<P extends Provider> = keyof P['resources'] & string

/** The user resources that the scopes `S`, and those that always come, unlock. */
export type ResourceUnlockedBy<P extends TokenProvider, S extends string> = {
  [R in ResourceOf<P>]: P['resources'][R] extends {
    readonly scope: S | AlwaysScopesOf<P>
  }
    ? R
    : never
}[ResourceOf<P>]

/** The value of the resource `R`, as the client returns it. */
export type ResourceValue<
  P extends Provider,
  R extends keyof P['resources'],
> = P['resources'][R] extends { readonly shape: infer S } ? ValueOf<S> : never

/** Of OpenID Connect Core 3.1.2.1 and 5.5, RFC 8707 2 and RFC 9396 2. */
export type StandardParameter =
  | 'prompt'
  | 'max_age'
  | 'login_hint'
  | 'ui_locales'
  | 'claims_locales'
  | 'id_token_hint'
  | 'acr_values'
  | 'display'
  | 'claims'
  | 'resource'
  | 'authorization_details'

/**
 * What `start` may add to an authorization request: parameters of the standards, and the provider's own with their
 * values. What a provider known only at run time takes, only run time can check.
 */
export type ParametersOf<P extends TokenProvider> = {
  readonly [N in StandardParameter]?: string
} & ('authorizationParameters' extends keyof P
  ? P extends { readonly authorizationParameters: infer Own }
    ? {
        readonly [N in keyof Own]?: Own[N] extends readonly []
          ? string
          : Own[N] extends readonly (infer V)[]
            ? V
            : never
      }
    : Readonly<Record<string, string>>
  : unknown)

/** A user in the provider's own resource shape, as its user API would show them with every scope granted. */
export type UserOf<P extends Provider> = {
  [R in keyof P['resources'] & string]: ResourceValue<P, R>
}
