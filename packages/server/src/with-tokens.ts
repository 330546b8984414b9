import { isLoginError, type Tokens } from '@sso-login/client'
import { invalid } from './invalid.ts'
import type { Refresher } from './refresh.ts'
import { tokensOf } from './refresh-outcome.ts'

/** Runs `use` with a person's tokens; once more, with fresh ones, when the provider has not taken them. */
export async function withTokens<T>(
  refresher: Refresher,
  userKey: string,
  use: (tokens: Tokens) => T | Promise<T>,
): Promise<T> {
  if (typeof use !== 'function') {
    throw invalid('use', 'use must be a function.', 'It gets the tokens.', { step: 'user' })
  }
  const tokens = await refresher.tokensFor(userKey)
  try {
    return await use(tokens)
  } catch (error) {
    if (!isLoginError(error) || error.code !== 'invalid_token') throw error
  }
  const outcome = await refresher.refresh(userKey, tokens.accessToken)
  // The tokens that it may still have are those that were rejected.
  if (outcome.type === 'transient') throw outcome.error
  return use(tokensOf(outcome))
}
