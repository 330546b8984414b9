/** Applications of a USSO server, managed with an administrator's token. */
import type { TokenProvider } from '@sso-login/providers'
import { invalid, isInsecure, type Network, readBaseUrl, readNetwork, readText } from './config.ts'
import { flattenDetail } from './detail.ts'
import { type Call, failure, isObject } from './failure.ts'
import { requestResource } from './resource.ts'
import { newCall } from './transport.ts'
import type { CallOptions } from './types.ts'

export interface ManagedClientMetadata {
  name: string
  description?: string
  /** `https`, `http` on loopback, or a scheme of an application's own (`myapp://`, RFC 8252 7.1). */
  redirectUris: readonly string[]
  grantTypes?: readonly string[]
  responseTypes?: readonly string[]
  tokenEndpointAuthMethod?: string
  scopes?: readonly string[]
}

export interface ManagedClient {
  readonly clientId: string
  /** Only in the answers of `register` and `rotateSecret`: it is shown once. */
  readonly clientSecret?: string
  readonly name?: string
  readonly description?: string
  readonly redirectUris: readonly string[]
  readonly grantTypes: readonly string[]
  readonly scopes: readonly string[]
  readonly isActive?: boolean
  /** Epoch seconds. */
  readonly createdAt?: number
}

export interface ClientManagerOptions extends Partial<Network> {
  /** Of a person who may administrate the tenant. */
  adminToken: string
  /** Default: the provider's. */
  baseUrl?: string
  /** How members are called in requests: as documented (`name`, `scopes`), or as the generated client does (`client_name`, `scope`). Both are read. Default `documented`. */
  names?: 'documented' | 'generated'
}

/** Each is a LoginError of step `register` when it fails: `invalid_config`, `invalid_token`, `insufficient_scope`, `provider_error`, `invalid_request` with `fields`, or a code of the transport. */
export interface ClientManager {
  register(metadata: ManagedClientMetadata, options?: CallOptions): Promise<ManagedClient>
  list(options?: CallOptions & { isActive?: boolean }): Promise<readonly ManagedClient[]>
  get(clientId: string, options?: CallOptions): Promise<ManagedClient>
  /** Changes what is given, and nothing else. */
  update(
    clientId: string,
    changes: Partial<ManagedClientMetadata> & { isActive?: boolean },
    options?: CallOptions,
  ): Promise<ManagedClient>
  /** The old secret is dead afterwards: save the result. */
  rotateSecret(clientId: string, options?: CallOptions): Promise<{ clientSecret: string }>
  /** Deactivates the application. */
  revoke(clientId: string, options?: CallOptions): Promise<void>
}

type Manages<P extends TokenProvider> = 'clients' extends keyof P['endpoints'] ? unknown : never

/**
 * What an administrator may do with the applications of a provider.
 * @throws LoginError `invalid_config` with `key`.
 */
