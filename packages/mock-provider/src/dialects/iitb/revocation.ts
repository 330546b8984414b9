/** The revocation endpoint, RFC 7009, in the order in which the provider judges (seen). */
import { type Check, refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { Outgoing } from '../../http-message.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { authenticateClient } from './client-authentication.ts'
import { crash, emptyAnswer, methodNotAllowed, optionsOf } from './django.ts'
import { hasBadEscape } from './python-text.ts'
import { refuse } from './token-context.ts'

const allowed = 'POST, OPTIONS'

interface RevocationContext {
  readonly core: Core
  readonly exchange: Exchange
  client: RegisteredClient | undefined
}

type RevocationCheck = Check<RevocationContext>

const queryCanBeRead: RevocationCheck = ({ core, exchange }) =>
  core.behaviour.strict || !hasBadEscape(exchange.incoming.query)
    ? undefined
    : crash(core, 'the query has a malformed percent escape')

const urlHasNoQuery: RevocationCheck = (context) =>
  context.exchange.incoming.query === ''
    ? undefined
    : refuse(
        context,
        'invalid_request',
        'the URL has a query, and parameters belong in the body',
        'URL query parameters are not allowed',
      )

const tokenIsGiven: RevocationCheck = (context) =>
  context.exchange.form.get('token')
    ? undefined
    : refuse(context, 'invalid_request', 'token is missing', 'Missing token parameter.')

const clientIsAuthenticated: RevocationCheck = (context) => {
  const result = authenticateClient(context.core, context.exchange)
  if ('failure' in result) return refuse(context, 'invalid_client', result.failure)
  context.client = result.client
  return undefined
}

/** RFC 7009 2.1 asks for it; the provider does not look. */
const tokenIsOfThisClient: RevocationCheck = (context) => {
  const { core, exchange, client } = context
  if (!core.behaviour.strict) return undefined
  const sent = exchange.form.get('token') as string
  const token = core.grants.accessToken(sent) ?? core.grants.refreshToken(sent)
  return token === undefined || token.client === client
    ? undefined
    : refuse(context, 'unauthorized_client', 'the token was issued to another client')
}

const checks: readonly RevocationCheck[] = [
  queryCanBeRead,
  urlHasNoQuery,
  tokenIsGiven,
  clientIsAuthenticated,
  tokenIsOfThisClient,
]

export function revocationEndpoint(core: Core): Handler {
  return (exchange) => {
    const { method } = exchange.incoming
    if (method === 'OPTIONS') return optionsOf(allowed)
    return method === 'POST' ? answer(core, exchange) : methodNotAllowed(allowed)
  }
}

/** 200 whatever the token was; the hint changes nothing, for the provider looks at both kinds. */
async function answer(core: Core, exchange: Exchange): Promise<Outgoing> {
  const refusal = await refusalBy(checks, { core, exchange, client: undefined })
  if (refusal) return refusal
  const sent = exchange.form.get('token') as string
  const access = core.grants.accessToken(sent)
  const refresh = core.grants.refreshToken(sent)
  exchange.user = (access ?? refresh)?.person?.username ?? null
  if (access) core.grants.revokeAccessToken(access, 'was revoked')
  if (refresh) core.grants.revokeRefreshToken(refresh, 'was revoked')
  return emptyAnswer(200)
}
