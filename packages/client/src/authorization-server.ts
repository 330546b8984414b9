/** The provider in the words of RFC 8414, for oauth4webapi. Loaded by who checks what it signs. */
import type { OidcProvider } from '@sso-login/providers'
import type { AuthorizationServer } from 'oauth4webapi'
import type { Config } from './config.ts'

/** One object per client: keys are cached by its identity. */
const servers = new WeakMap<Config, AuthorizationServer>()

export function serverOf(config: Config): AuthorizationServer {
  const known = servers.get(config)
  if (known) return known
  const { provider, issuer, endpoints } = config
  const { idTokenSigningAlgs = ['RS256', 'EdDSA'] } = provider as OidcProvider
  const algs = idTokenSigningAlgs as string[]
  const made = {
    issuer,
    jwks_uri: endpoints.jwks as string,
    id_token_signing_alg_values_supported: algs,
    // As whose signature an id_token is checked that cannot be checked as one: see id-token-signature.ts.
    authorization_signing_alg_values_supported: algs,
  }
  servers.set(config, made)
  return made
}
