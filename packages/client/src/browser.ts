/** The client for pages without a backend: it has no secret, and no code that could use one. */
import type { ScopesOf, TokenProvider } from '@sso-login/providers'
import { assemble } from './client.ts'
import { readConfig } from './config.ts'
import { publicAuth } from './public-auth.ts'
import { invalid } from './settings.ts'
import type { Client, PublicClientOptions } from './types.ts'

/** A provider that lets pages hold tokens; any other does not compile. */
export type BrowserProvider<P extends TokenProvider> = P extends { readonly browserTokens: 'no' }
  ? { readonly browserTokens: 'yes' | 'unknown' }
  : P

/**
 * A public client of `provider` for a page (RFC 6749 2.1).
 * @throws LoginError `invalid_config` with `key`, for anything that could only fail later; `provider` where the provider has no place for tokens in a page.
 */
export function createClient<const P extends TokenProvider, const S extends ScopesOf<P>>(
  provider: P & BrowserProvider<P>,
  options: PublicClientOptions<P, S> & {
    clientSecret?: never
    privateKey?: never
    tokenEndpointAuthMethod?: never
  },
): Client<P, S> {
  if (provider?.browserTokens === 'no') {
    const hint = 'Use @sso-login/server, or /cookie-session.'
    invalid('provider', 'does not let pages hold tokens', hint)
  }
  return assemble(readConfig(provider, options, publicAuth)) as Client<P, S>
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
  CoreClient,
  FinishOptions,
  Identity,
  LogoutClient,
  LogoutOptions,
  Mail,
  MailClient,
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
