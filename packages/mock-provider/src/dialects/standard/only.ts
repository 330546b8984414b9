import type { Handler } from '../../exchange.ts'
import { methodNotAllowed } from './answers.ts'

/** An endpoint of one method, for backends; whoever takes GET takes HEAD (RFC 9110 9.1). */
export function only(method: 'GET' | 'POST', handle: Handler): Handler {
  const taken = method === 'GET' ? ['GET', 'HEAD'] : [method]
  return (exchange) =>
    taken.includes(exchange.incoming.method)
      ? handle(exchange)
      : methodNotAllowed(exchange, taken.join(', '))
}
