/** The IITB SSO as it was seen to behave: Django, django-oauth-toolkit 1.3 and Django REST framework 3.11. */
import type { Core } from '../../core.ts'
import type { Dialect, Route } from '../../dialect.ts'
import { endpointPath } from '../../endpoint-path.ts'
import type { FormReader } from '../../exchange.ts'
import { loginEndpoint, loginPath, logoutEndpoint, logoutPath } from './account.ts'
import { authorizationEndpoint } from './authorization.ts'
import { defaultUsers } from './default-users.ts'
import { asFramework, badRequest, notFound, slashAppended } from './django.ts'
import { readApiForm, readPageForm } from './django-form.ts'
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
  const addPage = (path: string | undefined, endpoint: string, handle: Route['handle']) =>
    add(path, endpoint, readingForms(readPageForm, handle))
  const addApi = (path: string | undefined, endpoint: string, handle: Route['handle']) =>
    add(path, endpoint, readingForms(readApiForm, handle))
  addPage(authorization, 'authorization', authorizationEndpoint(core))
  addPage(token, 'token', tokenEndpoint(core))
  addPage(revocation, 'revocation', revocationEndpoint(core))
  addApi(userinfo, 'userinfo', userinfoEndpoint(core))
  addApi(sendMail, 'sendMail', sendMailEndpoint(core))
  add(loginPath, 'login', loginEndpoint(core))
  add(logoutPath, 'logout', logoutEndpoint(core))
  const pictures = pictureEndpoints(core)

  const nothing: Route = {
    endpoint: 'other',
    handle: async () => asFramework(await notFound(provider)),
  }
  return (sent) => {
    const path = decodedPath(sent)
    const found = routes.get(path)
    if (found) return found
    const slashed = path.endsWith('/') ? undefined : routes.get(`${path}/`)
    return slashed
      ? { ...slashed, handle: ({ incoming }) => slashAppended(path, incoming.query) }
      : (pictures(sent) ?? nothing)
  }
}

const readingForms =
  (reader: FormReader, handle: Route['handle']): Route['handle'] =>
  async (exchange) => {
    exchange.readFormsWith(reader)
    return asFramework(await handle(exchange))
  }

/** The framework finds its views by what a path means, not by how it is written. */
function decodedPath(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
