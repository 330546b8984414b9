import type { Provider } from '@sso-login/providers'
import type { Core } from './core.ts'

/** The names of a provider's scopes; one that gives no tokens has none. */
export const scopesOf = (provider: Provider): string[] =>
  'scopes' in provider ? Object.keys(provider.scopes) : []

/** Those of the provider, and those that its clients are registered for. */
export const knownScopes = ({ provider, clients }: Core<Provider>): string[] => [
  ...new Set([
    ...scopesOf(provider),
    ...[...clients.values()].flatMap(({ scopes, privateScopes }) => [
      ...(scopes ?? []),
      ...privateScopes,
    ]),
  ]),
]
