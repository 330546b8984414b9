/** What the endpoints answer with. Seen: refusals in JSON have an `error`. Chosen: in the words of RFC 6749 5.2. */
import type { Rejection } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import { type Headers, json, type Outgoing } from '../../http-message.ts'
import { noStore } from '../standard/answers.ts'

export const answerJson = (status: number, body: unknown, headers: Headers = {}): Outgoing =>
  json(status, body, { ...noStore, ...headers })

export const refuse = (error: string, because: string, status = 400): Rejection => ({
  answer: answerJson(status, { error, error_description: because }),
  because,
})

/** Documented: redirects are 302. */
export const redirect = (location: string, headers: Headers = {}): Outgoing => ({
  status: 302,
  headers: { Location: location, ...noStore, ...headers },
  body: '',
})

/** Seen: the answers of a login say only a sentence. */
export function message(exchange: Exchange, status: number, text: string): Outgoing {
  if (status >= 400) exchange.rejection = text
  return answerJson(status, { message: text })
}

/** The members of a JSON body; none where it is none. */
export function bodyOf({ incoming }: Exchange): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(incoming.body)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
