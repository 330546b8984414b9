/** OpenID Connect Core 2 and 3.1.3.6. */
import type { Bends } from '../../bends.ts'
import type { Core } from '../../core.ts'
import type { SignIn } from '../../grants.ts'
import { issuerOf } from '../../issuer.ts'
import type { Person } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import type { SignatureAlgorithm } from '../../signature-algorithms.ts'
import { base64Url, base64UrlText } from './base64url.ts'

const lifetimeSeconds = 3600

export interface IdTokenRequest {
  readonly client: RegisteredClient
  readonly person: Person
  readonly signIn: SignIn
  readonly accessToken: string
  readonly claims: Readonly<Record<string, unknown>>
}

export async function idTokenFor(
  core: Core,
  { idToken: bend = {}, skewSeconds = 0 }: Bends,
  { client, person, signIn, accessToken, claims: own }: IdTokenRequest,
): Promise<string> {
  const algorithm = client.idTokenAlg as SignatureAlgorithm
  const seconds = (epochMs: number) => Math.floor(epochMs / 1000) + skewSeconds
  const iat = seconds(core.clock.now())
  const claims = {
    iss: issuerOf(core),
    sub: subjectOf(core, person),
    aud: client.id,
    exp: iat + lifetimeSeconds,
    iat,
    auth_time: seconds(signIn.authenticatedAt),
    ...(signIn.nonce === undefined ? {} : { nonce: signIn.nonce }),
    at_hash: await halfHash(accessToken, algorithm),
    ...own,
    ...bend.claims,
  }
  if (bend.key === 'next') core.keyring.rotate()
  if (bend.unsigned) {
    return `${base64UrlText(JSON.stringify({ alg: 'none' }))}.${base64UrlText(JSON.stringify(claims))}.`
  }
  const token = await core.keyring.sign(
    claims,
    algorithm,
    ...(bend.key === 'unknown' ? (['unknown'] as const) : []),
  )
  if (!bend.forged) return token
  const other = await core.keyring.sign({ ...claims, sub: 'somebody-else' }, algorithm)
  return token.slice(0, token.lastIndexOf('.')) + other.slice(other.lastIndexOf('.'))
}

export const subjectOf = ({ provider }: Core, { user }: Person): string =>
  String(user[provider.identity.id])

/** OpenID Connect Core 3.1.3.6: the left half of the hash that the signature uses; Ed25519's is SHA-512. */
async function halfHash(text: string, algorithm: SignatureAlgorithm): Promise<string> {
  const name = algorithm === 'EdDSA' ? 'SHA-512' : 'SHA-256'
  const hash = await crypto.subtle.digest(name, new TextEncoder().encode(text))
  return base64Url(new Uint8Array(hash, 0, hash.byteLength / 2))
}
