import type { Core } from '../../core.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { strip } from './python-text.ts'

/** Splits at every single space, as the provider does: two in a row enclose an empty, unknown scope. */
export const splitScope = (scope: string): string[] => strip(scope).split(' ')

/** May a client ask for it? The provider lets every application ask for every private scope (a fault of it). */
export function isAskable(core: Core, client: RegisteredClient, scope: string): boolean {
  if (client.scopes && !client.scopes.has(scope)) return false
  if (Object.hasOwn(core.provider.scopes, scope)) return true
  const holders = core.behaviour.strict ? [client] : core.clients.values()
  for (const { privateScopes } of holders) if (privateScopes.includes(scope)) return true
  return false
}

/** The scopes that are granted with every consent. */
export const alwaysScopes = (core: Core): string[] =>
  Object.entries(core.provider.scopes)
    .filter(([, { always }]) => always)
    .map(([scope]) => scope)

export const distinct = (scopes: readonly string[]): string[] => [...new Set(scopes)]
