/**
 * USSO, as its document and its generated client describe it. What they do not say is answered as the standard wants
 * it; what was chosen because nothing says it is marked so.
 */
import type { Core } from '../../core.ts'
import { defaultClients } from '../../default-clients.ts'
import type { Dialect, Route } from '../../dialect.ts'
import type { Handler } from '../../exchange.ts'
import { loginEndpoint, loginPath } from '../standard/account.ts'
import { clientCallChecksEitherWay } from '../standard/client-authentication.ts'
import { forPages } from '../standard/cors.ts'
import { defaultUsers } from '../standard/default-users.ts'
import { jwksEndpoint } from '../standard/discovery.ts'
import { nothingHere, unreadableForm } from '../standard/elsewhere.ts'
import { introspectionEndpoint } from '../standard/introspection.ts'
import { verifierOptional } from '../standard/optional-pkce.ts'
import { pictureEndpoints } from '../standard/pictures.ts'
import { grantTypeNames, tokenEndpoint } from '../standard/token.ts'
import { userinfoEndpoint } from '../standard/userinfo.ts'
import { ussoAuthorizationEndpoint } from './authorization.ts'
import { clientsEndpoint } from './clients.ts'
import { discoveryEndpoint } from './discovery.ts'
import { ussoRevocationEndpoint } from './revocation.ts'
import { logoutEndpoint, sessionsEndpoint, tenantEndpoint } from './sessions.ts'
import { requiring } from './validation.ts'

export const ussoDialect: Dialect = {
  grantTypes: [...grantTypeNames, 'implicit'],
  // Documented: `myapp://oauth/callback`.
  redirectSchemes: ['*'],
  ownScopes: true,
  defaultUsers,
  // Documented: the secret travels in the body.
  defaultClients: defaultClients.map((client) => ({
    ...client,
    grant_types: client.client_secret
      ? [...grantTypeNames, 'implicit']
      : ['authorization_code', 'refresh_token', 'implicit'],
    token_endpoint_auth_method: client.client_secret ? 'client_secret_post' : 'none',
    id_token_signed_response_alg: client.client_secret ? 'EdDSA' : 'RS256',
  })),
  endpoints: [
    'authorization',
    'token',
    'revocation',
    'introspection',
    'userinfo',
    'jwks',
    'clients',
    'tenants',
    'sessions',
    'logout',
    'discovery',
    'login',
    'media',
    'other',
  ],
  router: createRouter,
  unreadable: unreadableForm,
}

/** Documented: in the form. Chosen: by Basic too, since metadata that name no way mean that one (RFC 8414 2). */
const clientChecks = clientCallChecksEitherWay

/** Documented, and seen: both are served, whichever the provider's data name. */
const bases = ['', '/api/sso/v1']

function createRouter(core: Core): (path: string) => Route {
  const routes = new Map<string, Route>()
  const add = (path: string, endpoint: string, handle: Handler) => {
    routes.set(path, { endpoint, handle })
  }
  for (const base of bases) {
    const below = (name: string) => `${base}/oauth/${name}`
    add(
      below('authorize'),
      'authorization',
      requiring(
        core,
        'query',
        ['response_type', 'client_id', 'redirect_uri'],
        ussoAuthorizationEndpoint(core),
      ),
    )
    add(
      below('token'),
      'token',
      forPages(
        ['POST'],
        requiring(
          core,
          'body',
          ['grant_type'],
          verifierOptional(tokenEndpoint(core, { clientChecks })),
        ),
      ),
    )
    add(
      below('revoke'),
      'revocation',
      forPages(
        ['POST'],
        requiring(core, 'body', ['token'], ussoRevocationEndpoint(core, clientChecks)),
      ),
    )
    add(
      below('introspect'),
      'introspection',
      forPages(
        ['POST'],
        requiring(core, 'body', ['token'], introspectionEndpoint(core, clientChecks)),
      ),
    )
    add(below('userinfo'), 'userinfo', forPages(['GET'], userinfoEndpoint(core)))
  }
  // Chosen: what it answers is unknown, so it is what userinfo answers.
  for (const path of ['/api/sso/v1/me', '/api/sso/v1/auth/me']) {
    add(path, 'userinfo', forPages(['GET'], userinfoEndpoint(core)))
  }
  add('/.well-known/openid-configuration', 'discovery', forPages(['GET'], discoveryEndpoint(core)))
  add('/.well-known/jwks.json', 'jwks', forPages(['GET'], jwksEndpoint(core)))
  add(loginPath, 'login', loginEndpoint(core))
  for (const [path, handle] of pictureEndpoints(core)) add(path, 'media', handle)

  add('/api/sso/v1/auth/logout', 'logout', logoutEndpoint(core))
  const below: readonly (readonly [RegExp, Route])[] = [
    [
      /^\/api\/sso\/v1\/oauth\/clients(\/|$)/,
      { endpoint: 'clients', handle: clientsEndpoint(core) },
    ],
    [/^\/api\/sso\/v1\/tenants\//, { endpoint: 'tenants', handle: tenantEndpoint(core) }],
    [/^\/api\/sso\/v1\/sessions(\/|$)/, { endpoint: 'sessions', handle: sessionsEndpoint(core) }],
  ]
  const nothing = nothingHere(core)
  return (path) => routes.get(path) ?? below.find(([pattern]) => pattern.test(path))?.[1] ?? nothing
}
