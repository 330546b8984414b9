/**
 * Documented: that the metadata tell "information of all the endpoints", and lead to the keys. Chosen, since no sample
 * is shown: the members of OpenID Connect Discovery 3 for what the document describes, and no more.
 */
import type { Core } from '../../core.ts'
import { endpointPath } from '../../endpoint-path.ts'
import type { Handler } from '../../exchange.ts'
import { json } from '../../http-message.ts'
import { issuerOf } from '../../issuer.ts'
import { grantTypeNames } from './token.ts'

export const discoveryEndpoint =
  (core: Core): Handler =>
  () => {
    const { endpoints, scopes, tokenEndpointAuthMethods } = core.provider
    const at = (endpoint: string) => core.baseUrl() + endpointPath(core.provider, endpoint)
    const { introspection, revocation, userinfo, jwks, endSession } = endpoints as Required<
      typeof endpoints
    > & { jwks: string; endSession: string }
    return json(200, {
      issuer: issuerOf(core),
      authorization_endpoint: at(endpoints.authorization),
      token_endpoint: at(endpoints.token),
      userinfo_endpoint: at(userinfo),
      introspection_endpoint: at(introspection),
      revocation_endpoint: at(revocation),
      end_session_endpoint: at(endSession),
      jwks_uri: at(jwks),
      scopes_supported: Object.keys(scopes),
      response_types_supported: ['code'],
      grant_types_supported: grantTypeNames,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: tokenEndpointAuthMethods,
    })
  }
