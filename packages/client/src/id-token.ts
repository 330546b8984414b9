/**
 * All that an id_token must stand (OpenID Connect Core 3.1.3.7, 3.1.3.8 and 12.2), by oauth4webapi.
 * Loaded when an OpenID provider answers: whoever has another kind of provider never fetches it.
 */
import {
  type AuthorizationServer,
  KEY_SELECTION,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  validateApplicationLevelSignature,
} from 'oauth4webapi'
import { serverOf } from './authorization-server.ts'
import { base64url, digest } from './base64url.ts'
import { skewOf } from './clock-skew.ts'
import type { Config } from './config.ts'
import { isLoginError, type LoginError } from './errors.ts'
import { type Call, failure } from './failure.ts'
import { decodePart } from './jwt.ts'
import { throughTransport } from './oauth-answer.ts'

/**
 * Claims, signature and `at_hash` of the id_token in an answer of the token endpoint.
 * @param nonce Of the login; without it the answer is one to a refresh, which may leave the id_token out.
 * @throws LoginError `id_token_invalid`; a code of the transport, where the keys cannot be had.
 */
export async function checkIdToken(
  config: Config,
  call: Call,
  answer: { readonly access_token: string; readonly id_token?: string },
  nonce?: string,
): Promise<void> {
  const { clientId, now, provider } = config
  const server = serverOf(config)
  const client = { client_id: clientId, ...skewOf(now) }
  const judged = { ...answer, ...(await withAssumedClaims(config, answer.id_token, nonce)) }
  const response = Response.json(judged)
  try {
    if (nonce === undefined) await processRefreshTokenResponse(server, client, response)
    else {
      const { maxAge } = call
      const expected = {
        expectedNonce: nonce,
        requireIdToken: true,
        ...(maxAge !== undefined && { maxAge }),
      }
      await processAuthorizationCodeResponse(server, client, response, expected)
    }
    if (answer.id_token === undefined) return
    if (judged.id_token !== answer.id_token || 'idTokenKeys' in provider) {
      const { checkSignature } = await import('./id-token-signature.ts')
      await checkSignature(config, call, answer.id_token)
    } else {
      await checkSignatureByJwks(config, call, response)
    }
  } catch (cause) {
    if (isLoginError(cause)) throw cause
    throw refused(call, 'The id_token does not hold', cause)
  }
  checkClaims(config, call, answer.id_token)
  await checkAccessTokenHash(call, answer.id_token, answer.access_token)
}

/** An id_token that is not believed. */
export const refused = (call: Call, message: string, cause?: unknown): LoginError =>
  failure(call, 'id_token_invalid', message, {
    hint: 'Check baseUrl, clientId and the clock of this machine; else start again.',
    cause,
  })

/** How often keys that are known may be asked for again, because an id_token names another. */
const RENEWAL_MS = 10_000

/** The library keeps keys by the identity of their server, for a minute at least: a copy of the server asks anew. */
const renewed = new WeakMap<AuthorizationServer, { server: AuthorizationServer; at: number }>()

/** @param response One that the library has read a signed body of. */
export async function checkSignatureByJwks(
  config: Config,
  call: Call,
  response: Response,
): Promise<void> {
  const { now } = config
  const server = serverOf(config)
  const last = renewed.get(server)
  const options = throughTransport(config, call)
  try {
    await validateApplicationLevelSignature(last?.server ?? server, response, options)
  } catch (cause) {
    const isUnknownKey = Object(cause).code === KEY_SELECTION
    if (!isUnknownKey || (last && now() - last.at < RENEWAL_MS)) throw cause
    const copy = { ...server }
    renewed.set(server, { server: copy, at: now() })
    await validateApplicationLevelSignature(copy, response, options)
  }
}

/** How far a provider's clock may be ahead of ours (OpenID Connect Core 3.1.3.7: `iat` may be judged). */
const MAX_SECONDS_AHEAD = 300

/** What the library leaves to its caller: OpenID Connect Core 2 and 3.1.3.7, and of a refresh 12.2. */
function checkClaims({ clientId, now }: Config, call: Call, idToken: string): void {
  const [claims, before] = [idToken, call.idToken].map((jwt) => decodePart(jwt?.split('.')[1]))
  const { azp, sub, nonce, iat } = claims ?? {}
  // The library has seen that it is a number.
  if ((iat as number) > now() / 1000 + MAX_SECONDS_AHEAD) {
    throw refused(call, 'The id_token was issued in the future')
  }
  const wrong = [
    azp !== undefined && azp !== clientId && 'azp',
    (sub === '' || (before && before.sub !== sub)) && 'sub',
    before && nonce !== undefined && before.nonce !== nonce && 'nonce',
  ].find(Boolean)
  if (wrong) {
    throw refused(call, `The id_token is for somebody else by its ${wrong}`)
  }
}

/** The id_token with what its provider does not promise filled in: the rest is judged as ever. */
async function withAssumedClaims(
  config: Config,
  idToken: string | undefined,
  nonce: string | undefined,
): Promise<{ id_token?: string }> {
  const [header, payload, signature] = idToken?.split('.') ?? []
  const claims = decodePart(payload)
  if (!config.provider.quirks || !claims) return {}
  const { assumedClaims } = await import('./quirks.ts')
  const assumed = assumedClaims(config, nonce)
  if (Object.keys(assumed).every((name) => Object.hasOwn(claims, name))) return {}
  const text = JSON.stringify({ ...assumed, ...claims })
  return { id_token: `${header}.${base64url(new TextEncoder().encode(text))}.${signature}` }
}

/** The hash that belongs to a signature's: Ed25519, by this name (RFC 9864) or as EdDSA, hashes with SHA-512. */
const hashName = (alg: unknown) =>
  alg === 'EdDSA' || alg === 'Ed25519'
    ? 'SHA-512'
    : `SHA-${String(alg).match(/(384|512)$/)?.[0] ?? 256}`

async function checkAccessTokenHash(
  call: Call,
  idToken: string,
  accessToken: string,
): Promise<void> {
  const [header, payload] = idToken.split('.', 2).map(decodePart)
  if (payload?.at_hash === undefined) return
  const hash = await digest(hashName(header?.alg), accessToken)
  if (base64url(hash.subarray(0, hash.length / 2)) !== payload.at_hash) {
    throw refused(call, 'at_hash belongs to another access token')
  }
}