export function manageClients<P extends TokenProvider>(
  provider: P & Manages<P>,
  { adminToken, baseUrl, names = 'documented', ...rest }: ClientManagerOptions,
): ClientManager {
  const path = (provider as TokenProvider)?.endpoints?.clients
  if (path === undefined) invalid('provider', 'manages no clients', 'See its document.')
  const endpoint = new URL(path, `${readBaseUrl(baseUrl ?? provider.baseUrl)}/`).href
  const accessToken = readText('adminToken', adminToken, 'Of an administrator.')
  const network = readNetwork(rest)

  async function ask(
    { signal }: CallOptions = {},
    method: string,
    below: string,
    json?: object,
  ): Promise<{ call: Call; body: unknown }> {
    const secrets = { auth: { secrets: [accessToken] } }
    const call = { ...newCall(secrets, 'register', signal), mayBeList: true }
    const sent = { method, json, expected: [200, 201, 204, 400, 404, 422] }
    const url = endpoint + below
    const { status, body } = await requestResource(network, call, { accessToken }, url, sent)
    return status < 300 ? { call, body } : refuse(call, status, body)
  }
  const one = async (...rest: Parameters<typeof ask>) => {
    const { call, body } = await ask(...rest)
    return readClient(call, body)
  }
  const below = (clientId: string) =>
    `/${encodeURIComponent(readText('clientId', clientId, 'The provider issued it.'))}`

  return {
    register: async (metadata, options) => one(options, 'POST', '', write(metadata, names)),
    async list({ isActive, ...options } = {}) {
      const query = isActive === undefined ? '' : `?is_active=${isActive}`
      const { call, body } = await ask(options, 'GET', query)
      // Seen: an array; documented: `{"items": [...]}`.
      const items = isObject(body) ? body.items : body
      if (!Array.isArray(items)) {
        throw failure(call, 'response_invalid', 'The provider sent no list of clients')
      }
      return items.map((item) => readClient(call, item))
    },
    get: async (clientId, options) => one(options, 'GET', below(clientId)),
    update: async (clientId, { isActive, ...changes }, options) =>
      one(options, 'PATCH', below(clientId), {
        ...write(changes, names),
        ...(isActive !== undefined && { is_active: isActive }),
      }),
    async rotateSecret(clientId, options) {
      const { call, body } = await ask(options, 'POST', `${below(clientId)}/rotate-secret`)
      // Chosen: the keys of the answer are unknown; these two are likely.
      const { client_secret, secret = client_secret } = Object(body)
      if (typeof secret !== 'string' || !secret) {
        throw failure(call, 'response_invalid', 'The provider sent no new secret')
      }
      return { clientSecret: secret }
    },
    async revoke(clientId, options) {
      await ask(options, 'DELETE', below(clientId))
    },
  }
}

function refuse(call: Call, status: number, body: unknown): never {
  const { description, fields } = flattenDetail(call, Object(body).detail)
  const provider = { status, description } as object
  const code = fields ? 'invalid_request' : 'provider_error'
  throw failure(call, code, 'The provider refused the request', {
    provider,
    ...(fields && { fields }),
  })
}

function write(
  metadata: Partial<ManagedClientMetadata>,
  names: 'documented' | 'generated',
): object {
  const { name, description, redirectUris, grantTypes, responseTypes } = metadata
  const { tokenEndpointAuthMethod, scopes } = metadata
  redirectUris?.forEach(lint)
  return {
    ...(names === 'documented'
      ? { name, scopes }
      : { client_name: name, scope: scopes?.join(' ') }),
    description,
    redirect_uris: redirectUris,
    grant_types: grantTypes,
    response_types: responseTypes,
    token_endpoint_auth_method: tokenEndpointAuthMethod,
  }
}

/** Documented, "Use HTTPS in Production"; the server itself takes any. */
function lint(uri: string, index: number): void {
  const key = `redirectUris.${index}`
  if (!URL.canParse(uri)) invalid(key, 'must be an absolute URL', 'E.g. myapp://callback.')
  const url = new URL(uri)
  if (url.protocol === 'http:' && isInsecure(url)) {
    invalid(key, 'must be https, except on loopback', `E.g. https://${url.host}${url.pathname}.`)
  }
}

function readClient(call: Call, body: unknown): ManagedClient {
  const { client_id, client_secret, description, redirect_uris, grant_types, is_active, ...rest } =
    Object(body)
  const { name = rest.client_name, scopes = rest.allowed_scopes ?? rest.scope } = rest
  if (typeof client_id !== 'string' || !client_id) {
    throw failure(call, 'response_invalid', 'The provider sent a client without client_id')
  }
  const seconds = rest.client_id_issued_at ?? Date.parse(rest.created_at) / 1000
  const texts = (value: unknown): string[] =>
    [typeof value === 'string' ? value.split(' ') : value]
      .flat()
      .filter((item): item is string => typeof item === 'string' && item !== '')
  return {
    clientId: client_id,
    ...(typeof client_secret === 'string' && { clientSecret: client_secret }),
    ...(typeof name === 'string' && { name }),
    ...(typeof description === 'string' && { description }),
    redirectUris: texts(redirect_uris),
    grantTypes: texts(grant_types),
    scopes: texts(scopes),
    ...(typeof is_active === 'boolean' && { isActive: is_active }),
    ...(Number.isFinite(seconds) && { createdAt: seconds }),
  }
}
