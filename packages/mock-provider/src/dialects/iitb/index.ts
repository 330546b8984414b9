/** The IITB SSO as it was seen to behave: Django, django-oauth-toolkit 1.3 and Django REST framework 3.11. */
import type { Core } from '../../core.ts'
import type { Dialect, Route } from '../../dialect.ts'
import { endpointPath } from '../../endpoint-path.ts'
import { loginEndpoint, loginPath, logoutEndpoint, logoutPath } from './account.ts'
import { authorizationEndpoint } from './authorization.ts'
import { defaultUsers } from './default-users.ts'
import { badRequest, notFound, slashAppended } from './django.ts'
import { pictureEndpoints } from './media.ts'
import { revocationEndpoint } from './revocation.ts'
import { sendMailEndpoint } from './send-mail.ts'
import { tokenEndpoint } from './token.ts'
import { userinfoEndpoint } from './userinfo.ts'

export const iitbDialect: Dialect = {
  grantTypes: ['authorization_code', 'refresh_token', 'implicit'],
  redirectSchemes: ['http', 'https'],
  defaultUsers: () => defaultUsers,
  endpoints: [
    'authorization',
    'token',
    'revocation',
    'userinfo',
    'sendMail',
    'login',
    'logout',
    'media',
    'other',
  ],
  router: createRouter,
  unreadable: ({ provider }) => badRequest(provider, 'The form could not be read.'),
}

function createRouter(core: Core): (path: string) => Route {
  const { provider } = core
  const { authorization, token, revocation, userinfo, sendMail } = provider.endpoints
  const routes = new Map<string, Route>()
  const add = (path: string | undefined, endpoint: string, handle: Route['handle']) => {
    if (path !== undefined) routes.set(endpointPath(provider, path), { endpoint, handle })
  }
  add(authorization, 'authorization', authorizationEndpoint(core))
  add(token, 'token', tokenEndpoint(core))
  add(revocation, 'revocation', revocationEndpoint(core))
  add(userinfo, 'userinfo', userinfoEndpoint(core))
  add(sendMail, 'sendMail', sendMailEndpoint(core))
  add(loginPath, 'login', loginEndpoint(core))
  add(logoutPath, 'logout', logoutEndpoint(core))
  const pictures = pictureEndpoints(core)

  const withSlash: Route = {
    endpoint: 'other',
    handle: ({ incoming }) => slashAppended(incoming.path, incoming.query),
  }
  const nothing: Route = { endpoint: 'other', handle: () => notFound(provider) }
  return (path) => {
    const found = routes.get(path)
    if (found) return found
    const slashed = path.endsWith('/') ? undefined : routes.get(`${path}/`)
    return slashed ? { ...withSlash, endpoint: slashed.endpoint } : (pictures(path) ?? nothing)
  }
}
