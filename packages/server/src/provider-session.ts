import type { Tokens } from '@sso-login/client'
import type { Provider } from '@sso-login/providers'
import { fromBase64Url } from './base64url.ts'

/** The key of a provider's own session. */
export const providerSessionKey = ({ id }: Pick<Provider, 'id'>, sid: string): string =>
  `${id}:${sid}`

/** The provider's own session that tokens come from, where it tells: `sid` (OpenID Connect Front-Channel Logout 1.0 3). */
export function providerSessionOf(
  provider: Pick<Provider, 'id'>,
  { idToken }: Pick<Tokens, 'idToken'>,
): { providerSessionId?: string } {
  const bytes = fromBase64Url(idToken?.split('.')[1] ?? '')
  if (!bytes?.length) return {}
  // The client has checked it already.
  const { sid } = JSON.parse(new TextDecoder().decode(bytes)) as { sid?: unknown }
  return typeof sid === 'string' ? { providerSessionId: providerSessionKey(provider, sid) } : {}
}

/** Then the tokens of a new sign-in die with those of an old one that are revoked. */
export const belongsToProviderSession = ({
  provider,
}: {
  readonly provider: Pick<Provider, 'protocol'>
}): boolean => provider.protocol === 'oidc'
