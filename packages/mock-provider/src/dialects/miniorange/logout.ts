/**
 * Documented: a browser redirect with `post_logout_redirect_uri`, and nothing else. Chosen: whoever comes is signed out
 * without a question, and is led to a place that some application has registered, or stays.
 */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { html } from '../../pages/html.ts'
import { pageAnswer } from '../../pages/layout.ts'
import { authenticationOf, endSession } from '../standard/account.ts'
import { fatalPage, methodNotAllowed, noFraming, redirect } from '../standard/answers.ts'

export function logoutEndpoint(core: Core): Handler {
  return async (exchange) => {
    const { method } = exchange.incoming
    if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(exchange, 'GET, HEAD')
    const place = exchange.query.get('post_logout_redirect_uri')
    const owner = [...core.clients.values()].find(
      ({ postLogoutRedirectUris }) => place && postLogoutRedirectUris.includes(place),
    )
    exchange.clientId = owner?.id ?? null
    exchange.user = authenticationOf(core, exchange)?.person.username ?? null
    if (place !== undefined && !owner) {
      const because = 'post_logout_redirect_uri is not registered for any client'
      exchange.rejection = because
      return (await fatalPage(core, because)).answer
    }
    const headers = endSession(core, exchange)
    if (place !== undefined) return redirect(place, headers)
    const body = html`<h1>You are signed out</h1><p>You can close this window.</p>`
    const page = { site: core.provider.name, title: 'Signed out', body }
    return pageAnswer(200, page, { ...noFraming, ...headers })
  }
}
