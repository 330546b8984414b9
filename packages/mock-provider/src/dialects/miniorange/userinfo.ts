/** Documented: a GET with the access token as Bearer. Chosen: refusals as RFC 6750 has them. */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { json } from '../../http-message.ts'
import { bearerChallenge, methodNotAllowed, noStore } from '../standard/answers.ts'
import { claimsOf } from './claims.ts'

export function userinfoEndpoint(core: Core): Handler {
  return (exchange) => {
    if (exchange.incoming.method !== 'GET') return methodNotAllowed(exchange, 'GET')
    const header = exchange.incoming.header('authorization') ?? ''
    const sent = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header)?.[1] ?? ''
    const token = core.grants.accessToken(sent)
    const why =
      (!sent && 'the request has no access token') ||
      (!token && `the access token ${core.grants.fateOf(sent)}`) ||
      (token && core.clock.now() >= token.expiresAt && 'the access token has expired')
    exchange.clientId = token?.client.id ?? null
    exchange.user = token?.person?.username ?? null
    if (!token || why) {
      const because = why || 'the access token is unknown'
      const refusal = bearerChallenge(core, 401, because, sent ? 'invalid_token' : undefined)
      exchange.rejection = refusal.because
      return refusal.answer
    }
    if (token.person) return json(200, claimsOf(core, token.person, token.scopes), noStore)
    const refusal = bearerChallenge(core, 403, 'the token is of no person', 'insufficient_scope')
    exchange.rejection = refusal.because
    return refusal.answer
  }
}
