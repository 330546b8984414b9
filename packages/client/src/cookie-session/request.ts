/** Requests that show a session, and what answers say of refusals. */
import type { CookieSessionProvider } from '@sso-login/providers'
import type { LoginErrorCode } from '../errors.ts'
import { type Call, failure, isObject } from '../failure.ts'
import { invalid } from '../settings.ts'
import { type Answer, newCall, transport } from '../transport.ts'
import type { Domain } from './config.ts'
import type { CookieSession } from './types.ts'

/** What a cookie can hold (RFC 6265 4.1.1); a header may hold it too. */
const VALUE = /^[!#-+\--:<-[\]-~]{1,4096}$/

export const callOf = (step: Call['step'], signal: AbortSignal | undefined): Call =>
  newCall({ auth: { secrets: [] } }, step, signal)

/** Nothing but the session's own cookie or header is read, and nothing else is ever sent on. */
export function sessionOf(
  { session }: Pick<CookieSessionProvider, 'session'>,
  request: { readonly headers: Pick<Headers, 'get'> },
): CookieSession | null {
  const headers = request?.headers
  if (typeof headers?.get !== 'function') {
    invalid('request', 'must be a Request', 'Or its { headers }.', 'session')
  }
  const header = headers.get(session.header)
  if (header && VALUE.test(header)) return { header }
  const begin = `${session.cookie}=`
  for (const pair of headers.get('cookie')?.split(';') ?? []) {
    const text = pair.trim()
    const value = text.slice(begin.length).replace(/^"(.*)"$/, '$1')
    if (text.startsWith(begin) && VALUE.test(value)) return { cookie: value }
  }
  return null
}

export async function ask(
  domain: Domain,
  call: Call,
  session: CookieSession | null,
  url: string,
  { json, accept = 'application/json' }: { json?: object; accept?: string } = {},
): Promise<Answer> {
  return transport(domain, call)(url, {
    method: json ? 'POST' : 'GET',
    headers: {
      accept,
      ...(json && { 'content-type': 'application/json' }),
      ...proofOf(domain.provider, call, session),
    },
    ...(json && { body: JSON.stringify(json) }),
    // Not all runtimes know the member: only a page's has a use for it.
    ...(session === 'browser' && { cache: 'no-store' as const }),
  })
}

function proofOf(
  { session: names }: CookieSessionProvider,
  call: Call,
  session: CookieSession | null,
): Record<string, string> {
  if (session === null || session === 'browser') return {}
  const { cookie, header } = Object(session) as { cookie?: unknown; header?: unknown }
  const value = cookie ?? header
  if (typeof value !== 'string' || !VALUE.test(value)) {
    throw failure(call, 'cookie_invalid', 'The session is none that a cookie can hold', {
      hint: 'Pass what sessionOf gave.',
    })
  }
  call.secrets.add(value)
  return cookie === undefined ? { [names.header]: value } : { cookie: `${names.cookie}=${value}` }
}

/** An answer that is not what was asked for. Seen: `{"error": {"message"}}`, `{"message"}`, `error_description`. */
export function refusal(
  call: Call,
  { status, json = {} }: Answer,
  code: LoginErrorCode,
  message: string,
  hint?: string,
) {
  const { error, error_description, message: words } = json
  const description = error_description ?? words ?? (isObject(error) ? error.message : undefined)
  const name = typeof error === 'string' ? error : undefined
  return failure(call, code, message, {
    provider: { status, error: name, description } as object,
    ...(hint && { hint }),
  })
}
