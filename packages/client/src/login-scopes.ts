import { type Config, invalid, readScopes } from './config.ts'
import type { LoginStep } from './errors.ts'

/** Scopes for somebody to sign in with: an OpenID provider gives no id_token without `openid` (OpenID Connect Core 3.1.2.1). */
export function readLoginScopes(
  provider: Config['provider'],
  value: unknown,
  step: LoginStep,
): readonly string[] {
  const scopes = readScopes(provider, value, step)
  if (provider.protocol === 'oidc' && !scopes.includes('openid')) {
    invalid('scopes', 'must have openid', 'Add it.', step)
  }
  return scopes
}
