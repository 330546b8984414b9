/** Faults of id_tokens and keys: for providers that speak OpenID Connect. */
import type { IdTokenBend } from './bends.ts'
import { type FaultKind, kind, yes } from './fault-kind.ts'
import { json, type Outgoing } from './http-message.ts'

const bringsIdToken = ({ body }: Outgoing) => body.includes('"id_token"')

const bent = (describe: string, idToken: IdTokenBend, client?: string): FaultKind<true> =>
  kind<true>({
    describe,
    client: client ?? 'refuses the sign-in: the id_token proves nothing',
    example: true,
    problem: yes,
    endpoints: ['token'],
    needs: 'id_tokens',
    spoils: bringsIdToken,
    apply: (_, { exchange, proceed }) => {
      exchange.bends = { idToken }
      return proceed()
    },
  })

export const idTokenFaults = {
  wrongIss: bent('the id_token is of another issuer', {
    claims: { iss: 'https://another-issuer.example' },
  }),
  wrongAud: bent('the id_token is for another client', { claims: { aud: 'another-client' } }),
  wrongNonce: bent('the id_token belongs to another request', {
    claims: { nonce: 'the-nonce-of-another-login' },
  }),
  wrongAtHash: bent('the id_token came with another access token', {
    claims: { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' },
  }),
  algNone: bent('the id_token has alg none and no signature', { unsigned: true }),
  forgedSignature: bent('the signature of the id_token is that of another one', { forged: true }),
  unknownKid: bent('the id_token is signed with a key that the JWKS does not have', {
    key: 'unknown',
  }),
  keyRotated: bent(
    'the id_token is signed with a new key, which from now on stands in the JWKS',
    { key: 'next' },
    'fetches the keys again, and accepts',
  ),
  staleJwks: kind<true>({
    describe: 'the JWKS as it was before the keys were rotated',
    client: 'refuses what it cannot verify, and can sign in once the JWKS has caught up',
    example: true,
    problem: yes,
    endpoints: ['jwks'],
    needs: 'id_tokens',
    apply: async (_, { core, proceed }) => {
      const { headers } = await proceed()
      return json(200, core.keyring.jwks(true), headers)
    },
  }),
} as const
