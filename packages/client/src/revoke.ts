import type { Config } from './config.ts'
import { postForm } from './endpoint.ts'
import { failure } from './failure.ts'
import { newCall } from './transport.ts'
import type { CallOptions, Tokens } from './types.ts'

/**
 * Ends tokens (RFC 7009). The refresh token where there is one, since its access token dies with it;
 * after a revoked access token alone, IITB's server fails at a later refresh (seen).
 */
export async function revoke(
  config: Config,
  tokens: Pick<Tokens, 'accessToken' | 'refreshToken'>,
  { signal }: CallOptions = {},
): Promise<void> {
  const { accessToken, refreshToken } = tokens
  const call = newCall(config, 'revoke', signal, tokens)
  const token = refreshToken || accessToken
  if (!token) throw failure(call, 'invalid_token', 'There is no token to revoke')
  await postForm(config, call, 'revocation', {
    token,
    token_type_hint: refreshToken ? 'refresh_token' : 'access_token',
  })
}
