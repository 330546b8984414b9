import type { Config } from './config.ts'
import { aborted, failure, isText } from './failure.ts'
import { checkScopes } from './granted.ts'
import { requestTokens } from './token-endpoint.ts'
import { readTokens, secondsOf } from './tokens.ts'
import { newCall } from './transport.ts'
import type { CallOptions, Tokens } from './types.ts'

/** New tokens for old (RFC 6749 6): one request for each refresh token, which used twice may cost the session (RFC 9700 4.14.2). */
export async function refresh(
  config: Config,
  tokens: Pick<Tokens, 'refreshToken' | 'scopes'> & Partial<Tokens>,
  { signal }: CallOptions = {},
): Promise<Tokens> {
  // The signal stops the waiting only: cut off in mid-air, a rotation may have killed the old token.
  const { refreshToken, idToken, scopes, missing } = tokens
  const call = { ...newCall(config, 'refresh', signal, tokens), signal: undefined }
  if (!isText(refreshToken)) {
    throw failure(call, 'refresh_token_missing', 'There is no refresh token', {
      hint: 'Sign in again.',
    })
  }
  // Before the request: a rotation that then fails here would be tokens lost.
  checkScopes(tokens)
  const waitFor = signal && (await import('./stop-waiting.ts')).waitFor
  if (signal?.aborted) throw aborted(call)

  const { renewals } = config
  let renewed = renewals.get(refreshToken)
  if (!renewed) {
    const issuedAt = secondsOf(config)
    const parameters = { grant_type: 'refresh_token', refresh_token: refreshToken }
    renewed = requestTokens(config, call, parameters)
      .then((answer) => {
        // An answer without a scope grants what was granted before (RFC 6749 6).
        const { scope = scopes.join(' ') } = answer
        const next = readTokens(
          config,
          { ...answer, scope },
          scopes.concat(missing ?? []),
          issuedAt,
        )
        // Without a new refresh token the old one stays (RFC 6749 6).
        return { refreshToken, ...(idToken !== undefined && { idToken }), ...next }
      })
      .finally(() => renewals.delete(refreshToken))
    renewals.set(refreshToken, renewed)
  }
  return waitFor && signal ? waitFor(call, renewed, signal) : renewed
}
