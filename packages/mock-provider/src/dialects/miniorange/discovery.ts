/**
 * Documented: that the metadata tell "information of all the endpoints", and lead to the keys. Chosen, since no sample
 * is shown: the members of OpenID Connect Discovery 3 for what the document describes, and no more. Credentials that come
 * twice have no registered name.
 */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { json } from '../../http-message.ts'
import { issuerOf } from '../../issuer.ts'
import { endpointMetadata } from '../standard/discovery.ts'
import { demands } from './as-standard.ts'
import { grantTypeNames } from './token.ts'

export const discoveryEndpoint =
  (core: Core): Handler =>
  () =>
    json(200, {
      issuer: issuerOf(core),
      ...endpointMetadata(core),
      scopes_supported: Object.keys(core.provider.scopes),
      response_types_supported: ['code'],
      grant_types_supported: grantTypeNames,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...(!demands(core, 'secret-sent-twice') && {
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      }),
    })
