/** Dynamic client registration (RFC 7591), open to everybody, and its management (RFC 7592). */
import type { Core } from '../../core.ts'
import { endpointPath } from '../../endpoint-path.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import { mediaTypeOf } from '../../form-body.ts'
import { json, type Outgoing } from '../../http-message.ts'
import { MockConfigError } from '../../mock-errors.ts'
import {
  type ClientMetadata,
  type RegisteredClient,
  registerClient,
} from '../../registered-client.ts'
import { type ClientRules, requireClients } from '../../validate-clients.ts'
import { bearerChallenge, noStore, oauthError } from './answers.ts'

const idLength = 20
const secretLength = 43

/** What an application may say of itself; a server passes over what it does not know (RFC 7591 2). */
const members = [
  'client_name',
  'redirect_uris',
  'post_logout_redirect_uris',
  'grant_types',
  'response_types',
  'token_endpoint_auth_method',
  'scope',
  'id_token_signed_response_alg',
] as const satisfies readonly (keyof ClientMetadata)[]

/** What it may not say when it changes its registration (RFC 7592 2.2). */
const ofTheServer = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
] as const

type Body = Readonly<Record<string, unknown>>

/** What only the registration itself needs to know of a client. */
interface Registration {
  readonly accessToken: string
  /** Epoch seconds. */
  readonly issuedAt: number
}

export interface RegistrationEndpoints {
  readonly register: Handler
  /** Whether a path is that of one client. */
  readonly manages: (path: string) => boolean
  readonly manage: Handler
}

export function registrationEndpoints(
  core: Core,
  dialect: ClientRules,
  endpoint: string,
): RegistrationEndpoints {
  const path = endpointPath(core.provider, endpoint)
  const registrations = new WeakMap<RegisteredClient, Registration>()
  const clientAt = (at: string) => core.clients.get(at.slice(path.length + 1))

  const describe = (client: RegisteredClient): object => {
    const { accessToken, issuedAt } = registrations.get(client) as Registration
    return {
      ...client.metadata,
      client_id_issued_at: issuedAt,
      // RFC 7591 3.2.1: never.
      ...(client.secret === null ? {} : { client_secret_expires_at: 0 }),
      registration_access_token: accessToken,
      registration_client_uri: new URL(`${path}/${client.id}`, core.baseUrl()).href,
    }
  }

  const register = (exchange: Exchange): Outgoing => {
    const body = bodyOf(exchange)
    if ('refusal' in body) return body.refusal
    const id = core.random.alphanumeric(idLength)
    const metadata = metadataOf(core, dialect, exchange, body.members, {
      client_id: id,
      client_secret: core.random.alphanumeric(secretLength),
    })
    if ('refusal' in metadata) return metadata.refusal
    const client = registerClient(metadata)
    exchange.clientId = id
    registrations.set(client, {
      accessToken: core.random.alphanumeric(secretLength),
      issuedAt: Math.floor(core.clock.now() / 1000),
    })
    ;(core.clients as Map<string, RegisteredClient>).set(id, client)
    return json(201, describe(client), noStore)
  }

  const change = (exchange: Exchange, client: RegisteredClient): Outgoing => {
    const body = bodyOf(exchange)
    if ('refusal' in body) return body.refusal
    const { client_id, client_secret = client.secret } = body.members
    const name = ofTheServer.find((member) => Object.hasOwn(body.members, member))
    if (name) return refuse(exchange, 'invalid_request', `${name} is not the client's to say`)
    if (client_id !== client.id) {
      return refuse(exchange, 'invalid_request', 'client_id is not that of the registration')
    }
    if (client_secret !== client.secret) {
      return refuse(exchange, 'invalid_request', 'client_secret is not that of the registration')
    }
    const metadata = metadataOf(core, dialect, exchange, body.members, {
      client_id: client.id,
      client_secret: client.secret ?? core.random.alphanumeric(secretLength),
    })
    if ('refusal' in metadata) return metadata.refusal
    // The same client: its codes and tokens stay its own.
    Object.assign(client, registerClient(metadata))
    return json(200, describe(client), noStore)
  }

  const manage = (exchange: Exchange): Outgoing => {
    const { method, path: at, header } = exchange.incoming
    const sent = /^Bearer +(\S+)$/i.exec(header('authorization') ?? '')?.[1]
    const client = clientAt(at)
    // RFC 7592 2.1: whether there is such a client is not for everybody to know.
    if (!client || sent === undefined || sent !== registrations.get(client)?.accessToken) {
      const because = sent
        ? "the registration access token is not this client's"
        : 'the request has no registration access token'
      exchange.rejection = because
      return bearerChallenge(core, 401, because, sent && 'invalid_token').answer
    }
    exchange.clientId = client.id
    if (method === 'GET') return json(200, describe(client), noStore)
    if (method === 'PUT') return change(exchange, client)
    ;(core.clients as Map<string, RegisteredClient>).delete(client.id)
    core.grants.revokeAllOf(client, 'went with the registration of its client')
    return { status: 204, headers: noStore, body: '' }
  }

  return { register, manage, manages: (at) => at.startsWith(`${path}/`) }
}

function refuse(exchange: Exchange, error: string, because: string): Outgoing {
  exchange.rejection = because
  return oauthError(error, because)
}

function bodyOf(exchange: Exchange): { readonly members: Body } | { readonly refusal: Outgoing } {
  const { body, header } = exchange.incoming
  const refused = (because: string) => ({ refusal: refuse(exchange, 'invalid_request', because) })
  if (mediaTypeOf(header('content-type') ?? '') !== 'application/json') {
    return refused('the body is not application/json')
  }
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { members: value as Body }
      : refused('the body is no JSON object')
  } catch {
    return refused('the body is not valid JSON')
  }
}

/** The client with the defaults of RFC 7591 2; a null stands for what is left out (RFC 7592 2.2). */
function metadataOf(
  core: Core,
  dialect: ClientRules,
  exchange: Exchange,
  body: Body,
  credentials: { readonly client_id: string; readonly client_secret: string },
): ClientMetadata | { readonly refusal: Outgoing } {
  const given = Object.fromEntries(
    members.map((name) => [name, body[name]]).filter(([, value]) => (value ?? null) !== null),
  )
  const { client_id, client_secret } = credentials
  const metadata = {
    client_id,
    ...(given.token_endpoint_auth_method === 'none' ? {} : { client_secret }),
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    ...given,
  }
  try {
    requireClients(core.provider, dialect, [metadata])
  } catch (error) {
    if (!(error instanceof MockConfigError)) throw error
    const isUri = error.path.includes('redirect_uris')
    const because = error.message.replaceAll('clients[0].', '').replaceAll('\n', '; ')
    const code = isUri ? 'invalid_redirect_uri' : 'invalid_client_metadata'
    return { refusal: refuse(exchange, code, because) }
  }
  const { response_types: types, grant_types: grants } = metadata as ClientMetadata
  if (types?.some((type) => type !== 'code')) {
    const refusal = refuse(exchange, 'invalid_client_metadata', 'response_types: not only code')
    return { refusal }
  }
  // RFC 7591 2.1.
  if (types?.includes('code') !== grants?.includes('authorization_code')) {
    const because = 'response_types: code goes with the grant type authorization_code'
    return { refusal: refuse(exchange, 'invalid_client_metadata', because) }
  }
  return metadata as ClientMetadata
}
