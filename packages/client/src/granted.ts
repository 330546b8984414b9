import type { Config } from './config.ts'
import { invalid } from './settings.ts'
import type { Tokens } from './types.ts'

export function checkScopes({ scopes }: Pick<Tokens, 'scopes'>): void {
  if (!Array.isArray(scopes)) invalid('tokens.scopes', 'must be a list', 'Keep them as they are.')
}

/** Whether the tokens open what `scope` unlocks. */
export const isGranted = (
  { provider }: Config,
  tokens: Pick<Tokens, 'scopes'>,
  scope: string,
): boolean => {
  checkScopes(tokens)
  return tokens.scopes.includes(scope) || provider.scopes[scope]?.always === true
}
