/** What a person granted, compared with what is wanted. */
import { type Config, readScopes } from './config.ts'
import { failure } from './failure.ts'
import { isGranted } from './granted.ts'
import { revoke } from './revoke.ts'
import { newCall } from './transport.ts'
import type { CallOptions, Tokens } from './types.ts'

/** IITB document: "If user hasn't provided the necessary permissions, revoke the token!" */
export async function requireScopes(
  config: Config,
  tokens: Tokens,
  scopes: readonly string[],
  options: CallOptions = {},
): Promise<void> {
  if (!Array.isArray(scopes) || scopes.length) readScopes(config.provider, scopes)
  const missing = scopes.filter((scope) => !isGranted(config, tokens, scope))
  if (!missing.length) return
  // Best effort: that the person granted too little is what the caller has to hear.
  if (config.endpoints.revocation) await revoke(config, tokens, options).catch(() => {})
  throw failure(
    newCall(config, 'callback'),
    'scope_missing',
    `The person did not grant: ${missing.join(', ')}`,
    { missing, hint: 'Say what it is needed for and ask again.' },
  )
}
