/**
 * Where everything that can go wrong below us becomes a `LoginError`. What an answer or a library
 * says is shown only after this call's secrets are cut out of it.
 */
import {
  LoginError,
  type LoginErrorCode,
  type LoginErrorDetails,
  type LoginStep,
} from './errors.ts'

/** One call of the client, as far as its errors need to know. */
export interface Call {
  readonly step: LoginStep
  readonly signal?: AbortSignal | undefined
  /** Never to be shown: the client's own, and whatever each request carries. */
  readonly secrets: Set<unknown>
  /** Whether JSON that is a list is an answer too. */
  readonly mayBeList?: boolean
  /** What was granted so far, in a refresh; what was asked for, in the exchange of a code. */
  readonly scopes?: readonly string[]
  /** In a revocation: whatever is revoked, its access token. */
  readonly accessToken?: string
  /** In a refresh, and in a question about the person: what came with the access token. */
  readonly idToken?: string | undefined
  /** In the exchange of a code: how long ago the person may have signed in, in seconds. */
  readonly maxAge?: number
  /** HTTP status of the last answer. */
  status?: number
}

const MAX_WORD_CHARACTERS = 300

const AT_PROVIDER = 'The fault is at the provider: try again later.'
const REGISTRATION = 'Check the registration at the provider.'
const WHOLE_URL = 'Pass the whole URL as it came (req.url of Node is its path), or start again.'
const SILENT = 'Sign in again, not silently.'

/** Errors that a provider may name (RFC 6749 4.1.2.1 and 5.2, RFC 6750 3.1, OpenID Connect Core 3.1.2.6) and that keep their name as our code. */
const PROVIDER_HINTS = {
  access_denied: 'The person refused: offer to sign in again.',
  invalid_request: 'See provider and fields.',
  invalid_scope: 'Ask for registered scopes only; a refresh cannot widen them.',
  invalid_client: 'Check clientId, clientSecret and tokenEndpointAuthMethod.',
  unauthorized_client: REGISTRATION,
  unsupported_response_type: REGISTRATION,
  unsupported_grant_type: REGISTRATION,
  server_error: AT_PROVIDER,
  temporarily_unavailable: AT_PROVIDER,
  login_required: SILENT,
  interaction_required: SILENT,
  consent_required: SILENT,
  account_selection_required: SILENT,
  invalid_grant: 'Expired, used, revoked, or made for another client: sign in again.',
  invalid_token: 'Renew the tokens by refresh (on a server: withTokens), or sign in again.',
  insufficient_scope: 'Ask for the scope in a new login.',
} satisfies Partial<Record<LoginErrorCode, string>>

const HINTS: Partial<Record<LoginErrorCode, string>> = {
  ...PROVIDER_HINTS,
  callback_invalid: WHOLE_URL,
  code_missing: WHOLE_URL,
  state_mismatch: 'The callback belongs to another login, or none: start again.',
  issuer_mismatch: 'The answer comes from another provider: start again.',
  transaction_missing: 'Cookies or storage were lost on the way: start again.',
  transaction_invalid: 'Keep what start gave: start again.',
  transaction_expired: 'The login took too long: start again.',
  redirect_refused: 'Check baseUrl and the endpoint, to the slash at its end.',
  response_invalid: 'Is this the provider, or a proxy or captive portal before it?',
  response_too_large: 'Raise maxResponseBytes.',
  provider_error: AT_PROVIDER,
  network_error: 'The provider cannot be reached: try again.',
  timeout: 'Try again, or raise timeoutMs.',
  unknown_resource: 'Leave it out.',
  store_error: 'See cause.',
  aborted: 'Your signal did it: wait longer.',
}

/** A new error of this call. */
export function failure(
  call: Pick<Call, 'step' | 'secrets'>,
  code: LoginErrorCode,
  message: string,
  details: Partial<LoginErrorDetails> = {},
): LoginError {
  const { provider, cause, ...rest } = details
  const hint = HINTS[code]
  const thrown = Object(cause)
  return new LoginError({
    code,
    step: call.step,
    message,
    ...(hint && { hint }),
    ...rest,
    ...(provider && { provider: clean(call, provider) }),
    // Scrubbed before it is cut: half a secret would not be recognised.
    ...(cause !== undefined && {
      cause: {
        name: thrown.name,
        message: scrub(call, thrown.message),
        code: thrown.code,
        cause: thrown.cause,
      },
    }),
  })
}

/** What whoever stops a call by its signal gets. */
export const aborted = (call: Pick<Call, 'step' | 'secrets'>): LoginError =>
  failure(call, 'aborted', 'The caller stopped waiting')

/** Our code for the provider's, or `provider_error`. */
export const codeOf = (error: unknown): LoginErrorCode =>
  Object.hasOwn(PROVIDER_HINTS, scalarOf(error)) ? (error as LoginErrorCode) : 'provider_error'

/** The same members with every text capped, on one line and without this call's secrets. */
export function clean<T extends object>(call: Pick<Call, 'secrets'>, words: T): T {
  const entries = Object.entries(words).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === 'number' ? value : scrub(call, value)]),
  ) as T
}

/** As it is, and as a URL or a form writes it (RFC 6749 2.3.1), in either case of the hex digits. */
function formsOf(secret: string): readonly string[] {
  const form = new URLSearchParams({ '': secret }).toString().slice(1)
  const escaped = [encodeURIComponent(secret), form]
  const small = escaped.map((text) => text.replace(/%../g, (hex) => hex.toLowerCase()))
  return [secret, ...escaped, ...small]
}

/** One line of at most 300 characters without this call's secrets, in whatever form they come. */
export function scrub({ secrets }: Pick<Call, 'secrets'>, value: unknown): string {
  let text = typeof value === 'string' ? value : ''
  for (const secret of [...secrets].filter(isText)) {
    for (const form of formsOf(secret)) text = text.replaceAll(form, '***')
  }
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, MAX_WORD_CHARACTERS)
}

/** As `String`, but nothing for an object or a list: one in an answer may have a `toString` of its own, or no end. */
export const scalarOf = (value: unknown): string => (typeof value === 'object' ? '' : String(value))

export const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== ''

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
