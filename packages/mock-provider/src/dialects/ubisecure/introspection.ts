/** Seen: RFC 7662 with the credentials of the resource server; `usn` for `sub`, and a token_type that is not Bearer. */
import { refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import type { AccessToken, RefreshToken } from '../../grants.ts'
import { json } from '../../http-message.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { noStore } from '../standard/answers.ts'
import { type ClientCall, clientCallChecksAnywhere } from '../standard/client-authentication.ts'
import { clientHasSecret, tokenIsGiven } from '../standard/introspection.ts'
import { audiencesOf } from './audiences.ts'
import { tokenClaims } from './claims.ts'

const checks = [...clientCallChecksAnywhere, clientHasSecret, tokenIsGiven]

export function introspectionEndpoint(core: Core): Handler {
  return async (exchange) => {
    const call: ClientCall = { core, exchange, client: undefined }
    const refusal = await refusalBy(checks, call)
    if (refusal) return refusal
    const sent = exchange.form.get('token') as string
    const token = core.grants.accessToken(sent) ?? core.grants.refreshToken(sent)
    const isLive = token && (token.expiresAt === null || core.clock.now() < token.expiresAt)
    const isMeant = token && mayKnow(core, call.client as RegisteredClient, token)
    return json(200, isLive && isMeant ? factsOf(core, token) : { active: false }, noStore)
  }
}

/** Chosen, by RFC 7662 4: an application that the token is neither of nor for learns nothing. */
const mayKnow = (core: Core, asking: RegisteredClient, token: AccessToken | RefreshToken) =>
  token.client === asking || audiencesOf(core, token).includes(asking.id)

function factsOf(core: Core, token: AccessToken | RefreshToken): object {
  const { client, person, expiresAt } = token
  const left = expiresAt === null ? null : Math.floor((expiresAt - core.clock.now()) / 1000)
  return {
    ...tokenClaims(core, token),
    // Seen: attributes by method, each a list.
    ...(person ? { 'password.1.uid': [person.username] } : {}),
    token_type: 'refreshToken' in token ? 'access_token' : 'refresh_token',
    active: true,
    client_id: client.id,
    ...(left === null ? {} : { expires_in: left }),
  }
}
