/** Seen in USSO's OpenAPI: FastAPI refuses a request that lacks a required member before anybody reads it. */
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import { json, type Outgoing } from '../../http-message.ts'

/** 422 in FastAPI's words, for each member that is missing. */
export function validationError(
  exchange: Exchange,
  place: 'query' | 'body',
  missing: readonly string[],
): Outgoing {
  exchange.rejection = `missing in the ${place}: ${missing.join(', ')}`
  return json(422, {
    detail: missing.map((name) => ({
      type: 'missing',
      loc: [place, name],
      msg: 'Field required',
      input: null,
    })),
  })
}

/** An endpoint that needs these members. A form of the consent page carries them in its body. */
export const requiring =
  (core: Core, place: 'query' | 'body', names: readonly string[], handle: Handler): Handler =>
  (exchange) => {
    if (!core.provider.quirks?.includes('errors-in-detail')) return handle(exchange)
    const isPost = exchange.incoming.method === 'POST'
    const sent = isPost ? exchange.form : exchange.query
    const missing = names.filter((name) => !sent.has(name))
    return missing.length && exchange.incoming.method !== 'OPTIONS'
      ? validationError(exchange, place, missing)
      : handle(exchange)
  }
