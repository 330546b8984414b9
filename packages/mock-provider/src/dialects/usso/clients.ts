/**
 * Management of applications. Documented: registering, and that there is a list, an update, a rotation and a
 * revocation; seen: their addresses and shapes. Chosen: an access token that a confidential application got for itself
 * is an administrator's.
 */
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import { json, type Outgoing } from '../../http-message.ts'
import {
  type ClientMetadata,
  type RegisteredClient,
  registerClient,
} from '../../registered-client.ts'
import { bearerChallenge } from '../standard/answers.ts'
import { validationError } from './validation.ts'

const secretLength = 32
const idLength = 12

interface Managed {
  readonly createdAt: string
  readonly description: unknown
  active: boolean
}

export function clientsEndpoint(core: Core): Handler {
  const clients = core.clients as Map<string, RegisteredClient>
  const managed = new Map<string, Managed>()

  const factsOf = (client: RegisteredClient, shown: object = {}) => {
    const { description, createdAt, active = true } = managed.get(client.id) ?? {}
    return {
      client_id: client.id,
      ...shown,
      name: client.name,
      ...(description === undefined ? {} : { description }),
      redirect_uris: client.redirectUris,
      grant_types: [...client.grantTypes],
      scopes: client.scopes ? [...client.scopes] : Object.keys(core.provider.scopes),
      is_active: active,
      ...(createdAt === undefined ? {} : { created_at: createdAt }),
    }
  }

  const register = (exchange: Exchange, body: Record<string, unknown>): Outgoing => {
    const name = body.name ?? body.client_name
    const missing = [
      ...(typeof name === 'string' ? [] : ['name']),
      ...(Array.isArray(body.redirect_uris) ? [] : ['redirect_uris']),
    ]
    if (missing.length) return validationError(exchange, 'body', missing)
    const id = `client_${core.random.alphanumeric(idLength)}`
    const secret = `secret_${core.random.alphanumeric(secretLength)}`
    // Seen: what a registration gets that does not say.
    const { token_endpoint_auth_method = 'client_secret_basic' } = body
    const scopes = Array.isArray(body.scopes) ? body.scopes.join(' ') : body.scope
    const metadata = {
      ...(body.grant_types === undefined ? {} : { grant_types: body.grant_types }),
      ...(scopes === undefined ? {} : { scope: scopes }),
      client_id: id,
      client_secret: secret,
      client_name: name,
      redirect_uris: body.redirect_uris,
      token_endpoint_auth_method,
    } as ClientMetadata
    const client = registerClient(metadata)
    clients.set(id, client)
    const createdAt = new Date(core.clock.now()).toISOString()
    managed.set(id, { createdAt, description: body.description, active: true })
    return json(201, factsOf(client, { client_secret: secret }))
  }

  const change = (client: RegisteredClient, body: Record<string, unknown>): Outgoing => {
    const { name = body.client_name, redirect_uris, scopes, description, is_active } = body
    const next = registerClient({
      ...client.metadata,
      ...(name === undefined ? {} : { client_name: String(name) }),
      ...(Array.isArray(redirect_uris) ? { redirect_uris } : {}),
      ...(Array.isArray(scopes) ? { scope: scopes.join(' ') } : {}),
    })
    clients.set(next.id, next)
    const old = managed.get(next.id)
    managed.set(next.id, {
      createdAt: old?.createdAt ?? new Date(core.clock.now()).toISOString(),
      description: description ?? old?.description,
      active: is_active !== false && (old?.active ?? true),
    })
    return json(200, factsOf(next))
  }

  const rotate = (client: RegisteredClient): Outgoing => {
    const secret = `secret_${core.random.alphanumeric(secretLength)}`
    clients.set(client.id, registerClient({ ...client.metadata, client_secret: secret }))
    return json(200, { client_id: client.id, client_secret: secret })
  }

  return (exchange) => {
    const refusal = adminRefusal(core, exchange)
    if (refusal) return refusal
    const { method, path, body: text } = exchange.incoming
    const [id, action] =
      path.split('/oauth/clients')[1]?.split('/').slice(1).map(decodeURIComponent) ?? []
    const body = readObject(text)
    if (id === undefined) {
      if (method === 'POST')
        return body ? register(exchange, body) : validationError(exchange, 'body', ['body'])
      const wanted = exchange.query.get('is_active')
      const items = [...clients.values()]
        .map((client) => factsOf(client))
        .filter((facts) => wanted === undefined || String(facts.is_active) === wanted)
      // Documented. Seen: the bare list.
      if (method === 'GET') return json(200, { items })
    }
    const client = clients.get(id ?? '')
    if (!client) {
      exchange.rejection = 'no client is registered under this id'
      return json(404, { detail: 'Client not found' })
    }
    if (method === 'POST' && action === 'rotate-secret') return rotate(client)
    if (method === 'GET') return json(200, factsOf(client))
    if (method === 'PATCH') return change(client, body ?? {})
    if (method === 'DELETE') {
      clients.delete(client.id)
      return { status: 204, headers: {}, body: '' }
    }
    return json(405, { detail: 'Method Not Allowed' })
  }
}

function adminRefusal(core: Core, exchange: Exchange): Outgoing | undefined {
  const sent = /^Bearer +(\S+)$/i.exec(exchange.incoming.header('authorization') ?? '')?.[1]
  const token = sent === undefined ? undefined : core.grants.accessToken(sent)
  if (!token || core.clock.now() >= token.expiresAt) {
    const { answer, because } = bearerChallenge(
      core,
      401,
      'the token is no live one',
      'invalid_token',
    )
    exchange.rejection = because
    return answer
  }
  exchange.clientId = token.client.id
  if (!token.person) return undefined
  exchange.rejection = "the token is a person's, not an administrator's"
  return json(403, { detail: 'Not enough permissions' })
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
