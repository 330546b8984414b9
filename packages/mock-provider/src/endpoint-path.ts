import type { Provider } from '@sso-login/providers'

/** The path of one of the provider's endpoints: they are paths already, or URLs. */
export const endpointPath = (provider: Provider, endpoint: string): string =>
  new URL(endpoint, provider.baseUrl).pathname

/** Where it is while the provider is at another origin, such as the mock's. */
export const endpointUrl = (provider: Provider, endpoint: string, origin: string): string =>
  new URL(endpointPath(provider, endpoint), origin).href
