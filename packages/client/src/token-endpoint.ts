/** The token endpoint (RFC 6749 3.2): what is asked of it, and what its answer must be. */
import type { Config } from './config.ts'
import { postForm } from './endpoint.ts'
import { type Call, failure, scalarOf } from './failure.ts'

/** An answer of the token endpoint, its members' types checked (RFC 6749 5.1). */
export interface TokenAnswer {
  readonly access_token: string
  readonly refresh_token?: string
  readonly id_token?: string
  readonly scope?: string
  /** Seconds. */
  readonly expires_in?: number | string
}

/** What a token may be made of (RFC 6749 A.12 and A.17, RFC 6750 2.1): anything else would break out of a header. */
const TOKEN = /^[\x21-\x7e]+$/

type CheckIdToken = typeof import('./id-token.ts').checkIdToken

/** Digits that are still a number. */
const SECONDS = /^\d{1,20}(\.\d+)?$/

export const isToken = (value: unknown): value is string =>
  typeof value === 'string' && TOKEN.test(value)

/**
 * Code or refresh token for tokens (RFC 6749 4.1.3 and 6, RFC 7636 4.5).
 * @param look At what came, before it has to be tokens.
 */
export async function requestTokens(
  config: Config,
  call: Call,
  parameters: Readonly<Record<string, string>>,
  nonce?: string,
  look?: (body: Readonly<Record<string, unknown>>) => void,
): Promise<TokenAnswer> {
  // Loaded before the request: an answer that cannot be judged would be tokens lost. Should a bundle give nothing for
  // it, this fails: a check must not be left out in silence.
  const isOidc = config.provider.protocol === 'oidc'
  const checkIdToken = isOidc && (await import('./id-token.ts')).checkIdToken
  const body = await postForm(config, call, 'token', parameters)
  look?.(body)
  const answer = body as unknown as TokenAnswer
  const { access_token, token_type, expires_in, refresh_token, id_token, scope } = body
  const wrong = [
    !isToken(access_token) && 'access_token',
    !/^bearer$/i.test(scalarOf(token_type)) && 'token_type',
    expires_in !== undefined && !SECONDS.test(scalarOf(expires_in)) && 'expires_in',
    refresh_token !== undefined && !isToken(refresh_token) && 'refresh_token',
    id_token !== undefined && !isToken(id_token) && 'id_token',
    scope !== undefined && typeof scope !== 'string' && 'scope',
    isOidc && nonce !== undefined && id_token === undefined && 'id_token',
  ].find(Boolean)
  if (wrong) {
    throw failure(call, 'response_invalid', `The answer of the token endpoint has a wrong ${wrong}`)
  }
  if (isOidc) await (checkIdToken as CheckIdToken)(config, call, answer, nonce)
  return answer
}
