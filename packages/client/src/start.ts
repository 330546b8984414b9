import { base64url, digest } from './base64url.ts'
import { type Config, readLoginScopes } from './config.ts'
import { invalid, refuseUnknown } from './settings.ts'
import { secondsOf } from './tokens.ts'
import type { Transaction } from './types.ts'

/** SHA-256 in base64url: the S256 challenge of a verifier (RFC 7636 4.2), and how a store knows a state. */
export const hashOf = async (text: string): Promise<string> =>
  base64url(await digest('SHA-256', text))

/** 256 random bits. */
export function secretOf({ random }: Pick<Config, 'random'>): string {
  const bytes = random(32)
  if (!(bytes instanceof Uint8Array) || bytes.length !== 32) {
    invalid('random', 'must give as many bytes as it is asked for', 'Or leave it out.', 'start')
  }
  return base64url(bytes)
}

/** The authorization request (RFC 6749 4.1.1) and what has to be kept for its answer. */
export async function start(
  config: Config,
  {
    returnTo,
    scopes = config.scopes,
    parameters,
    ...unknown
  }: {
    returnTo?: string
    scopes?: readonly string[]
    parameters?: Readonly<Record<string, string>>
  } = {},
): Promise<{ url: string; transaction: Transaction }> {
  refuseUnknown(unknown, 'start')
  if (returnTo !== undefined && typeof returnTo !== 'string') {
    invalid('returnTo', 'must be a string', 'E.g. /slots?day=2.', 'start')
  }
  const transaction: Transaction = {
    provider: config.provider.id,
    clientId: config.clientId,
    redirectUri: config.redirectUri,
    state: secretOf(config),
    codeVerifier: secretOf(config),
    nonce: secretOf(config),
    scopes: readLoginScopes(config.provider, scopes, 'start'),
    ...(returnTo !== undefined && { returnTo }),
    madeAt: secondsOf(config),
  }
  // An endpoint may have a query of its own, which must stay (RFC 6749 3.1).
  const url = new URL(config.endpoints.authorization as string)
  const query = url.searchParams
  if (parameters)
    (await import('./parameters.ts')).addParameters(config, query, parameters, transaction)
  const own = {
    response_type: 'code',
    client_id: transaction.clientId,
    redirect_uri: transaction.redirectUri,
    scope: transaction.scopes.join(' '),
    state: transaction.state,
    code_challenge: await hashOf(transaction.codeVerifier),
    code_challenge_method: 'S256',
    ...(config.provider.protocol === 'oidc' && { nonce: transaction.nonce }),
  }
  for (const [name, value] of Object.entries(own)) query.set(name, value)
  return { url: url.href, transaction }
}
