/** A provider that keeps to OpenID Connect Core 1.0, OAuth 2.0 and its best practice (RFC 9700), and to nothing else. */
import type { Core } from '../../core.ts'
import { defaultClients } from '../../default-clients.ts'
import type { Dialect, Route } from '../../dialect.ts'
import { endpointPath } from '../../endpoint-path.ts'
import type { Handler } from '../../exchange.ts'
import { issuerOf } from '../../issuer.ts'
import { loginEndpoint, loginPath } from './account.ts'
import { authorizationEndpoint } from './authorization.ts'
import { forPages } from './cors.ts'
import { defaultUsers } from './default-users.ts'
import { discoveryEndpoint, discoveryPaths, jwksEndpoint } from './discovery.ts'
import { nothingHere, unreadableForm } from './elsewhere.ts'
import { endSessionEndpoint } from './end-session.ts'
import { introspectionEndpoint } from './introspection.ts'
import { pictureEndpoints } from './pictures.ts'
import { withQuirks } from './quirks.ts'
import { registrationEndpoints } from './registration.ts'
import { revocationEndpoint } from './revocation.ts'
import { grantTypeNames, tokenEndpoint } from './token.ts'
import { userinfoEndpoint } from './userinfo.ts'

export const standardDialect: Dialect = {
  grantTypes: grantTypeNames,
  redirectSchemes: ['http', 'https'],
  defaultUsers,
  defaultClients: defaultClients.map((client) =>
    client.client_secret === undefined ? client : { ...client, grant_types: grantTypeNames },
  ),
  endpoints: [
    'authorization',
    'token',
    'revocation',
    'introspection',
    'userinfo',
    'jwks',
    'endSession',
    'registration',
    'discovery',
    'login',
    'media',
    'other',
  ],
  router: createRouter,
  unreadable: unreadableForm,
}

function createRouter(core: Core): (path: string) => Route {
  const { provider } = core
  const endpoints: Readonly<Record<string, string | undefined>> = { ...provider.endpoints }
  const routes = new Map<string, Route>()
  const add = (endpoint: string, handle: Handler, path = endpoints[endpoint]) => {
    if (path !== undefined) routes.set(endpointPath(provider, path), { endpoint, handle })
  }
  add('authorization', authorizationEndpoint(core))
  add('token', forPages(['POST'], withQuirks(core, tokenEndpoint(core))))
  add('revocation', forPages(['POST'], revocationEndpoint(core)))
  add('introspection', forPages(['POST'], introspectionEndpoint(core)))
  add('userinfo', forPages(['GET', 'HEAD', 'POST'], userinfoEndpoint(core)))
  add('jwks', forPages(['GET', 'HEAD'], jwksEndpoint(core)))
  add('endSession', endSessionEndpoint(core))
  const registration =
    provider.endpoints.registration === undefined
      ? undefined
      : registrationEndpoints(core, standardDialect, provider.endpoints.registration)
  if (registration) add('registration', forPages(['POST'], registration.register))
  const discovery = forPages(['GET', 'HEAD'], discoveryEndpoint(core, grantTypeNames))
  for (const path of discoveryPaths(issuerOf(core))) add('discovery', discovery, path)
  add('login', loginEndpoint(core), loginPath)
  for (const [path, handle] of pictureEndpoints(core)) add('media', handle, path)

  const nothing = nothingHere(core)
  const managed = registration && {
    endpoint: 'registration',
    handle: forPages(['GET', 'PUT', 'DELETE'], registration.manage),
  }
  return (path) => routes.get(path) ?? (registration?.manages(path) && managed ? managed : nothing)
}
