import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { json } from '../../http-message.ts'
import { issuerOf } from '../../issuer.ts'

/** Member by member as the document shows it: nothing of PKCE, introspection, revocation, or the scope `phone`. */
export const discoveryEndpoint =
  (core: Core): Handler =>
  () => {
    const issuer = issuerOf(core)
    return json(200, {
      issuer,
      authorization_endpoint: `${issuer}/oauth/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      userinfo_endpoint: `${issuer}/oauth/userinfo`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ['code', 'token', 'id_token'],
      grant_types_supported: [
        'authorization_code',
        'implicit',
        'client_credentials',
        'refresh_token',
      ],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['EdDSA', 'RS256'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    })
  }
