/** Documented: an answer of `code` and `state` alone. Seen: by a 302; and that a login need not name its scopes. */
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import { authorizationEndpoint } from '../standard/authorization.ts'
import { withBareCallback } from '../standard/bare-callback.ts'
import { challengeOptional } from '../standard/optional-pkce.ts'
import { rewritten } from '../standard/rewritten.ts'
import { withImplicit } from './implicit.ts'
import { defaultScope } from './registration-defaults.ts'

export function ussoAuthorizationEndpoint(core: Core): Handler {
  const byCode = challengeOptional(authorizationEndpoint(core))
  const authorize = withBareCallback(withImplicit(core, byCode), 302)
  return (exchange) => {
    const scope = unnamedScope(core, exchange)
    return scope === undefined
      ? authorize(exchange)
      : rewritten(exchange, (params) => params.set('scope', scope), authorize)
  }
}

/** Chosen: those that the application is registered for. */
function unnamedScope(core: Core, { incoming, form, query }: Exchange): string | undefined {
  const sent = incoming.method === 'POST' ? form : query
  if (sent.get('scope')) return undefined
  const client = core.clients.get(sent.get('client_id') ?? '')
  return client?.scopes ? [...client.scopes].join(' ') : defaultScope
}
