/**
 * Documented: a GET that revokes an access token, and two answers. Chosen, since the document says no more: the token in
 * the query, the client's credentials in the header, and status 200 for both answers. A refresh token is no access token.
 */
import { answerBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import { Exchange, type Handler } from '../../exchange.ts'
import { json, type Outgoing } from '../../http-message.ts'
import { methodNotAllowed, noStore } from '../standard/answers.ts'
import { type ClientCall, clientCallChecks } from '../standard/client-authentication.ts'
import { revocationEndpoint } from '../standard/revocation.ts'

const success = { message: 'Token has been revoked successfully.', status: 'SUCCESS' }
const failure = { message: 'Access token is either invalid or expired.', status: 'FAILED' }

/** Where the data have no quirk, a POST as of RFC 7009 is taken too. */
export function miniorangeRevocationEndpoint(core: Core): Handler {
  const { quirks, revocationParameter = 'token' } = core.provider
  const standard = revocationEndpoint(core)
  return (exchange) => {
    const { method } = exchange.incoming
    if (method === 'GET') return byGet(core, exchange, revocationParameter)
    if (method === 'POST' && !quirks?.includes('revokes-by-get')) return standard(exchange)
    return methodNotAllowed(exchange, 'GET')
  }
}

async function byGet(core: Core, exchange: Exchange, parameter: string): Promise<Outgoing> {
  const token = exchange.query.get(parameter) ?? ''
  const inner = asForm(exchange, { token })
  const context: ClientCall = { core, exchange: inner, client: undefined }
  const answer = await answerBy(clientCallChecks, context, () => {
    const live = core.grants.accessToken(token)
    const isGood = live && live.client === context.client && core.clock.now() < live.expiresAt
    inner.user = (isGood && live.person?.username) || null
    if (isGood) core.grants.revokeAccessToken(live, 'was revoked')
    else inner.rejection = 'the token is no live access token of this client'
    return json(200, isGood ? success : failure, noStore)
  })
  const { clientId, user, rejection } = inner
  Object.assign(exchange, { clientId, user, rejection })
  return answer
}

/** The same caller with a form, as the checks of a client want one. */
function asForm({ incoming }: Exchange, parameters: Record<string, string>): Exchange {
  const type = 'application/x-www-form-urlencoded'
  return new Exchange({
    method: 'POST',
    path: incoming.path,
    query: '',
    header: (name) => (name === 'content-type' ? type : incoming.header(name)),
    body: new URLSearchParams(parameters).toString(),
  })
}
