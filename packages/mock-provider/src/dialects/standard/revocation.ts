/** RFC 7009. A refresh token takes everything with it that comes from the same authorization (2.1). */
import { refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { noStore, refuse } from './answers.ts'
import { type ClientCheck, clientCallChecks } from './client-authentication.ts'
import { tokenIsGiven } from './introspection.ts'

const tokenIsOfThisClient: ClientCheck = ({ core, exchange, client }) => {
  const sent = exchange.form.get('token') as string
  const token = core.grants.accessToken(sent) ?? core.grants.refreshToken(sent)
  return token === undefined || token.client === client
    ? undefined
    : refuse('invalid_request', 'the token was issued to another client')
}

export function revocationEndpoint(core: Core, clientChecks = clientCallChecks): Handler {
  const checks = [...clientChecks, tokenIsGiven, tokenIsOfThisClient]
  return async (exchange) => {
    const refusal = await refusalBy(checks, { core, exchange, client: undefined })
    if (refusal) return refusal
    const sent = exchange.form.get('token') as string
    const access = core.grants.accessToken(sent)
    const refresh = core.grants.refreshToken(sent)
    exchange.user = (access ?? refresh)?.person?.username ?? null
    if (access) core.grants.revokeAccessToken(access, 'was revoked')
    if (refresh) core.grants.revokeFamily(refresh.family, 'was revoked')
    return { status: 200, headers: noStore, body: '' }
  }
}
