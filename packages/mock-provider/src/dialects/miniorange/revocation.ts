/**
 * Documented: a GET that revokes an access token, and two answers. Chosen, since the document says no more: the token in
 * the query, the client's credentials in the header, and status 200 for both answers. A refresh token is no access token.
 */
import { answerBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import { json, type Outgoing } from '../../http-message.ts'
import { methodNotAllowed, noStore } from '../standard/answers.ts'
import { type ClientCall, clientCallChecks } from '../standard/client-authentication.ts'
import { revocationEndpoint } from '../standard/revocation.ts'
import { asIfSent } from '../standard/rewritten.ts'
import { demands, sentTwice } from './as-standard.ts'

const success = { message: 'Token has been revoked successfully.', status: 'SUCCESS' }
const failure = { message: 'Access token is either invalid or expired.', status: 'FAILED' }

/** A POST as of RFC 7009 is taken too, unless the document's own form is the only one. */
export function miniorangeRevocationEndpoint(core: Core): Handler {
  const { revocationParameter = 'token' } = core.provider
  const standard = sentTwice(core, revocationEndpoint(core))
  return (exchange) => {
    const { method } = exchange.incoming
    if (method === 'GET') return byGet(core, exchange, revocationParameter)
    if (demands(core, 'revokes-by-get')) return methodNotAllowed(exchange, 'GET')
    return method === 'POST' ? standard(exchange) : methodNotAllowed(exchange, 'GET, POST')
  }
}

function byGet(core: Core, exchange: Exchange, parameter: string): Promise<Outgoing> {
  const token = exchange.query.get(parameter) ?? ''
  const { header } = exchange.incoming
  // As the checks of a client want one.
  const form = {
    method: 'POST',
    query: '',
    body: new URLSearchParams({ token }).toString(),
    header: (name: string) =>
      name === 'content-type' ? 'application/x-www-form-urlencoded' : header(name),
  }
  return asIfSent(exchange, form, (inner) => {
    const context: ClientCall = { core, exchange: inner, client: undefined }
    return answerBy(clientCallChecks, context, () => {
      const live = core.grants.accessToken(token)
      const isGood = live && live.client === context.client && core.clock.now() < live.expiresAt
      inner.user = (isGood && live.person?.username) || null
      if (isGood) core.grants.revokeAccessToken(live, 'was revoked')
      else inner.rejection = 'the token is no live access token of this client'
      return json(200, isGood ? success : failure, noStore)
    })
  })
}
