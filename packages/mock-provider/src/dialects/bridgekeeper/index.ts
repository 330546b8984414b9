/**
 * Quintype Bridgekeeper. What its documents do not say is chosen, and listed in the provider's own file. One mock plays
 * all domains: which one a request is for, only its cookies tell.
 */
import type { CookieSessionProvider } from '@sso-login/providers'
import type { Dialect, Route } from '../../dialect.ts'
import { endpointPath } from '../../endpoint-path.ts'
import type { Handler } from '../../exchange.ts'
import { nothingHere, unreadableForm } from '../standard/elsewhere.ts'
import { only } from '../standard/only.ts'
import { pictureEndpoints } from '../standard/pictures.ts'
import { authorizationEndpoint, loginPath, tokenEndpoint } from './authorization.ts'
import { defaultUsers } from './default-users.ts'
import { formLogin, sendOtpEndpoint } from './login.ts'
import {
  isSocialCallback,
  loginPageEndpoint,
  socialCallbackEndpoint,
  socialLogin,
} from './pages.ts'
import { type BridgekeeperCore, createState } from './state.ts'
import { logoutEndpoint, userinfoEndpoint } from './users.ts'

export const bridgekeeperDialect: Dialect<CookieSessionProvider> = {
  grantTypes: ['authorization_code'],
  redirectSchemes: ['https', 'http'],
  defaultUsers: () => defaultUsers,
  // Documented: an "integration id", which is a number; no secret.
  defaultClients: [
    {
      client_id: '1',
      client_name: 'Demo App',
      redirect_uris: ['https://publisher.example/api/auth/v1/oauth/token'],
      token_endpoint_auth_method: 'none',
      x_loopback_redirects: true,
    },
  ],
  endpoints: [
    'authorization',
    'silentAuthorization',
    'token',
    'userinfo',
    'login',
    'sendOtp',
    'logout',
    'media',
    'other',
  ],
  router: createRouter,
  unreadable: unreadableForm,
}

function createRouter(core: BridgekeeperCore): (path: string) => Route {
  const { endpoints } = core.provider
  const state = createState(core)
  const routes = new Map<string, Route>()
  const add = (path: string, endpoint: string, handle: Handler) =>
    routes.set(endpointPath(core.provider, path), { endpoint, handle })
  const authorize = (silent: boolean) => only('GET', authorizationEndpoint(core, state, { silent }))

  add(endpoints.authorization, 'authorization', authorize(false))
  add(endpoints.silentAuthorization, 'silentAuthorization', authorize(true))
  add(endpoints.token, 'token', only('GET', tokenEndpoint(core, state)))
  add(endpoints.userinfo, 'userinfo', only('GET', userinfoEndpoint(core, state)))
  add(endpoints.logout, 'logout', only('GET', logoutEndpoint(core, state)))
  add(endpoints.sendOtp, 'sendOtp', sendOtpEndpoint(core, state))
  add(endpoints.login, 'login', (exchange) =>
    exchange.incoming.method === 'POST'
      ? formLogin(core, state, exchange)
      : only('GET', () => socialLogin(core, exchange))(exchange),
  )
  add(loginPath, 'login', loginPageEndpoint(core, state))
  for (const [path, handle] of pictureEndpoints(core)) add(path, 'media', handle)

  const social: Route = { endpoint: 'login', handle: socialCallbackEndpoint(core, state) }
  const nothing = nothingHere(core)
  return (path) => routes.get(path) ?? (isSocialCallback(core, path) ? social : nothing)
}
