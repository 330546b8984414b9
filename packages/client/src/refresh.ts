import type { Config } from './config.ts'
import { aborted, failure } from './failure.ts'
import { checkScopes } from './granted.ts'
import { requestTokens } from './token-endpoint.ts'
import { readTokens, secondsOf } from './tokens.ts'
import { newCall } from './transport.ts'
import type { CallOptions, Tokens } from './types.ts'

/** New tokens for old (RFC 6749 6). */
export async function refresh(
  config: Config,
  tokens: Pick<Tokens, 'refreshToken' | 'scopes'> & Partial<Tokens>,
  { signal }: CallOptions = {},
): Promise<Tokens> {
  // The signal stops the waiting only: cut off in mid-air, a rotation may have killed the old token.
  const { refreshToken, idToken, scopes, missing = [] } = tokens
  const call = newCall(config, 'refresh', undefined, tokens)
  if (typeof refreshToken !== 'string' || !refreshToken) {
    throw failure(call, 'refresh_token_missing', 'There is no refresh token', {
      hint: 'Sign in again.',
    })
  }
  // Before the request: a rotation that then fails here would be tokens lost.
  checkScopes(tokens)
  if (signal?.aborted) throw aborted(call)

  const issuedAt = secondsOf(config)
  const parameters = { grant_type: 'refresh_token', refresh_token: refreshToken }
  const renewed = requestTokens(config, call, parameters).then((answer) => {
    // An answer without a scope grants what was granted before (RFC 6749 6).
    const { scope = scopes.join(' ') } = answer
    const next = readTokens(config, { ...answer, scope }, [...scopes, ...missing], issuedAt)
    // Without a new refresh token the old one stays (RFC 6749 6).
    return { refreshToken, ...(idToken !== undefined && { idToken }), ...next }
  })
  if (!signal) return renewed
  return new Promise((resolve, reject) => {
    const abort = () => reject(aborted(call))
    signal.addEventListener('abort', abort, { once: true })
    renewed.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
