import type { TokenEndpointResponse } from 'oauth4webapi'
import type { Config } from './config.ts'
import { type Call, failure } from './failure.ts'
import type { Tokens } from './types.ts'

/** What a token may be made of (RFC 6749 A.12 and A.17, RFC 6750 2.1): anything else would break out of a header. */
const TOKEN = /^[\x21-\x7e]+$/

/** When a request is sent, in epoch seconds: a token's life is counted from here, never too long. */
export const secondsOf = (config: Config): number => Math.floor(config.now() / 1000)

/**
 * An answer of the token endpoint (RFC 6749 5.1) as the tokens that we keep.
 * @param asked The scopes asked for: granted as a whole where the answer names none.
 */
export function readTokens(
  call: Call,
  answer: TokenEndpointResponse,
  asked: readonly string[],
  issuedAt: number,
): Tokens {
  const { access_token, refresh_token, id_token, expires_in, scope } = answer
  if (!TOKEN.test(access_token) || !TOKEN.test(refresh_token ?? 'none')) {
    throw failure(call, 'response_invalid', 'A token holds characters that none may hold')
  }
  const scopes = scope === undefined ? [...asked] : [...new Set(scope.split(' ').filter(Boolean))]
  return {
    accessToken: access_token,
    ...(refresh_token !== undefined && { refreshToken: refresh_token }),
    ...(id_token !== undefined && { idToken: id_token }),
    issuedAt,
    ...(expires_in !== undefined && { expiresAt: issuedAt + Math.floor(expires_in) }),
    scopes,
    missing: asked.filter((name) => !scopes.includes(name)),
  }
}
