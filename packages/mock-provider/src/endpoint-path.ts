import type { Provider } from '@sso-login/providers'

/** The path of one of the provider's endpoints: they are paths already, or URLs. */
export const endpointPath = (provider: Provider, endpoint: string): string =>
  new URL(endpoint, provider.baseUrl).pathname
