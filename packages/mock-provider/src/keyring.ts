/** The provider's signing keys, and what its JWKS shows of them. */
import type { CryptoKey, JWTHeaderParameters, JWTPayload } from 'jose'
import { type SignatureAlgorithm, signatureAlgorithms } from './signature-algorithms.ts'
import { testKeys } from './test-keys.ts'

/** Which of an algorithm's keys: the current one, the one after a rotation, or one that nobody can look up. */
export type KeyChoice = 'current' | 'next' | 'unknown'

export interface Keyring {
  readonly sign: (
    claims: Readonly<Record<string, unknown>>,
    algorithm: SignatureAlgorithm,
    choice?: KeyChoice,
  ) => Promise<string>
  /** The claims of a token that one of the published keys has signed, whether expired or not; undefined of any other. */
  readonly verify: (token: string) => Promise<Readonly<Record<string, unknown>> | undefined>
  /** From now on another key signs; the JWKS shows it beside the old one. */
  readonly rotate: () => void
  /** RFC 7517 5; public members only. `stale`: as it was before the rotation. */
  readonly jwks: (stale?: boolean) => { readonly keys: readonly object[] }
}

const places = { current: 0, next: 1, unknown: 2 } as const

const kidOf = (algorithm: SignatureAlgorithm, choice: KeyChoice): string =>
  `${algorithm.toLowerCase()}-${choice === 'unknown' ? 'unknown' : places[choice] + 1}`

// Loaded at the first signature: a mock without id_tokens starts without it.
const jose = () => import('jose')

const imported = new Map<string, Promise<CryptoKey>>()

/** Each key is imported once, for all mocks: that costs more than a signature. */
function keyOf(algorithm: SignatureAlgorithm, choice: KeyChoice): Promise<CryptoKey> {
  const kid = kidOf(algorithm, choice)
  const known = imported.get(kid)
  if (known) return known
  const key = jose().then(
    ({ importJWK }) =>
      importJWK({ ...testKeys[algorithm][places[choice]] }, algorithm) as Promise<CryptoKey>,
  )
  imported.set(kid, key)
  return key
}

export function createKeyring(): Keyring {
  let rotated = false

  const published = (stale = false): readonly KeyChoice[] =>
    rotated && !stale ? ['next', 'current'] : ['current']
  const jwks = (stale?: boolean) => ({
    keys: published(stale).flatMap((choice) =>
      signatureAlgorithms.map((algorithm) => publicKey(algorithm, choice)),
    ),
  })

  return {
    async sign(claims, algorithm, choice: KeyChoice = rotated ? 'next' : 'current') {
      const { SignJWT } = await jose()
      const header = { alg: algorithm, typ: 'JWT', kid: kidOf(algorithm, choice) }
      return new SignJWT(claims as JWTPayload)
        .setProtectedHeader(header satisfies JWTHeaderParameters)
        .sign(await keyOf(algorithm, choice))
    },
    async verify(token) {
      const { compactVerify, createLocalJWKSet } = await jose()
      try {
        const { payload } = await compactVerify(
          token,
          createLocalJWKSet(jwks() as Parameters<typeof createLocalJWKSet>[0]),
        )
        return JSON.parse(new TextDecoder().decode(payload))
      } catch {
        return undefined
      }
    },
    rotate: () => {
      rotated = true
    },
    jwks,
  }
}

function publicKey(algorithm: SignatureAlgorithm, choice: KeyChoice): object {
  const { kty, n, e, crv, x } = testKeys[algorithm][places[choice]]
  const material = kty === 'RSA' ? { n, e } : { crv, x }
  return { kty, kid: kidOf(algorithm, choice), use: 'sig', alg: algorithm, ...material }
}
