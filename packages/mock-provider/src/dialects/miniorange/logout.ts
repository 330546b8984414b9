/**
 * Documented: a browser redirect with `post_logout_redirect_uri`, and nothing else. Chosen: whoever comes is signed out
 * without a question, and is led to a place that some application has registered, or stays.
 */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { loggedOutPage } from '../../pages/logout-page.ts'
import { mayLeaveTo } from '../../registered-client.ts'
import { authenticationOf, endSession } from '../standard/account.ts'
import { fatalPage, methodNotAllowed, noFraming, redirect } from '../standard/answers.ts'

export function logoutEndpoint(core: Core): Handler {
  return async (exchange) => {
    const { method } = exchange.incoming
    if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(exchange, 'GET, HEAD')
    const place = exchange.query.get('post_logout_redirect_uri')
    const owner = [...core.clients.values()].find((client) => place && mayLeaveTo(client, place))
    exchange.clientId = owner?.id ?? null
    exchange.user = authenticationOf(core, exchange)?.person.username ?? null
    if (place !== undefined && !owner) {
      const because = 'post_logout_redirect_uri is not registered for any client'
      exchange.rejection = because
      return (await fatalPage(core, because)).answer
    }
    const headers = endSession(core, exchange)
    if (place !== undefined) return redirect(place, headers)
    return loggedOutPage(
      { site: core.provider.name, acceptLanguage: exchange.incoming.header('accept-language') },
      { ...noFraming, ...headers },
    )
  }
}
