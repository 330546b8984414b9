/** The JSON answers of the token and revocation endpoints. */
import type { Exchange } from '../../exchange.ts'
import type { Headers, Outgoing } from '../../http-message.ts'
import { noFraming } from './django.ts'
import { jsonDumps } from './python-text.ts'

const jsonHeaders = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  Pragma: 'no-cache',
  ...noFraming,
} as const

/** A 401 names the wrong scheme, with a comma that does not belong there (seen). */
const challenge = (error: string): Headers => ({ 'WWW-Authenticate': `Bearer, error="${error}"` })

export const oauthJson = (value: Readonly<Record<string, string | number>>): Outgoing => ({
  status: 200,
  headers: jsonHeaders,
  body: jsonDumps(value),
})

/** RFC 6749 5.2; a `state` in the request comes back, though nothing asks for it (seen in its libraries). */
export function oauthError(exchange: Exchange, error: string, description?: string): Outgoing {
  const state = exchange.form.get('state')
  const status = error === 'invalid_client' ? 401 : 400
  return {
    status,
    headers: status === 401 ? { ...jsonHeaders, ...challenge(error) } : jsonHeaders,
    body: jsonDumps({
      error,
      ...(description ? { error_description: description } : {}),
      ...(state ? { state } : {}),
    }),
  }
}
