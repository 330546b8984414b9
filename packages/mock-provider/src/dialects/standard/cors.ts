/** Cross-origin access for pages without a backend: to everything that no cookie opens. */
import type { Exchange, Handler } from '../../exchange.ts'
import { type Outgoing, withHeaders } from '../../http-message.ts'
import { methodNotAllowed } from './answers.ts'

/** Any origin may read the answer: what counts is the token or code, and no cookie is looked at. */
const open = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'WWW-Authenticate',
} as const

/** An endpoint for these methods that answers preflights. */
export function forPages(methods: readonly string[], handle: Handler): Handler {
  const allow = [...methods, 'OPTIONS'].join(', ')
  const preflight: Outgoing = {
    status: 204,
    headers: {
      ...open,
      'Access-Control-Allow-Methods': allow,
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Max-Age': '3600',
    },
    body: '',
  }
  return async (exchange: Exchange) => {
    const { method } = exchange.incoming
    if (method === 'OPTIONS') return preflight
    const answer = methods.includes(method)
      ? await handle(exchange)
      : methodNotAllowed(exchange, allow)
    return withHeaders(answer, open)
  }
}
