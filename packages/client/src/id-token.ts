/** What oauth4webapi leaves to us of an id_token (OpenID Connect Core 3.1.3.8). */
import { type Call, failure, isObject } from './failure.ts'

/** The hash that belongs to a signature's: EdDSA with Ed25519 hashes with SHA-512. */
const hashName = (alg: unknown) => (alg === 'EdDSA' ? 'SHA-512' : 'SHA-256')

/** @throws LoginError `id_token_invalid` when `at_hash` is there and belongs to another access token. */
export async function checkAccessTokenHash(
  call: Pick<Call, 'step' | 'secrets'>,
  idToken: string,
  accessToken: string,
): Promise<void> {
  const [header, payload] = idToken.split('.', 2).map(decodePart)
  const expected = payload?.at_hash
  if (expected === undefined) return
  const bytes = new TextEncoder().encode(accessToken)
  const hash = new Uint8Array(await crypto.subtle.digest(hashName(header?.alg), bytes))
  const half = btoa(String.fromCharCode(...hash.subarray(0, hash.length / 2)))
  if (half.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') !== expected) {
    throw failure(call, 'id_token_invalid', 'at_hash belongs to another access token')
  }
}

/** The `sub` of an id_token that was checked when it came. */
export const subjectOf = (idToken: string): unknown => decodePart(idToken.split('.')[1] ?? '')?.sub

function decodePart(part: string): Record<string, unknown> | undefined {
  try {
    const binary = atob(part.replace(/-/g, '+').replace(/_/g, '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return isObject(json) ? json : undefined
  } catch {
    return undefined
  }
}
