/** What the endpoints answer with, in the words of their specifications. */
import type { Provider } from '@sso-login/providers'
import type { Rejection } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange } from '../../exchange.ts'
import { type Headers, json, type Outgoing } from '../../http-message.ts'
import { errorPage } from '../../pages/error-page.ts'

export const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const
export const noFraming = { 'X-Frame-Options': 'DENY' } as const

export const redirect = (location: string, headers: Headers = {}): Outgoing => ({
  status: 303,
  headers: { Location: location, ...noStore, ...headers },
  body: '',
})

export const methodNotAllowed = (exchange: Exchange, allow: string): Outgoing => {
  exchange.rejection = `${exchange.incoming.method} is not allowed here`
  return { status: 405, headers: { Allow: allow }, body: '' }
}

/** RFC 6749 5.2. */
export function oauthError(
  error: string,
  description: string,
  status = 400,
  headers: Headers = {},
): Outgoing {
  return json(status, { error, error_description: description }, { ...noStore, ...headers })
}

export const refuse = (error: string, because: string, status = 400): Rejection => ({
  answer: oauthError(error, because, status),
  because,
})

/** RFC 6750 3: with no token at all the challenge says nothing but where one is wanted. */
export function bearerChallenge(
  { provider }: Core,
  status: number,
  because: string,
  error?: string,
  scope?: string,
): Rejection {
  const words = [
    `realm="${provider.name}"`,
    error && `error="${error}", error_description="${because}"`,
    scope && `scope="${scope}"`,
  ]
  const headers = { ...noStore, 'WWW-Authenticate': `Bearer ${words.filter(Boolean).join(', ')}` }
  const answer =
    error === undefined
      ? { status, headers, body: '' }
      : oauthError(error, because, status, headers)
  return { answer, because }
}

/** An error that the person sees, because there is no place to send it to. */
export const fatalPage = async (
  { provider }: Core<Provider>,
  text: string,
  status = 400,
  code = 'invalid_request',
): Promise<Rejection> => ({
  answer: await errorPage(
    status,
    { site: provider.name, title: 'This request cannot be answered', code, text },
    noFraming,
  ),
  because: text,
})
