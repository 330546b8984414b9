/**
 * miniOrange, as its document describes it. What it does not say is answered as the standard wants it; what was chosen
 * because nothing says it is marked so.
 */
import type { Core } from '../../core.ts'
import { defaultClients } from '../../default-clients.ts'
import type { Dialect, Route } from '../../dialect.ts'
import { endpointPath } from '../../endpoint-path.ts'
import type { Handler } from '../../exchange.ts'
import { issuerOf } from '../../issuer.ts'
import { loginEndpoint, loginPath } from '../standard/account.ts'
import { discoveryPaths, jwksEndpoint } from '../standard/discovery.ts'
import { nothingHere, unreadableForm } from '../standard/elsewhere.ts'
import { only } from '../standard/only.ts'
import { userinfoEndpoint } from '../standard/userinfo.ts'
import { basicEncoded, sentTwice } from './as-standard.ts'
import { miniorangeAuthorizationEndpoint } from './authorization.ts'
import { certificate } from './certificate.ts'
import { defaultUsers } from './default-users.ts'
import { discoveryEndpoint } from './discovery.ts'
import { introspectionEndpoint } from './introspection.ts'
import { logoutEndpoint } from './logout.ts'
import { miniorangeRevocationEndpoint } from './revocation.ts'
import { grantTypeNames, miniorangeTokenEndpoint } from './token.ts'
import { miniorangeUserinfo } from './userinfo.ts'

export const miniorangeDialect: Dialect = {
  grantTypes: grantTypeNames,
  redirectSchemes: ['http', 'https'],
  defaultUsers,
  // Every grant of the document needs a secret.
  defaultClients: defaultClients
    .filter(({ client_secret }) => client_secret)
    .map((client) => ({ ...client, grant_types: grantTypeNames })),
  endpoints: [
    'authorization',
    'token',
    'revocation',
    'introspection',
    'userinfo',
    'jwks',
    'endSession',
    'discovery',
    'certificate',
    'login',
    'other',
  ],
  router: createRouter,
  unreadable: unreadableForm,
}

const documentedMetadata = '/moas/.well-known/openid-configuration'
/** Chosen: the real one is downloaded by an administrator, behind a sign-in. */
const certificatePath = '/moas/certificate.pem'

function createRouter(core: Core): (path: string) => Route {
  const { provider } = core
  const endpoints: Readonly<Record<string, string | undefined>> = { ...provider.endpoints }
  const routes = new Map<string, Route>()
  const add = (endpoint: string, handle: Handler, path = endpoints[endpoint]) => {
    if (path !== undefined) routes.set(endpointPath(provider, path), { endpoint, handle })
  }
  add('authorization', miniorangeAuthorizationEndpoint(core))
  add('token', only('POST', miniorangeTokenEndpoint(core)))
  const introspect = sentTwice(core, introspectionEndpoint(core))
  add('introspection', only('POST', basicEncoded(core, introspect)))
  add('revocation', basicEncoded(core, miniorangeRevocationEndpoint(core)))
  add('userinfo', only('GET', userinfoEndpoint(core, miniorangeUserinfo)))
  add('jwks', only('GET', jwksEndpoint(core)))
  add('endSession', logoutEndpoint(core))
  for (const path of [documentedMetadata, ...discoveryPaths(issuerOf(core))]) {
    add('discovery', only('GET', discoveryEndpoint(core)), path)
  }
  const pem = {
    status: 200,
    headers: { 'Content-Type': 'application/x-pem-file' },
    body: certificate,
  }
  add(
    'certificate',
    only('GET', () => pem),
    certificatePath,
  )
  add('login', loginEndpoint(core), loginPath)

  const nothing = nothingHere(core)
  return (path) => routes.get(path) ?? nothing
}
