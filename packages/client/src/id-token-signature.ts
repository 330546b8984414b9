/** Whose id_token it is: the signature of one that oauth4webapi cannot be given as it stands. */
import {
  type AuthorizationServer,
  customFetch,
  expectNoState,
  validateJwtAuthResponse,
} from 'oauth4webapi'
import { serverOf } from './authorization-server.ts'
import { skewOf } from './clock-skew.ts'
import type { Config } from './config.ts'
import { type Call, isObject } from './failure.ts'
import { decodePart } from './jwt.ts'
import { throughTransport } from './oauth-answer.ts'
import { invalid } from './settings.ts'

/**
 * Signature, issuer, audience and expiry of an id_token, by the keys that were provided, else by the published ones. The
 * library's only check of a whole JWT that wants no `sub` is that of a signed authorization response (JARM 2.4).
 */
export async function checkSignature(config: Config, call: Call, idToken: string): Promise<void> {
  const { clientId, now, provider } = config
  const client = { client_id: clientId, ...skewOf(now) }
  const response = new URLSearchParams({ response: idToken })
  const check = (server: AuthorizationServer, options: ReturnType<typeof throughTransport>) =>
    validateJwtAuthResponse(server, client, response, expectNoState, options)
  const keys = provider.protocol === 'oidc' ? provider.idTokenKeys : undefined
  if (!keys) {
    await check(serverOf(config), throughTransport(config, call))
    return
  }
  if (!Array.isArray(keys) || !keys.length || !keys.every(isObject)) {
    invalid('provider.idTokenKeys', 'must be a list of JWKs', 'See jwkOfCertificate.')
  }
  // A certificate has no `kid`: whichever key is named, these are all that there are.
  const { kid } = decodePart(idToken.split('.')[0]) ?? {}
  const tries = keys.map((key) => {
    const published = async () => Response.json({ keys: [{ ...key, kid }] })
    return check(
      { ...serverOf(config) },
      { ...throughTransport(config, call), [customFetch]: published as never },
    )
  })
  await Promise.any(tries).catch(({ errors }: AggregateError) => {
    throw errors[0]
  })
}
