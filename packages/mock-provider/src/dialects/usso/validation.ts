/** Seen in USSO's OpenAPI: FastAPI refuses a request with missing or wrong members before anybody reads it. */
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import { json, type Outgoing } from '../../http-message.ts'

/** One entry of `detail`, in FastAPI's words. */
export interface Problem {
  readonly type: string
  readonly loc: readonly (string | number)[]
  readonly msg: string
  readonly input: unknown
}

export const missingAt = (place: 'query' | 'body', name: string): Problem => ({
  type: 'missing',
  loc: [place, name],
  msg: 'Field required',
  input: null,
})

/** 422 with every problem. */
export function unprocessable(exchange: Exchange, problems: readonly Problem[]): Outgoing {
  const told = problems.map(({ loc, msg }) => `${loc.join('.')} (${msg})`)
  exchange.rejection = `refused before it was read: ${told.join(', ')}`
  return json(422, { detail: problems })
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
      ? unprocessable(
          exchange,
          missing.map((name) => missingAt(place, name)),
        )
      : handle(exchange)
  }
