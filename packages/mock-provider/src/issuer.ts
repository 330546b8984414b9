import type { Provider } from '@sso-login/providers'
import type { Core } from './core.ts'

/** The provider's issuer, moved to where the mock is seen together with its endpoints. */
export function issuerOf({
  provider,
  baseUrl,
}: Pick<Core<Provider>, 'provider' | 'baseUrl'>): string {
  const issuer = provider.protocol === 'oidc' ? provider.issuer : provider.baseUrl
  const { origin } = new URL(issuer)
  return origin === new URL(provider.baseUrl).origin
    ? baseUrl() + issuer.slice(origin.length)
    : issuer
}
