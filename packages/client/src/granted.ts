import { type Config, invalid } from './config.ts'
import type { Tokens } from './types.ts'

/** Whether the tokens open what `scope` unlocks. */
export const isGranted = (
  { provider }: Config,
  tokens: Pick<Tokens, 'scopes'>,
  scope: string,
): boolean => {
  if (!Array.isArray(tokens.scopes))
    invalid('tokens.scopes', 'must be a list', 'As finish gave it.')
  return tokens.scopes.includes(scope) || provider.scopes[scope]?.always === true
}
