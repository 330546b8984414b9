/**
 * Documented: that the metadata tell "information of all the endpoints", and lead to the keys. Chosen, since no sample
 * is shown: the members of OpenID Connect Discovery 3 for what the document describes, and no more.
 */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { json } from '../../http-message.ts'
import { issuerOf } from '../../issuer.ts'
import { endpointMetadata } from '../standard/discovery.ts'
import { grantTypeNames } from './token.ts'

export const discoveryEndpoint =
  (core: Core): Handler =>
  () => {
    const { scopes, tokenEndpointAuthMethods } = core.provider
    return json(200, {
      issuer: issuerOf(core),
      ...endpointMetadata(core),
      scopes_supported: Object.keys(scopes),
      response_types_supported: ['code'],
      grant_types_supported: grantTypeNames,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: tokenEndpointAuthMethods,
    })
  }
