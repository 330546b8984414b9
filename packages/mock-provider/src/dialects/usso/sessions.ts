/**
 * A person's own sessions. Documented: their addresses, and that a logout ends the refresh token too. Chosen: what they
 * answer, and that a session is one login of one application.
 */
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { AccessToken, TokenFamily } from '../../grants.ts'
import { json, type Outgoing } from '../../http-message.ts'
import { adminRefusal, liveToken, unauthorized } from './bearer.ts'

const idLength = 12

/** Given when a session is first looked at. */
const ids = new WeakMap<TokenFamily, string>()

function idOf(core: Core, family: TokenFamily): string {
  const id = ids.get(family) ?? `session_${core.random.alphanumeric(idLength)}`
  ids.set(family, id)
  return id
}

const gone: Outgoing = { status: 204, headers: {}, body: '' }

const because = 'belongs to a session that the person ended'

/** Of one person, newest token of each login. */
function sessionsOf(core: Core, { person }: AccessToken): Map<TokenFamily, AccessToken> {
  const found = new Map<TokenFamily, AccessToken>()
  if (!person) return found
  for (const client of core.clients.values()) {
    for (const token of core.grants.heldBy(person, client)) found.set(token.family, token)
  }
  return found
}

export const sessionsEndpoint =
  (core: Core): Handler =>
  (exchange) => {
    const token = personsToken(core, exchange)
    if ('status' in token) return token
    const { method, path } = exchange.incoming
    const id = path.split('/sessions/')[1]
    const sessions = sessionsOf(core, token)
    if (id === undefined && method === 'GET') {
      const items = [...sessions].map(([family, { client, issuedAt }]) => ({
        id: idOf(core, family),
        client_id: client.id,
        created_at: new Date(issuedAt).toISOString(),
        is_current: family === token.family,
      }))
      return json(200, { items })
    }
    const [family] = [...sessions.keys()].filter((one) => ids.get(one) === id)
    if (!family || id === undefined) return json(404, { detail: 'Session not found' })
    if (method === 'GET') return json(200, { id })
    if (method !== 'DELETE') return json(405, { detail: 'Method Not Allowed' })
    core.grants.revokeFamily(family, because)
    return gone
  }

export const logoutEndpoint =
  (core: Core): Handler =>
  (exchange) => {
    const token = personsToken(core, exchange)
    if ('status' in token) return token
    core.grants.revokeFamily(token.family, because)
    return gone
  }

/** Chosen: every tenant is there, and has OAuth enabled, as documented to be the default. */
export const tenantEndpoint =
  (core: Core): Handler =>
  (exchange) => {
    const refusal = adminRefusal(core, exchange)
    if (refusal) return refusal
    const id = exchange.incoming.path.split('/tenants/')[1]
    if (!id) return json(404, { detail: 'Tenant not found' })
    return json(200, { id, name: core.provider.name, oauth_enabled: true })
  }

function personsToken(core: Core, exchange: Exchange): AccessToken | Outgoing {
  const token = liveToken(core, exchange)
  if (!token?.person) return unauthorized(core, exchange)
  exchange.user = token.person.username
  return token
}
