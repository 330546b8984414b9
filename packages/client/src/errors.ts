/** What went wrong, as a closed union: a `switch` over it can be checked for completeness. */
export type LoginErrorCode =
  // Configuration: found when a client or a login is created.
  | 'invalid_config'
  // The authorization response, in the provider's words: RFC 6749 4.1.2.1 and OpenID Connect Core 3.1.2.6.
  | 'access_denied'
  | 'invalid_request'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_response_type'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'login_required'
  | 'interaction_required'
  | 'consent_required'
  | 'account_selection_required'
  // The authorization response, as we judge it.
  | 'callback_invalid'
  | 'state_mismatch'
  | 'issuer_mismatch'
  | 'code_missing'
  | 'transaction_missing'
  | 'transaction_invalid'
  | 'transaction_expired'
  | 'transaction_used'
  // The token endpoint, in the provider's words: RFC 6749 5.2.
  | 'invalid_client'
  | 'invalid_grant'
  | 'unsupported_grant_type'
  // Tokens and what they open.
  | 'id_token_invalid'
  | 'refresh_token_missing'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'scope_missing'
  | 'unknown_resource'
  | 'mail_invalid'
  // The provider does not answer as it should.
  | 'provider_error'
  | 'response_invalid'
  | 'response_too_large'
  | 'redirect_refused'
  | 'network_error'
  | 'timeout'
  | 'aborted'
  // What was given as the session of a provider that keeps it itself.
  | 'cookie_invalid'
  // The server package.
  | 'cross_site_request'
  | 'not_allowed'
  | 'grant_missing'
  // What shared tokens call `revoked`.
  | 'grant_lost'
  | 'store_error'

/** Where in a login, or after it, the error arose. */
export type LoginStep =
  | 'config'
  | 'start'
  | 'callback'
  | 'exchange'
  | 'refresh'
  | 'revoke'
  | 'user'
  | 'mail'
  | 'introspect'
  | 'discover'
  | 'register'
  | 'session'
  | 'logout'

/** What the provider itself said, as far as it can be shown: never a body, a token or a secret. */
export interface ProviderWords {
  /** HTTP status of the answer. */
  status?: number
  /** `error` of RFC 6749 4.1.2.1 / 5.2, or the provider's own code. */
  error?: string
  /** `error_description`, or the provider's own sentence. */
  description?: string
}

/** A cause reduced to what is safe to log: the original of a library may hold whole responses. */
export interface RedactedCause {
  name: string
  message: string
  code?: string
}

export interface LoginErrorDetails {
  code: LoginErrorCode
  step: LoginStep
  /** What happened and where, for the developer. */
  message: string
  /** What to do about it. */
  hint?: string
  /** The offending option, dotted, e.g. `redirectUri` (`invalid_config`). */
  key?: string
  provider?: ProviderWords
  /** Scopes that were not granted (`scope_missing`, `insufficient_scope`). */
  missing?: readonly string[]
  /** Problems by member, flattened, e.g. `{ 'reply_to.1': ['Enter a valid email address.'] }` (`mail_invalid`, `invalid_request`). */
  fields?: Readonly<Record<string, readonly string[]>>
  /** Anything thrown below; only a redacted copy is kept. */
  cause?: unknown
}

/** Marks our errors across duplicate bundles, where `instanceof` fails. */
const brand = Symbol.for('sso-login.LoginError')

const MAX_CAUSE_MESSAGE_CHARACTERS = 200

/**
 * The one error of every package. Safe to log: it never holds a secret, code, token, state or
 * verifier, and neither does its `cause`; but where a hook of a site threw, the server gives that as it is.
 */
export class LoginError extends Error {
  declare readonly code: LoginErrorCode
  declare readonly step: LoginStep
  declare readonly hint?: string
  declare readonly key?: string
  declare readonly provider?: ProviderWords
  declare readonly missing?: readonly string[]
  declare readonly fields?: Readonly<Record<string, readonly string[]>>
  declare readonly cause?: RedactedCause

  constructor(details: LoginErrorDetails) {
    const { message, cause, ...rest } = details
    super(message)
    Object.assign(this, rest)
    if (cause !== undefined) {
      Object.defineProperty(this, 'cause', { value: redactCause(cause), configurable: true })
    }
  }

  /** Everything but the stack, as plain JSON. */
  toJSON(): Omit<LoginErrorDetails, 'cause'> & { name: string; cause?: RedactedCause } {
    const { name, message, cause } = this
    return { ...this, name, message, ...(cause && { cause }) }
  }
}

Object.defineProperties(LoginError.prototype, {
  name: { value: 'LoginError' },
  [brand]: { value: true },
})

/** Whether a value is a `LoginError`, also one of another copy of this package. */
export const isLoginError = (value: unknown): value is LoginError =>
  typeof value === 'object' && value !== null && brand in value

/**
 * Name, code and message of anything thrown. A parser's message quotes what it could not parse,
 * which may be a token: it is left out.
 */
export function redactCause(cause: unknown): RedactedCause {
  const { name, message, code, cause: inner } = Object(cause) as Record<string, unknown>
  // undici hides the system's code, such as ECONNREFUSED, one level down.
  const codes = [code, Object(inner).code]
  const found = codes.find((code) => typeof code === 'string')
  return {
    name: typeof name === 'string' ? name : typeof cause,
    message:
      typeof message === 'string' && name !== 'SyntaxError'
        ? message.slice(0, MAX_CAUSE_MESSAGE_CHARACTERS)
        : '',
    ...(found !== undefined && { code: found as string }),
  }
}
