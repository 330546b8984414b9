import type { Core } from '../../core.ts'
import type { RegisteredClient } from '../../registered-client.ts'

/** RFC 6749 3.3: names parted by single spaces; two in a row enclose an empty one, which nobody knows. */
export const splitScope = (scope: string): string[] => [...new Set(scope.split(' '))]

export const isAskable = (
  { provider }: Core,
  { scopes, privateScopes }: RegisteredClient,
  scope: string,
): boolean =>
  (scopes === null ? Object.hasOwn(provider.scopes, scope) : scopes.has(scope)) ||
  privateScopes.includes(scope)

/** Granted to whoever asks for it: the person cannot untick it. */
export const isFixed = ({ provider }: Core, scope: string): boolean =>
  scope === 'openid' || provider.scopes[scope]?.always === true
