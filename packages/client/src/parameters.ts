/** Further parameters of the authorization request. Loaded by who adds some. */
import type { Config } from './config.ts'
import { invalid } from './settings.ts'
import type { Transaction } from './types.ts'

/** Set by the protocol; a caller's own value would break a check. */
const OWN_PARAMETERS =
  /^(response_type|response_mode|client_id|redirect_uri|scope|state|nonce|code_challenge|code_challenge_method)$/

/** As the type `StandardParameter` has them. */
const STANDARD_PARAMETERS =
  /^(prompt|max_age|login_hint|ui_locales|claims_locales|id_token_hint|acr_values|display|claims|resource|authorization_details)$/

export function addParameters(
  { provider }: Config,
  query: URLSearchParams,
  parameters: Readonly<Record<string, string>>,
  transaction: Transaction,
): void {
  const { id, authorizationParameters: own = {} } = provider
  for (const [name, value] of Object.entries(parameters)) {
    const key = `parameters.${name}`
    if (OWN_PARAMETERS.test(name)) {
      invalid(key, 'is set by the protocol', 'Leave it out.', 'start')
    }
    if (typeof value !== 'string') invalid(key, 'must be a string', 'E.g. "login".', 'start')
    const known = Object.hasOwn(own, name) ? own[name] : undefined
    if (!known && !STANDARD_PARAMETERS.test(name)) {
      invalid(key, `is no parameter of ${id}`, 'See its authorizationParameters.', 'start')
    }
    if (known?.length && !known.includes(value)) {
      invalid(key, 'has a value that the provider does not know', known.join(' or '), 'start')
    }
    if (name === 'max_age') {
      if (!/^\d+$/.test(value)) invalid(key, 'must be a number of seconds', 'E.g. "3600".', 'start')
      transaction.maxAge = Number(value)
    }
    query.set(name, value)
  }
}
