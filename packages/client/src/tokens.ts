import type { Config } from './config.ts'
import type { TokenAnswer } from './token-endpoint.ts'
import type { Tokens } from './types.ts'

/** When a request is sent, in epoch seconds: a token's life is counted from here, never too long. */
export const secondsOf = ({ now }: Pick<Config, 'now'>): number => Math.floor(now() / 1000)

/**
 * An answer of the token endpoint (RFC 6749 5.1) as the tokens that we keep.
 * @param asked The scopes asked for: granted as a whole where the answer names none.
 * @param wanted Those that the client wants beside them, now or later.
 */
export function readTokens(
  { provider }: Config,
  answer: TokenAnswer,
  asked: readonly string[],
  issuedAt: number,
  wanted: readonly string[] = [],
): Tokens {
  const { access_token, refresh_token, id_token, expires_in, scope } = answer
  const scopes = scope === undefined ? [...asked] : [...new Set(scope.split(' ').filter(Boolean))]
  return {
    accessToken: access_token,
    ...(refresh_token !== undefined && { refreshToken: refresh_token }),
    // Of a provider that does not speak OpenID Connect nobody has checked it.
    ...(id_token !== undefined && provider.protocol === 'oidc' && { idToken: id_token }),
    issuedAt,
    ...(expires_in !== undefined && {
      expiresAt: issuedAt + Math.floor(Number(expires_in)),
    }),
    scopes,
    missing: [...new Set([...wanted, ...asked])].filter((name) => !scopes.includes(name)),
  }
}
