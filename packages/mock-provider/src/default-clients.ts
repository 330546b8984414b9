import type { Provider, TokenEndpointAuthMethod } from '@sso-login/providers'
import type { ClientMetadata } from './registered-client.ts'

/** For trying things out on one machine: a server-side application and a public one. */
export const defaultClients: readonly ClientMetadata[] = [
  {
    client_id: 'demo-app',
    client_secret: 'demo-app-secret',
    client_name: 'Demo App',
    redirect_uris: ['http://localhost:3000/auth/callback'],
    token_endpoint_auth_method: 'client_secret_basic',
    x_loopback_redirects: true,
  },
  {
    client_id: 'demo-spa',
    client_name: 'Demo Page',
    redirect_uris: ['http://localhost:3000/callback'],
    token_endpoint_auth_method: 'none',
    x_loopback_redirects: true,
  },
]

/** A provider that gives no tokens authenticates nobody for them. */
export const authMethodsOf = (provider: Provider): readonly TokenEndpointAuthMethod[] =>
  'tokenEndpointAuthMethods' in provider ? provider.tokenEndpointAuthMethods : ['none']

/** The same as a provider can know them: by a method of its own, and no public one where it has none. */
export function clientsAt(
  provider: Provider,
  clients: readonly ClientMetadata[],
): readonly ClientMetadata[] {
  const methods = authMethodsOf(provider)
  return clients.flatMap((client) => {
    if (methods.some((name) => name === client.token_endpoint_auth_method)) return [client]
    const method = client.client_secret && methods.find((name) => name !== 'none')
    return method ? [{ ...client, token_endpoint_auth_method: method }] : []
  })
}
