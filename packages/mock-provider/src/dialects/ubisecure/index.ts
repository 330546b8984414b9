/**
 * Ubisecure SSO, as its document and its public pages describe it. What they do not say is answered as the standard
 * wants it; what was chosen because nothing says it is marked so.
 */
import type { Core } from '../../core.ts'
import { defaultClients } from '../../default-clients.ts'
import type { Dialect, Route } from '../../dialect.ts'
import { endpointPath } from '../../endpoint-path.ts'
import type { Handler } from '../../exchange.ts'
import { loginEndpoint, loginPath } from '../standard/account.ts'
import { authorizationEndpoint } from '../standard/authorization.ts'
import { clientCallChecksAnywhere } from '../standard/client-authentication.ts'
import { forPages } from '../standard/cors.ts'
import { defaultUsers } from '../standard/default-users.ts'
import { jwksEndpoint } from '../standard/discovery.ts'
import { nothingHere, unreadableForm } from '../standard/elsewhere.ts'
import { revocationEndpoint } from '../standard/revocation.ts'
import { userinfoEndpoint } from '../standard/userinfo.ts'
import { withAudienceScopes } from './audiences.ts'
import { discoveryEndpoint, metadataPaths } from './discovery.ts'
import { introspectionEndpoint } from './introspection.ts'
import { withPkce } from './pkce.ts'
import { ubisecureGrantTypes, ubisecureTokenEndpoint } from './token.ts'
import { ubisecureUserinfo } from './userinfo.ts'

export const ubisecureDialect: Dialect = {
  grantTypes: ubisecureGrantTypes,
  // Seen: private-use schemes.
  redirectSchemes: ['*'],
  defaultUsers,
  defaultClients: defaultClients.map((client) =>
    client.client_secret === undefined ? client : { ...client, grant_types: ubisecureGrantTypes },
  ),
  endpoints: [
    'authorization',
    'token',
    'revocation',
    'introspection',
    'userinfo',
    'jwks',
    'discovery',
    'login',
    'other',
  ],
  router: createRouter,
  unreadable: unreadableForm,
}

function createRouter(plain: Core): (path: string) => Route {
  const core = withAudienceScopes(plain)
  const { endpoints } = plain.provider
  const routes = new Map<string, Route>()
  const add = (endpoint: string, handle: Handler, path: string | undefined) => {
    if (path !== undefined) routes.set(endpointPath(plain.provider, path), { endpoint, handle })
  }
  const authorization = withPkce(core, authorizationEndpoint(core))
  add('authorization', authorization, endpoints.authorization)
  add('token', forPages(['POST'], ubisecureTokenEndpoint(core)), endpoints.token)
  const revocation = revocationEndpoint(core, clientCallChecksAnywhere)
  add('revocation', forPages(['POST'], revocation), endpoints.revocation)
  add('introspection', forPages(['POST'], introspectionEndpoint(core)), endpoints.introspection)
  const userinfo = userinfoEndpoint(core, ubisecureUserinfo)
  add('userinfo', forPages(['GET', 'POST'], userinfo), endpoints.userinfo)
  const { jwks } = endpoints as { readonly jwks?: string }
  add('jwks', forPages(['GET'], jwksEndpoint(core)), jwks)
  for (const path of metadataPaths) {
    add('discovery', forPages(['GET'], discoveryEndpoint(plain)), path)
  }
  add('login', loginEndpoint(core), loginPath)

  const nothing = nothingHere(plain)
  return (path) => routes.get(path) ?? nothing
}
