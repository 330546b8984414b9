import { Exchange } from '../../exchange.ts'
import type { Outgoing } from '../../http-message.ts'

/** Lets an endpoint judge other parameters than were sent; what it learns goes into the log all the same. */
export async function rewritten<T extends Outgoing>(
  exchange: Exchange,
  change: (params: URLSearchParams) => void,
  handle: (inner: Exchange) => T | Promise<T>,
): Promise<T> {
  const { incoming } = exchange
  const isPost = incoming.method === 'POST'
  const sent = isPost ? exchange.form : exchange.query
  const params = new URLSearchParams(sent.pairs as [string, string][])
  change(params)
  const text = params.toString()
  const inner = new Exchange(
    isPost ? { ...incoming, body: text } : { ...incoming, query: text },
    exchange.choice,
  )
  inner.bends = exchange.bends
  const answer = await handle(inner)
  Object.assign(exchange, {
    clientId: inner.clientId,
    user: inner.user,
    pkce: inner.pkce,
    rejection: inner.rejection,
  })
  return answer
}
