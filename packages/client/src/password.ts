/** A person's own password given to the application: for the few places that no browser reaches. */
import type { ScopesOf, TokenProvider } from '@sso-login/providers'
import { configOf } from './client-config.ts'
import { readLoginScopes } from './config.ts'
import { hinted } from './hinted.ts'
import { invalid } from './settings.ts'
import { requestTokens } from './token-endpoint.ts'
import { readTokens, secondsOf } from './tokens.ts'
import { newCall } from './transport.ts'
import type { CallOptions, ClientOf, Tokens } from './types.ts'

/** Only a provider that says it takes passwords compiles. */
type TakesPasswords<P extends TokenProvider> = 'grantTypes' extends keyof P
  ? 'password' extends NonNullable<P['grantTypes']>[number]
    ? unknown
    : never
  : never

/**
 * Tokens for a person's username and password (RFC 6749 4.3). Neither is kept.
 * @deprecated The application sees the password, and nothing but a password can be asked for: RFC 9700 2.4 forbids it.
 * Use the client's `start` and `finish` wherever there is a browser.
 * @param options.scopes Default: the client's.
 * @throws LoginError `invalid_grant` for a wrong username or password; `invalid_config` for a provider without this grant; `unauthorized_client`, a code of the transport.
 */
export async function signInByPassword<P extends TokenProvider>(
  client: ClientOf<P> & TakesPasswords<P>,
  credentials: { username: string; password: string },
  options?: CallOptions & { scopes?: readonly ScopesOf<P>[] },
): Promise<Tokens<ScopesOf<P>>> {
  const config = configOf(client)
  const { provider } = config
  const { username, password }: typeof credentials = Object(credentials)
  const { scopes, signal } = options ?? {}
  if (!provider.grantTypes?.includes('password')) {
    invalid('client', 'has a provider without this grant', 'Use start and finish.', 'exchange')
  }
  for (const [key, value] of Object.entries({ username, password })) {
    if (typeof value !== 'string' || !value) {
      invalid(key, 'must be a non-empty string', 'As the person typed it.', 'exchange')
    }
  }
  const asked = readLoginScopes(provider, scopes ?? config.scopes, 'exchange')
  const issuedAt = secondsOf(config)
  const answer = await requestTokens(config, newCall(config, 'exchange', signal), {
    grant_type: 'password',
    username,
    password,
    scope: asked.join(' '),
  }).catch((error: unknown) => {
    const hint = 'Ask the person again: one of the two is wrong, or the account may not sign in so.'
    throw hinted(error, { invalid_grant: hint })
  })
  return readTokens(config, answer, asked, issuedAt) as Tokens<ScopesOf<P>>
}
