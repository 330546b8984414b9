import type { Provider } from '@sso-login/providers'

/** The names of a provider's scopes; one that gives no tokens has none. */
export const scopesOf = (provider: Provider): string[] =>
  'scopes' in provider ? Object.keys(provider.scopes) : []
