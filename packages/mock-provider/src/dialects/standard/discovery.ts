/** OpenID Connect Discovery 1.0 3 and RFC 8414 2; and the keys, RFC 7517. */
import type { Core } from '../../core.ts'
import { endpointUrl } from '../../endpoint-path.ts'
import type { Handler } from '../../exchange.ts'
import { json } from '../../http-message.ts'
import { issuerOf } from '../../issuer.ts'
import { signatureAlgorithms } from '../../signature-algorithms.ts'

const cached = { 'Cache-Control': 'public, max-age=300' } as const

/** The well-known paths: OpenID Connect appends its own to the issuer's path, RFC 8414 puts it before. */
export function discoveryPaths(issuer: string): string[] {
  const path = new URL(issuer).pathname.replace(/\/$/, '')
  return [
    `${path}/.well-known/openid-configuration`,
    `/.well-known/oauth-authorization-server${path}`,
  ]
}

/** The names that metadata has for endpoints beside `<name>_endpoint`. */
const metadataNames: Readonly<Record<string, string>> = {
  jwks: 'jwks_uri',
  endSession: 'end_session_endpoint',
}

/** Where the provider's endpoints are, under the names of its metadata. */
export const endpointMetadata = ({ provider, baseUrl }: Core): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries<string>({ ...provider.endpoints }).map(([name, path]) => [
      metadataNames[name] ?? `${name}_endpoint`,
      endpointUrl(provider, path, baseUrl()),
    ]),
  )

export function discoveryEndpoint(core: Core, grantTypes: readonly string[]): Handler {
  const { provider } = core
  return () => {
    const methods = provider.tokenEndpointAuthMethods
    const withSecret = methods.filter((method) => method !== 'none')
    return json(
      200,
      {
        issuer: issuerOf(core),
        ...endpointMetadata(core),
        scopes_supported: Object.keys(provider.scopes),
        claims_supported: [
          ...new Set(['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'at_hash']),
          ...Object.keys(provider.resources).filter((name) => name !== 'sub'),
        ],
        response_types_supported: ['code'],
        response_modes_supported: ['query'],
        grant_types_supported: grantTypes,
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: signatureAlgorithms,
        code_challenge_methods_supported: ['S256'],
        token_endpoint_auth_methods_supported: methods,
        revocation_endpoint_auth_methods_supported: methods,
        introspection_endpoint_auth_methods_supported: withSecret,
        prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
        authorization_response_iss_parameter_supported: true,
        claims_parameter_supported: false,
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
      },
      cached,
    )
  }
}

export const jwksEndpoint =
  (core: Core): Handler =>
  () =>
    json(200, core.keyring.jwks(), cached)
