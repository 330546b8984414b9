/** The client for servers: it may hold a secret. */
import type { ScopesOf, TokenProvider } from '@sso-login/providers'
import { assemble } from './client.ts'
import { confidentialAuth } from './confidential-auth.ts'
import { readConfig } from './config.ts'
import { secretInQuery } from './secret-in-query.ts'
import { invalid } from './settings.ts'
import type { Client, ConfidentialClientOptions } from './types.ts'

/**
 * A client of `provider` for an application that runs on a server.
 * @throws LoginError `invalid_config` with `key`, for anything that could only fail later.
 */
export function createClient<const P extends TokenProvider, const S extends ScopesOf<P>>(
  provider: P,
  options: ConfidentialClientOptions<P, S>,
): Client<P, S> {
  const { clientSecret, privateKey, tokenEndpointAuthMethod, ...rest } = Object(options)
  // An unset environment variable must not turn a confidential client into a public one.
  for (const key of ['clientSecret', 'privateKey']) {
    if (Object.hasOwn(Object(options), key) && Object(options)[key] === undefined) {
      invalid(key, 'is undefined', 'Is it set? A public client leaves the option out.')
    }
  }
  const credentials = { clientSecret, privateKey, tokenEndpointAuthMethod }
  if ((Object(provider).protocol as string) === 'cookie-session') {
    invalid('provider', 'gives no tokens', 'Use @sso-login/client/cookie-session.')
  }
  const readAuth = confidentialAuth(credentials, () => config.now())
  const config = readConfig(provider, rest, readAuth)
  const isInQuery = tokenEndpointAuthMethod === 'x_client_secret_query'
  return assemble(isInQuery ? { ...config, fetch: secretInQuery(config.fetch) } : config) as Client<
    P,
    S
  >
}

export {
  isLoginError,
  LoginError,
  type LoginErrorCode,
  type LoginErrorDetails,
  type LoginStep,
  type ProviderWords,
  type RedactedCause,
  redactCause,
} from './errors.ts'
export type {
  CallOptions,
  Client,
  ClientOf,
  ConfidentialClientOptions,
  CoreClient,
  FinishOptions,
  Identity,
  LogoutClient,
  LogoutOptions,
  Mail,
  MailClient,
  PrivateKey,
  PublicClientOptions,
  RevokingClient,
  SentMail,
  StartOptions,
  TakeResult,
  TakeTransaction,
  Tokens,
  Transaction,
  UserClient,
  UserResources,
} from './types.ts'
