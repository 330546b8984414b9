/** A client that proves by a signed JWT who it is: RFC 7523 3, OpenID Connect Core 9. */
import type { JSONWebKeySet, JWTPayload } from 'jose'
import type { Core } from '../../core.ts'
import { issuerOf } from '../../issuer.ts'
import type { RegisteredClient } from '../../registered-client.ts'

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const hmacs = ['HS256', 'HS384', 'HS512']
const signatures = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519']

/** What it says of itself, before anybody has looked at its signature. */
export async function readAssertion(
  assertion: string,
): Promise<{ readonly clientId: string | undefined; readonly method: string } | undefined> {
  const { decodeJwt, decodeProtectedHeader } = await import('jose')
  try {
    const isHmac = hmacs.includes(String(decodeProtectedHeader(assertion).alg))
    const method = isHmac ? 'client_secret_jwt' : 'private_key_jwt'
    return { clientId: decodeJwt(assertion).sub, method }
  } catch {
    return undefined
  }
}

/** Why the assertion does not prove that the client sent it; undefined where it does. It may be used once. */
export async function assertionProblem(
  core: Core,
  client: RegisteredClient,
  assertion: string,
  type: string | undefined,
): Promise<string | undefined> {
  if (type !== assertionType) return `client_assertion_type is not ${assertionType}`
  const claims = await verified(core, client, assertion)
  if (typeof claims === 'string') return `the client assertion does not hold: ${claims}`
  return core.grants.useAssertion(`${client.id} ${claims.jti}`)
    ? undefined
    : 'the client assertion was already used'
}

async function verified(
  core: Core,
  { id, secret, jwks }: RegisteredClient,
  assertion: string,
): Promise<JWTPayload | string> {
  const { createLocalJWKSet, jwtVerify } = await import('jose')
  const options = {
    issuer: id,
    subject: id,
    // RFC 7523 3: the token endpoint would do too; a list of audiences invites a mix-up.
    audience: issuerOf(core),
    requiredClaims: ['jti', 'exp'],
    currentDate: new Date(core.clock.now()),
  }
  try {
    const { payload } =
      secret === null
        ? await jwtVerify(assertion, createLocalJWKSet(jwks as JSONWebKeySet), {
            ...options,
            algorithms: signatures,
          })
        : await jwtVerify(assertion, new TextEncoder().encode(secret), {
            ...options,
            algorithms: hmacs,
          })
    return payload
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown'
  }
}
