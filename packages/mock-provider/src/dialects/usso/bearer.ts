import type { Core } from '../../core.ts'
import type { Exchange } from '../../exchange.ts'
import type { AccessToken } from '../../grants.ts'
import { json, type Outgoing } from '../../http-message.ts'
import { bearerChallenge } from '../standard/answers.ts'

export function liveToken(core: Core, exchange: Exchange): AccessToken | undefined {
  const sent = /^Bearer +(\S+)$/i.exec(exchange.incoming.header('authorization') ?? '')?.[1]
  const token = sent === undefined ? undefined : core.grants.accessToken(sent)
  if (!token || core.clock.now() >= token.expiresAt) return undefined
  exchange.clientId = token.client.id
  return token
}

export function unauthorized(core: Core, exchange: Exchange): Outgoing {
  const because = 'the token is no live one'
  const refusal = bearerChallenge(core, 401, because, 'invalid_token')
  exchange.rejection = refusal.because
  return refusal.answer
}

/** Chosen: an access token that a confidential application got for itself is an administrator's. */
export function adminRefusal(core: Core, exchange: Exchange): Outgoing | undefined {
  const token = liveToken(core, exchange)
  if (!token) return unauthorized(core, exchange)
  if (!token.person) return undefined
  exchange.rejection = "the token is a person's, not an administrator's"
  return json(403, { detail: 'Not enough permissions' })
}
