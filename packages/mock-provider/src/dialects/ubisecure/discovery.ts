/** Seen: three documents, all the same. */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { json } from '../../http-message.ts'
import { issuerOf } from '../../issuer.ts'
import { endpointMetadata } from '../standard/discovery.ts'

export const metadataPaths = [
  '/uas/.well-known/openid-configuration',
  '/uas/.well-known/oauth-authorization-server',
  '/uas/oauth2/metadata.json',
]

export const discoveryEndpoint =
  (core: Core): Handler =>
  () => {
    const { provider } = core
    const endpoints = endpointMetadata(core)
    const signed = provider.tokenEndpointAuthMethods.filter((name) => !name.startsWith('x_'))
    return json(200, {
      issuer: issuerOf(core),
      ...endpoints,
      // Seen, and deprecated: another name of the same.
      tokeninfo_endpoint: endpoints.introspection_endpoint,
      scopes_supported: Object.keys(provider.scopes),
      response_types_supported: ['code'],
      grant_types_supported: provider.grantTypes,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: signed,
      code_challenge_methods_supported: ['S256', 'plain'],
    })
  }
