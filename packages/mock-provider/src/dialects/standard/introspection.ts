/** RFC 7662: for clients with a secret, so that nobody else can try tokens. */
import { refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import type { AccessToken, RefreshToken } from '../../grants.ts'
import { json } from '../../http-message.ts'
import { issuerOf } from '../../issuer.ts'
import { noStore, refuse } from './answers.ts'
import { type ClientCheck, clientCallChecks } from './client-authentication.ts'
import { subjectOf } from './id-token.ts'

export const clientHasSecret: ClientCheck = ({ client }) =>
  client?.confidential
    ? undefined
    : refuse('invalid_client', 'only a client with a secret may ask', 401)

export const tokenIsGiven: ClientCheck = ({ exchange }) =>
  exchange.form.get('token') ? undefined : refuse('invalid_request', 'token is missing')

export function introspectionEndpoint(core: Core, clientChecks = clientCallChecks): Handler {
  const checks = [...clientChecks, clientHasSecret, tokenIsGiven]
  return async (exchange) => {
    const refusal = await refusalBy(checks, { core, exchange, client: undefined })
    if (refusal) return refusal
    const sent = exchange.form.get('token') as string
    const token = core.grants.accessToken(sent) ?? core.grants.refreshToken(sent)
    const live = token && (token.expiresAt === null || core.clock.now() < token.expiresAt)
    // RFC 7662 2.2: of a dead token nothing more is said.
    return json(200, live ? factsOf(core, token) : { active: false }, noStore)
  }
}

function factsOf(core: Core, token: AccessToken | RefreshToken): object {
  const { client, person, scopes, issuedAt, expiresAt } = token
  return {
    active: true,
    client_id: client.id,
    scope: scopes.join(' '),
    sub: person ? subjectOf(core, person) : client.id,
    ...(person ? { username: person.username } : {}),
    aud: client.id,
    iss: issuerOf(core),
    iat: Math.floor(issuedAt / 1000),
    ...(expiresAt === null ? {} : { exp: Math.floor(expiresAt / 1000) }),
    ...('refreshToken' in token ? { token_type: 'Bearer' } : {}),
  }
}
