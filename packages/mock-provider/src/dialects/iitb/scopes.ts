import type { Core } from '../../core.ts'
import type { RegisteredClient } from '../../registered-client.ts'

/** Splits at every single space, as the provider does: two in a row enclose an empty, unknown scope. */
export const splitScope = (scope: string): string[] => scope.trim().split(' ')

/** What a client may ask for. The provider lets every application ask for every private scope (a fault of it). */
export function askableScopes(core: Core, client: RegisteredClient): ReadonlySet<string> {
  const holders = core.behaviour.strict ? [client] : [...core.clients.values()]
  const all = [
    ...Object.keys(core.provider.scopes),
    ...holders.flatMap(({ privateScopes }) => privateScopes),
  ]
  return new Set(all.filter((scope) => client.scopes?.has(scope) ?? true))
}

/** The scopes that are granted with every consent. */
export const alwaysScopes = (core: Core): string[] =>
  Object.entries(core.provider.scopes)
    .filter(([, { always }]) => always)
    .map(([scope]) => scope)

export const distinct = (scopes: readonly string[]): string[] => [...new Set(scopes)]
