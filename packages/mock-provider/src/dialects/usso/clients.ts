/**
 * Management of applications. Documented: registering, and that there is a list, an update, a rotation and a
 * revocation; seen: their addresses and shapes.
 */
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import { json, type Outgoing } from '../../http-message.ts'
import {
  type ClientMetadata,
  type RegisteredClient,
  registerClient,
} from '../../registered-client.ts'
import { adminRefusal } from './bearer.ts'
import { problemsOf, shownMembers } from './client-body.ts'
import { defaultScope } from './registration-defaults.ts'
import { unprocessable } from './validation.ts'

const secretLength = 32
const idLength = 12

type Body = Readonly<Record<string, unknown>>

/** The applications, and what is known of them beside what every endpoint reads. */
interface Registry {
  readonly core: Core
  readonly active: Map<string, RegisteredClient>
  /** Deactivated: no endpoint knows them any more. */
  readonly parked: Map<string, RegisteredClient>
  readonly facts: Map<string, { readonly createdAt?: string; readonly shown: Body }>
}

export function clientsEndpoint(core: Core): Handler {
  const active = core.clients as Map<string, RegisteredClient>
  const parked = new Map<string, RegisteredClient>()
  const registry: Registry = { core, active, parked, facts: new Map() }
  return (exchange) => {
    const refusal = adminRefusal(core, exchange)
    if (refusal) return refusal
    const { method, path } = exchange.incoming
    const [id, action, ...more] = path.split('/oauth/clients')[1]?.split('/').slice(1) ?? []
    if (id === undefined) {
      if (method === 'GET') return list(registry, exchange)
      return method === 'POST' ? register(registry, exchange) : notAllowed()
    }
    const name = decoded(id)
    const client = active.get(name) ?? parked.get(name)
    if (!client || more.length || (action !== undefined && action !== 'rotate-secret')) {
      exchange.rejection = 'no client is registered under this id'
      return json(404, { detail: client ? 'Not Found' : 'Client not found' })
    }
    if (action) return method === 'POST' ? rotate(registry, client) : notAllowed()
    if (method === 'GET') return json(200, describe(registry, client))
    if (method === 'PATCH') return change(registry, exchange, client)
    if (method !== 'DELETE') return notAllowed()
    store(registry, client, false)
    return { status: 204, headers: {}, body: '' }
  }
}

function describe(
  { core, facts, active }: Registry,
  client: RegisteredClient,
  secret: object = {},
): object {
  const { createdAt, shown } = facts.get(client.id) ?? {}
  return {
    client_id: client.id,
    ...secret,
    name: client.name,
    ...shown,
    redirect_uris: client.redirectUris,
    grant_types: [...client.grantTypes],
    token_endpoint_auth_method: client.authMethod,
    scopes: client.scopes ? [...client.scopes] : Object.keys(core.provider.scopes),
    is_active: active.has(client.id),
    ...(createdAt !== undefined && { created_at: createdAt }),
  }
}

function store({ active, parked }: Registry, client: RegisteredClient, isActive: boolean): void {
  const [to, from] = isActive ? [active, parked] : [parked, active]
  from.delete(client.id)
  to.set(client.id, client)
}

function list(registry: Registry, exchange: Exchange): Outgoing {
  const wanted = exchange.query.get('is_active')
  if (wanted !== undefined && wanted !== 'true' && wanted !== 'false') {
    const msg = 'Input should be a valid boolean, unable to interpret input'
    const loc = ['query', 'is_active']
    return unprocessable(exchange, [{ type: 'bool_parsing', loc, msg, input: wanted }])
  }
  const { active, parked } = registry
  const asked = [
    ...(wanted === 'false' ? [] : active.values()),
    ...(wanted === 'true' ? [] : parked.values()),
  ]
  // Documented. Seen: the bare list.
  return json(200, { items: asked.map((client) => describe(registry, client)) })
}

/** The members of a body that are there, in the mock's words. */
function metadataOf({
  name,
  client_name = name,
  scopes,
  scope,
  ...rest
}: Body): Partial<ClientMetadata> {
  const { redirect_uris, grant_types, token_endpoint_auth_method } = rest
  const members = {
    client_name,
    redirect_uris,
    grant_types,
    token_endpoint_auth_method,
    scope: Array.isArray(scopes) ? scopes.join(' ') : scope,
  }
  return withoutNulls(members)
}

const withoutNulls = (members: Body) =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  )

const shownOf = (body: Body) =>
  withoutNulls(Object.fromEntries(shownMembers.map((name) => [name, body[name]])))

function register(registry: Registry, exchange: Exchange): Outgoing {
  const { core, facts } = registry
  const body = readBody(exchange)
  if ('status' in body) return body
  // Documented: `name`; seen: `client_name`.
  const nameMember = body.members.client_name === undefined ? 'name' : 'client_name'
  const problems = problemsOf(core, body.members, [nameMember, 'redirect_uris'])
  if (problems.length) return unprocessable(exchange, problems)
  const id = `client_${core.random.alphanumeric(idLength)}`
  const secret = newSecret(core)
  const client = registerClient({
    // Seen: what a registration gets that does not say.
    token_endpoint_auth_method: 'client_secret_basic',
    scope: defaultScope,
    ...metadataOf(body.members),
    client_id: id,
    client_secret: secret,
  })
  const createdAt = new Date(core.clock.now()).toISOString()
  facts.set(id, { createdAt, shown: shownOf(body.members) })
  store(registry, client, true)
  return json(201, describe(registry, client, { client_secret: secret }))
}

function change(registry: Registry, exchange: Exchange, client: RegisteredClient): Outgoing {
  const { core, facts, active } = registry
  const body = readBody(exchange)
  if ('status' in body) return body
  const problems = problemsOf(core, body.members)
  if (problems.length) return unprocessable(exchange, problems)
  const next = registerClient({ ...client.metadata, ...metadataOf(body.members) })
  const old = facts.get(client.id)
  facts.set(client.id, { ...old, shown: { ...old?.shown, ...shownOf(body.members) } })
  store(
    registry,
    next,
    (body.members.is_active as boolean | null | undefined) ?? active.has(client.id),
  )
  return json(200, describe(registry, next))
}

function rotate(registry: Registry, client: RegisteredClient): Outgoing {
  const secret = newSecret(registry.core)
  const next = registerClient({ ...client.metadata, client_secret: secret })
  store(registry, next, registry.active.has(client.id))
  return json(200, { client_id: client.id, client_secret: secret })
}

const newSecret = (core: Core) => `secret_${core.random.alphanumeric(secretLength)}`

const notAllowed = () => json(405, { detail: 'Method Not Allowed' })

/** The members of a JSON object, or the refusal of anything else. */
function readBody(exchange: Exchange): { readonly members: Body } | Outgoing {
  try {
    const members: unknown = JSON.parse(exchange.incoming.body)
    if (typeof members === 'object' && members !== null && !Array.isArray(members)) {
      return { members: members as Body }
    }
    const msg = 'Input should be a valid dictionary'
    return unprocessable(exchange, [{ type: 'dict_type', loc: ['body'], msg, input: members }])
  } catch {
    return unprocessable(exchange, [
      { type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} },
    ])
  }
}

/** An id that no URL writes is nobody's. */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return ''
  }
}
