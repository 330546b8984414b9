/** grant_type=refresh_token: RFC 6749 6 and RFC 9700 4.14.2. */
import type { RefreshToken } from '../../grants.ts'
import { usableRefreshToken } from '../../refresh-reuse.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { refuse } from './answers.ts'
import { splitScope } from './scopes.ts'
import type { TokenCheck } from './token-context.ts'

const refreshTokenIsGiven: TokenCheck = ({ exchange }) =>
  exchange.form.get('refresh_token')
    ? undefined
    : refuse('invalid_request', 'refresh_token is missing')

const refreshTokenIsGood: TokenCheck = (context) => {
  const { core, exchange } = context
  const client = context.client as RegisteredClient
  const sent = exchange.form.get('refresh_token') as string
  const token = usableRefreshToken(core, exchange, client, sent, 'revoke-family')
  if (!token) {
    const what = core.grants.accessToken(sent) ? 'is an access token' : core.grants.fateOf(sent)
    return refuse('invalid_grant', `refresh_token ${what}`)
  }
  if (token.client !== client) {
    return refuse('invalid_grant', 'refresh_token was issued to another client')
  }
  if (token.expiresAt !== null && core.clock.now() >= token.expiresAt) {
    return refuse('invalid_grant', 'refresh_token has expired')
  }
  context.refreshToken = token
  exchange.user = token.person?.username ?? null
  return undefined
}

const scopeIsNotWider: TokenCheck = (context) => {
  const granted = (context.refreshToken as RefreshToken).scopes
  const asked = context.exchange.form.get('scope')
  if (asked === undefined && context.core.provider.quirks?.includes('refresh-with-scope')) {
    return refuse('invalid_scope', 'scope is missing')
  }
  context.scopes = asked === undefined ? granted : splitScope(asked)
  const wider = context.scopes.find((scope) => !granted.includes(scope))
  return wider === undefined
    ? undefined
    : refuse('invalid_scope', `scope ${JSON.stringify(wider)} was not granted`)
}

export const refreshGrantChecks: readonly TokenCheck[] = [
  refreshTokenIsGiven,
  refreshTokenIsGood,
  scopeIsNotWider,
]
