import type { Exchange } from './exchange.ts'
import { type Parameters, parseParameters } from './parameters.ts'

/** Parameters that are no secret by their nature. Everything else is masked, also what nobody knows. */
const openParameters = new Set([
  'access_type',
  'acr_values',
  'allow',
  'allow_ajax',
  'approval_prompt',
  'auth-provider',
  'client_id',
  'client_name',
  'code_challenge',
  'code_challenge_method',
  'error',
  'fields',
  'format',
  'grant_type',
  'grant_types',
  'iss',
  'max_age',
  'message',
  'post_logout_redirect_uri',
  'prompt',
  'redirect_uri',
  'redirect_uris',
  'redirect_url',
  'reply_to',
  'response_mode',
  'response_type',
  'response_types',
  'scope',
  'subject',
  'token_endpoint_auth_method',
  'token_type_hint',
  'ui_locales',
  'user',
  'username',
])

/** Addresses that lead on: what their queries carry is masked. */
const placesToGo = ['callback_uri', 'next', 'redirect-url']

const shownLength = 200

/** Enough of a secret to tell it from another: `aBc…(30)`. Of a short one nothing is shown. */
export const mask = (secret: string): string =>
  secret === '' ? '' : `${secret.length >= 16 ? secret.slice(0, 3) : ''}…(${secret.length})`

const shown = (name: string, value: string): string => {
  if (placesToGo.includes(name)) return value.replace(/[?#].*$/s, (rest) => `${rest[0]}…`)
  if (!openParameters.has(name)) return mask(value)
  return value.length > shownLength ? `${value.slice(0, shownLength)}…` : value
}

function collect(
  into: Record<string, string | string[]>,
  { pairs }: Pick<Parameters, 'pairs'>,
): void {
  for (const [name, value] of pairs) {
    const text = shown(name, value)
    const before = Object.hasOwn(into, name) ? into[name] : undefined
    // defineProperty, because a parameter may be called `__proto__`.
    Object.defineProperty(into, name, {
      value: before === undefined ? text : [before, text].flat(),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
}

/** The parameters of query and form body, and the members of a JSON body, with the secrets masked. */
export function maskedParams(exchange: Exchange): Record<string, string | string[]> {
  const params: Record<string, string | string[]> = {}
  if (exchange.incoming.query !== '') collect(params, exchange.query)
  if (exchange.incoming.body === '') return params
  try {
    if (exchange.incoming.header('content-type')?.includes('json')) {
      const value: unknown = JSON.parse(exchange.incoming.body)
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
        const pairs = Object.entries(value).map(
          ([name, member]) =>
            [name, typeof member === 'string' ? member : (JSON.stringify(member) ?? '')] as const,
        )
        collect(params, { pairs })
      }
    } else collect(params, exchange.form)
  } catch {
    // A body that cannot be read has no parameters to show.
  }
  return params
}

/** A URL with the secrets of its query and fragment masked. */
export function maskedUrl(url: string): string {
  const [, start = '', query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? []
  const masked = (text: string | undefined, mark: string) =>
    text === undefined
      ? ''
      : mark +
        parseParameters(text)
          .pairs.map(([name, value]) => `${name}=${shown(name, value)}`)
          .join('&')
  return start + masked(query, '?') + masked(fragment, '#')
}
