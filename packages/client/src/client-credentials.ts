/** Tokens for the application itself, with nobody signed in. */
import type { ScopesOf, TokenProvider } from '@sso-login/providers'
import { configOf } from './client-config.ts'
import { readScopes } from './config.ts'
import { nameOnly } from './public-auth.ts'
import { invalid, refuseUnknown } from './settings.ts'
import { requestTokens } from './token-endpoint.ts'
import { readTokens, secondsOf } from './tokens.ts'
import { newCall } from './transport.ts'
import type { CallOptions, ClientOf, Tokens } from './types.ts'

/** Only a provider that says it gives tokens to applications compiles. */
type GivesTo<P extends TokenProvider> = 'grantTypes' extends keyof P
  ? 'client_credentials' extends NonNullable<P['grantTypes']>[number]
    ? unknown
    : never
  : never

/**
 * Tokens in the client's own name (RFC 6749 4.4).
 * @param options.scopes Default: none are named, and the provider decides.
 * @throws LoginError `invalid_config` for a provider or a public client that has no such grant; `invalid_client`, `unauthorized_client`, a code of the transport.
 */
export async function clientCredentials<P extends TokenProvider>(
  client: ClientOf<P> & GivesTo<P>,
  options?: CallOptions & { scopes?: readonly ScopesOf<P>[] },
): Promise<Tokens<ScopesOf<P>>> {
  const config = configOf(client)
  const { provider, auth } = config
  const { scopes, signal, ...unknown } = options ?? {}
  refuseUnknown(unknown, 'exchange')
  if (!provider.grantTypes?.includes('client_credentials')) {
    invalid('client', 'has a provider without this grant', 'See its grantTypes.', 'exchange')
  }
  if (auth === nameOnly) {
    invalid('client', 'is a public client', 'RFC 6749 4.4: confidential only.', 'exchange')
  }
  const asked = scopes === undefined ? [] : readScopes(provider, scopes, 'exchange')
  const issuedAt = secondsOf(config)
  const parameters = {
    grant_type: 'client_credentials',
    ...(asked.length && { scope: asked.join(' ') }),
  } as Record<string, string>
  const answer = await requestTokens(config, newCall(config, 'exchange', signal), parameters)
  return readTokens(config, answer, asked, issuedAt) as Tokens<ScopesOf<P>>
}
