import { Exchange } from '../../exchange.ts'
import type { Incoming, Outgoing } from '../../http-message.ts'
import { repeatedName } from '../../parameters.ts'

/**
 * Lets an endpoint judge other parameters than were sent; what it learns goes into the log all the same. Where one is
 * there twice, nothing is changed: it is for the endpoint to refuse that (RFC 6749 3.1 and 3.2). The consent form,
 * which may come back with several boxes ticked, carries what was changed before it was shown.
 */
export function rewritten<T extends Outgoing>(
  exchange: Exchange,
  change: (params: URLSearchParams) => void,
  handle: (inner: Exchange) => T | Promise<T>,
): Promise<T> {
  const isPost = exchange.incoming.method === 'POST'
  const sent = isPost ? exchange.form : exchange.query
  if (repeatedName(sent) !== undefined) return asIfSent(exchange, {}, handle)
  const params = new URLSearchParams(sent.pairs as [string, string][])
  change(params)
  const text = params.toString()
  return asIfSent(exchange, isPost ? { body: text } : { query: text }, handle)
}

/** The same with another request altogether. */
export async function asIfSent<T extends Outgoing>(
  exchange: Exchange,
  other: Partial<Incoming>,
  handle: (inner: Exchange) => T | Promise<T>,
): Promise<T> {
  const inner = new Exchange({ ...exchange.incoming, ...other }, exchange.choice)
  inner.bends = exchange.bends
  const answer = await handle(inner)
  Object.assign(exchange, {
    clientId: inner.clientId,
    user: inner.user,
    pkce: inner.pkce,
    reusesRefreshToken: inner.reusesRefreshToken,
    rejection: inner.rejection,
  })
  return answer
}
