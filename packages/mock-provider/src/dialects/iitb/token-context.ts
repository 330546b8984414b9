import type { Check, Rejection } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange } from '../../exchange.ts'
import type { AuthorizationCode, RefreshToken } from '../../grants.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { authenticateClient } from './client-authentication.ts'
import { oauthError } from './oauth-answers.ts'

/** A token request on its way through the checks; they fill in what they find. */
export interface TokenContext {
  readonly core: Core
  readonly exchange: Exchange
  client: RegisteredClient | undefined
  code: AuthorizationCode | undefined
  refreshToken: RefreshToken | undefined
  scopes: readonly string[]
}

export type TokenCheck = Check<TokenContext>

export const refuse = (
  { exchange }: { readonly exchange: Exchange },
  error: string,
  because: string,
  description?: string,
): Rejection => ({ answer: oauthError(exchange, error, description), because })

export const clientIsAuthenticated: TokenCheck = (context) => {
  const result = authenticateClient(context.core, context.exchange)
  if ('failure' in result) return refuse(context, 'invalid_client', result.failure)
  context.client = result.client
  return undefined
}

/** An application is registered for codes or for the implicit grant; refreshing comes with codes. */
export const clientMayExchange: TokenCheck = (context) =>
  context.client?.grantTypes.has('authorization_code')
    ? undefined
    : refuse(context, 'unauthorized_client', 'the client is not registered for this grant type')
