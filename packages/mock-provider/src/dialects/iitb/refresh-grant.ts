/** grant_type=refresh_token: RFC 6749 6, in the order in which the provider judges (seen). */
import type { RefreshToken } from '../../grants.ts'
import { usableRefreshToken } from '../../refresh-reuse.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { crash } from './django.ts'
import { splitScope } from './scopes.ts'
import {
  clientIsAuthenticated,
  clientMayExchange,
  refuse,
  type TokenCheck,
} from './token-context.ts'

const refreshTokenIsGiven: TokenCheck = (context) =>
  context.exchange.form.has('refresh_token')
    ? undefined
    : refuse(
        context,
        'invalid_request',
        'refresh_token is missing',
        'Missing refresh token parameter.',
      )

const refreshTokenIsGood: TokenCheck = (context) => {
  const { core, exchange, client } = context
  const sent = exchange.form.get('refresh_token') as string
  const token = usableRefreshToken(core, exchange, client as RegisteredClient, sent, 'refuse')
  if (!token) {
    const because = core.grants.accessToken(sent)
      ? 'refresh_token is an access token'
      : `refresh_token ${core.grants.fateOf(sent)}`
    return refuse(context, 'invalid_grant', because)
  }
  if (token.client !== client) {
    return refuse(context, 'invalid_grant', 'refresh_token was issued to another client')
  }
  context.refreshToken = token
  exchange.user = token.person?.username ?? null
  return undefined
}

/** The provider looks the scopes up at the access token, and crashes where that was revoked by itself. A fault may let a retired token pass. */
const accessTokenIsThere: TokenCheck = (context) => {
  const { core, refreshToken } = context
  const { token, accessToken } = refreshToken as RefreshToken
  if (accessToken || !core.grants.refreshToken(token)) return undefined
  const because = 'the access token of this refresh_token was revoked by itself'
  return core.behaviour.strict ? refuse(context, 'invalid_grant', because) : crash(core, because)
}

const scopeIsNotWider: TokenCheck = (context) => {
  const granted = (context.refreshToken as RefreshToken).scopes
  const scope = context.exchange.form.get('scope')
  context.scopes = scope ? splitScope(scope) : granted
  const wider = context.scopes.find((name) => !granted.includes(name))
  return wider === undefined
    ? undefined
    : refuse(
        context,
        'invalid_scope',
        wider === '' ? 'scope has an empty name in it' : `scope ${wider} was not granted`,
      )
}

export const refreshGrantChecks: readonly TokenCheck[] = [
  refreshTokenIsGiven,
  clientIsAuthenticated,
  clientMayExchange,
  refreshTokenIsGood,
  accessTokenIsThere,
  scopeIsNotWider,
]
