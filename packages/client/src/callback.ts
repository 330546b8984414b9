/** The authorization response judged, without any request (RFC 6749 4.1.2, RFC 9207, RFC 9700 4). */
import type { OidcProvider } from '@sso-login/providers'
import type { Config } from './config.ts'
import { type Call, codeOf, failure, isObject } from './failure.ts'
import { isList, isTexts } from './settings.ts'
import type { Transaction } from './types.ts'

const RESPONSE_PARAMETERS = ['state', 'code', 'error', 'error_description', 'error_uri', 'iss']

/**
 * Whether the callback answers this login of this client, in time. Only then is anything else in it
 * worth reading.
 */
export function matchCallback(
  config: Config,
  call: Call,
  callback: string | URL | Request,
  transaction: Transaction | null | undefined,
): { response: URLSearchParams; transaction: Transaction; expiresAt: number } {
  const response = readQuery(call, callback)
  const { secrets } = call
  for (const name of ['state', 'code']) response.getAll(name).forEach(secrets.add, secrets)
  if (transaction === null || transaction === undefined) {
    throw failure(call, 'transaction_missing', 'No login is waiting for this callback')
  }
  if (!isTransaction(transaction)) {
    throw failure(call, 'transaction_invalid', 'The kept transaction is damaged')
  }
  const { provider, clientId, redirectUri, state, codeVerifier, nonce } = transaction
  for (const secret of [state, codeVerifier, nonce]) secrets.add(secret)
  if (
    provider !== config.provider.id ||
    clientId !== config.clientId ||
    redirectUri !== config.redirectUri
  ) {
    throw failure(call, 'transaction_invalid', 'The transaction was made by another client')
  }
  const repeated = RESPONSE_PARAMETERS.find((name) => response.getAll(name).length > 1)
  if (repeated) {
    throw failure(call, 'callback_invalid', `The callback repeats ${repeated} (RFC 6749 3.1)`)
  }
  if (!isSame(response.get('state') ?? '', state)) {
    throw failure(call, 'state_mismatch', "The callback's state is not this login's")
  }
  // Without OpenID Connect or RFC 9207 nobody has an issuer, so one can only be somebody else's.
  const { protocol, issInCallback } = config.provider as OidcProvider
  const issuer = protocol === 'oidc' ? config.issuer : null
  if (response.has('iss') ? response.get('iss') !== issuer : issInCallback) {
    const named = response.has('iss') ? 'another' : 'no'
    throw failure(call, 'issuer_mismatch', `The callback names ${named} issuer (RFC 9207)`)
  }
  const expiresAt = transaction.madeAt + config.transactionTtlSeconds
  if (config.now() / 1000 >= expiresAt) {
    throw failure(call, 'transaction_expired', 'The login was started too long ago')
  }
  return { response, transaction, expiresAt }
}

/** The code, or the provider's error. */
export function readCode(call: Call, response: URLSearchParams): string {
  const error = response.get('error')
  if (error !== null) {
    throw failure(call, codeOf(error), 'The provider did not authorize the login', {
      provider: { error, description: response.get('error_description') } as object,
    })
  }
  const code = response.get('code')
  if (!code) throw failure(call, 'code_missing', 'The callback has neither a code nor an error')
  return code
}

/** What came, as a URL or by a request. */
export function readQuery(call: Call, callback: string | URL | Request): URLSearchParams {
  const { url, href } = (callback ?? {}) as { url?: unknown; href?: unknown }
  const text = typeof callback === 'string' ? callback : (url ?? href)
  const parsed = typeof text === 'string' && URL.parse(text)
  if (!parsed) throw failure(call, 'callback_invalid', 'The callback is not an absolute URL')
  return parsed.searchParams
}

function isTransaction(value: unknown): value is Transaction {
  if (!isObject(value)) return false
  const { madeAt, scopes, returnTo = '', maxAge = 0 } = value
  const texts = ['provider', 'clientId', 'redirectUri', 'state', 'codeVerifier', 'nonce']
  return (
    isTexts(texts.map((member) => value[member])) &&
    isList([madeAt, maxAge], Number.isFinite) &&
    isTexts(scopes) &&
    typeof returnTo === 'string'
  )
}

/** Takes as long for a wrong text as for the right one. */
export function isSame(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length
  for (let i = 0; i < expected.length; i++) {
    difference |= given.charCodeAt(i) ^ expected.charCodeAt(i)
  }
  return difference === 0
}
