/** Applications of a USSO server, managed with an administrator's token. */
import type { TokenProvider } from '@sso-login/providers'
import { addressOf, type Network, readNetwork, resolveEndpoints } from './config.ts'
import { flattenDetail } from './detail.ts'
import { type Call, failure, isObject, isText } from './failure.ts'
import { hinted } from './hinted.ts'
import {
  type ManagedClient,
  type ManagedClientMetadata,
  type MemberNames,
  readClient,
  writeMetadata,
} from './managed-client.ts'
import { pathOf } from './path-of.ts'
import { requestResource } from './resource.ts'
import { invalid, readText } from './settings.ts'
import { newCall } from './transport.ts'
import type { CallOptions } from './types.ts'

export type { ManagedClient, ManagedClientMetadata, MemberNames } from './managed-client.ts'

export interface ClientManagerOptions extends Partial<Network> {
  /** Of a person who may administrate the tenant. */
  adminToken: string
  /** Where the provider is. */
  baseUrl?: string
  /** How members are called in requests: as documented (`name`, `scopes`), or as the generated client does (`client_name`, `scope`). Both are read. Default `documented`. */
  names?: MemberNames
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
  /** The tenant as the provider has it: documented as the way to see whether OAuth is enabled for it. */
  tenant(tenantId: string, options?: CallOptions): Promise<Readonly<Record<string, unknown>>>
}

const ADMIN_HINTS = {
  invalid_token: 'Get a new token of an administrator: this one is over, or none.',
  insufficient_scope: 'Pass the token of an administrator of this tenant.',
}

type Manages<P extends TokenProvider> = 'clients' extends keyof P['endpoints'] ? unknown : never

/**
 * What an administrator may do with the applications of a provider.
 * @throws LoginError `invalid_config` with `key`.
 */
export function manageClients<P extends TokenProvider>(
  provider: P & Manages<P>,
  options: ClientManagerOptions,
): ClientManager {
  const {
    adminToken,
    baseUrl,
    names = 'documented',
    ...rest
  } = Object(options) as ClientManagerOptions
  const network = readNetwork(rest)
  const { clients, tenants } = Object((provider as TokenProvider)?.endpoints)
  if (clients === undefined) invalid('provider', 'manages no clients', 'See its document.')
  const accessToken = readText('adminToken', adminToken, 'Of an administrator.')
  if (names !== 'documented' && names !== 'generated') {
    invalid('names', 'must be documented or generated', 'Or leave it out.')
  }
  const home = addressOf(provider, baseUrl, rest.fetch)
  const endpoints = resolveEndpoints({ clients, tenants }, home)

  async function ask(
    options: CallOptions | undefined,
    method: string,
    below: string,
    json?: object,
    at = endpoints.clients,
  ): Promise<{ call: Call; body: unknown }> {
    const secrets = { auth: { secrets: [accessToken] } }
    const call = { ...newCall(secrets, 'register', options?.signal), mayBeList: true }
    const sent = { method, json, expected: [200, 201, 204, 400, 404, 422] }
    const url = at + below
    const { status, body } = await requestResource(network, call, { accessToken }, url, sent).catch(
      (error: unknown) => {
        throw hinted(error, ADMIN_HINTS)
      },
    )
    return status < 300 ? { call, body } : refuse(call, status, body)
  }
  const one = async (...rest: Parameters<typeof ask>) => {
    const { call, body } = await ask(...rest)
    return readClient(call, body)
  }
  const below = (clientId: string) => pathOf('clientId', clientId, 'register')

  return {
    register: async (metadata, options) =>
      one(options, 'POST', '', writeMetadata(metadata, names, ['name', 'redirectUris'])),
    async list(options) {
      const isActive = options?.isActive
      if (isActive !== undefined && typeof isActive !== 'boolean') {
        invalid('isActive', 'must be true or false', 'Or leave it out.', 'register')
      }
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
    update: async (clientId, changes, options) =>
      one(options, 'PATCH', below(clientId), writeMetadata(changes, names)),
    async rotateSecret(clientId, options) {
      const { call, body } = await ask(options, 'POST', `${below(clientId)}/rotate-secret`)
      // Chosen: the keys of the answer are unknown; these two are likely.
      const { client_secret, secret = client_secret } = Object(body)
      if (!isText(secret)) {
        throw failure(call, 'response_invalid', 'The provider sent no new secret')
      }
      return { clientSecret: secret }
    },
    async revoke(clientId, options) {
      await ask(options, 'DELETE', below(clientId))
    },
    async tenant(tenantId, options) {
      if (!endpoints.tenants)
        invalid('provider', 'has no such endpoint', 'See its document.', 'register')
      const below = pathOf('tenantId', tenantId, 'register')
      const { call, body } = await ask(options, 'GET', below, undefined, endpoints.tenants)
      if (isObject(body)) return body
      throw failure(call, 'response_invalid', 'The provider sent no tenant')
    },
  }
}

function refuse(call: Call, status: number, body: unknown): never {
  const { description, fields } = flattenDetail(call, Object(body).detail)
  const provider = { status, description } as object
  const code = fields ? 'invalid_request' : 'provider_error'
  throw failure(call, code, 'The provider refused the request', {
    provider,
    ...(fields ? { fields } : { hint: 'See provider, and check the id.' }),
  })
}
