/** What a provider says by itself: this person, or one session of theirs, is signed out. */
import { processUserInfoResponse, skipSubjectCheck } from 'oauth4webapi'
import { serverOf } from './authorization-server.ts'
import { configOf } from './client-config.ts'
import { skewOf } from './clock-skew.ts'
import type { Config } from './config.ts'
import { isLoginError } from './errors.ts'
import { type Call, failure, isObject } from './failure.ts'
import { checkSignatureByJwks } from './id-token.ts'
import { newCall } from './transport.ts'
import type { CallOptions } from './types.ts'

/** A logout token that holds. */
export interface LogoutToken {
  /** Who, as `sub` of their id_tokens. One of this and `sessionId` is there (Back-Channel Logout 1.0 2.4). */
  readonly subject?: string
  /** Which of the provider's sessions, as `sid` of their id_tokens; absent: all of the person's. */
  readonly sessionId?: string
  /** Unique: a token that comes twice is a replay. */
  readonly tokenId: string
  /** Epoch seconds. */
  readonly expiresAt: number
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/**
 * Checks a logout token (OpenID Connect Back-Channel Logout 1.0 2.6): signature, issuer, audience, times and event.
 * @param client Of `createClient`, for an OpenID provider.
 * @throws LoginError `invalid_token`; a code of the transport, where the keys cannot be had; `invalid_config` for what is no client.
 */
export async function readLogoutToken(
  client: object,
  logoutToken: string,
  options?: CallOptions,
): Promise<LogoutToken> {
  const config = configOf(client)
  const call = newCall(config, 'logout', options?.signal)
  call.secrets.add(logoutToken)
  if (config.provider.protocol !== 'oidc') throw refused(call, 'The provider has no such tokens')
  const claims = await verify(config, call, logoutToken)
  const { iss, aud, iat, exp, jti, sub, sid, nonce, events } = claims
  if (iss === undefined || aud === undefined || iat === undefined || exp === undefined) {
    throw refused(call, 'It lacks one of iss, aud, iat and exp')
  }
  // An id_token has the same signature and audience: this is what tells them apart.
  if (!isObject(events) || !isObject(events[EVENT]) || nonce !== undefined) {
    throw refused(call, 'It is no logout token')
  }
  if (typeof jti !== 'string' || !jti || (sid !== undefined && typeof sid !== 'string')) {
    throw refused(call, 'Its jti or sid is not what it should be')
  }
  if (sub === undefined && sid === undefined) throw refused(call, 'It names nobody')
  return {
    ...(sub !== undefined && { subject: sub as string }),
    ...(sid !== undefined && { sessionId: sid }),
    tokenId: jti,
    expiresAt: exp as number,
  }
}

/** oauth4webapi checks signed answers of the user API, which is what a logout token is but for its claims. */
async function verify(
  config: Config,
  call: Call,
  logoutToken: string,
): Promise<Record<string, unknown>> {
  const { clientId, now } = config
  const server = serverOf(config)
  const headers = { 'content-type': 'application/jwt' }
  const response = new Response(logoutToken, { headers })
  const algorithms = server.id_token_signing_alg_values_supported ?? []
  try {
    const claims = await processUserInfoResponse(
      { ...server, userinfo_signing_alg_values_supported: algorithms },
      { client_id: clientId, ...skewOf(now) },
      skipSubjectCheck,
      response,
    ).catch(claimsWithoutSubject)
    await checkSignatureByJwks(config, call, response)
    return claims
  } catch (cause) {
    if (isLoginError(cause)) throw cause
    throw failure(call, 'invalid_token', 'The logout token does not hold', { cause })
  }
}

/** The subject is what it looks for last, when all else was right, and signed answers of the user API have one. */
function claimsWithoutSubject(error: unknown): Record<string, unknown> {
  const { body } = Object(Object(error).cause) as { body?: unknown }
  if (isObject(body) && body.sub === undefined) return body
  throw error
}

const refused = (call: Call, why: string) =>
  failure(call, 'invalid_token', `The logout token does not hold: ${why}`)
