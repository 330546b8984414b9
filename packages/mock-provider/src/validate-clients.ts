import type { Provider } from '@sso-login/providers'
import { authMethodsOf } from './default-clients.ts'
import type { Dialect } from './dialect.ts'
import { MockConfigError, requireAll, requireEach } from './mock-errors.ts'
import type { ClientMetadata } from './registered-client.ts'
import { scopesOf } from './scopes-of.ts'
import { signatureAlgorithms } from './signature-algorithms.ts'
import { requireKnownKeys, requireObject, requireShape } from './validate-shape.ts'

const text = 'string'
const texts = { list: 'string' } as const

/** Every member of a client but `jwks`, and its shape. */
const members = {
  client_id: text,
  client_secret: text,
  client_name: text,
  redirect_uris: texts,
  post_logout_redirect_uris: texts,
  grant_types: texts,
  response_types: texts,
  token_endpoint_auth_method: text,
  scope: text,
  id_token_signed_response_alg: text,
  x_loopback_redirects: 'boolean',
  x_private_scopes: texts,
  x_unverified: 'boolean',
} as const satisfies Record<Exclude<keyof ClientMetadata, 'jwks'>, unknown>

const requireOneOf = (value: string, known: readonly string[], path: string) => {
  if (!known.includes(value)) throw new MockConfigError(path, `not one of ${known.join(', ')}`)
}

/** What a dialect lets clients be. */
export type ClientRules = Pick<Dialect<Provider>, 'grantTypes' | 'redirectSchemes' | 'ownScopes'>

/** @throws MockConfigError with the path of each key that is wrong */
export function requireClients(
  provider: Provider,
  dialect: ClientRules,
  value: unknown,
): asserts value is ClientMetadata[] {
  requireShape({ list: { object: {} } }, Array.isArray(value) ? [] : value, 'clients')
  const seen = new Map<string, number>()
  requireEach(value as unknown[], (client, index) => {
    const path = `clients[${index}]`
    requireClient(provider, dialect, client, path)
    const first = seen.get(client.client_id)
    if (first !== undefined) {
      throw new MockConfigError(`${path}.client_id`, `the same as that of clients[${first}]`)
    }
    seen.set(client.client_id, index)
  })
}

function requireClient(
  provider: Provider,
  dialect: ClientRules,
  value: unknown,
  path: string,
): asserts value is ClientMetadata {
  requireObject(value, path)
  requireAll([
    () => requireKnownKeys(value, [...Object.keys(members), 'jwks'], path),
    () =>
      requireEach(Object.entries(members), ([name, shape]) => {
        if (value[name] !== undefined) requireShape(shape, value[name], `${path}.${name}`)
      }),
  ])
  const client = value as unknown as ClientMetadata
  requireAll([
    () => requireText(client.client_id, `${path}.client_id`),
    () => {
      if (client.client_secret !== undefined)
        requireText(client.client_secret, `${path}.client_secret`)
    },
    () => requireKeys(client, path),
    () => requireAuthMethod(provider, client, path),
    () =>
      requireEach(client.grant_types ?? [], (type, i) =>
        requireOneOf(type, dialect.grantTypes, `${path}.grant_types[${i}]`),
      ),
    () => requireRedirectUris(dialect, client, path),
    () => requireOpenIdMembers(provider, dialect, client, path),
    () => {
      if (!dialect.ownScopes) requireScopes(provider, client, path)
    },
  ])
}

function requireScopes(provider: Provider, client: ClientMetadata, path: string): void {
  const scopes = [...scopesOf(provider), ...(client.x_private_scopes ?? [])]
  if (client.scope === undefined) return
  for (const scope of client.scope.split(' ')) requireOneOf(scope, scopes, `${path}.scope`)
}

function requireText(value: unknown, path: string): void {
  if (value === undefined) throw new MockConfigError(path, 'missing')
  if (value === '') throw new MockConfigError(path, 'empty')
}

function requireKeys({ jwks }: ClientMetadata, path: string): void {
  if (jwks === undefined) return
  requireObject(jwks, `${path}.jwks`)
  if (!Array.isArray(jwks.keys) || jwks.keys.length === 0) {
    throw new MockConfigError(`${path}.jwks.keys`, 'not a list of keys')
  }
  requireEach(jwks.keys, (key, i) => requireObject(key, `${path}.jwks.keys[${i}]`))
}

function requireAuthMethod(provider: Provider, client: ClientMetadata, path: string): void {
  const method = client.token_endpoint_auth_method
  if (method === undefined) return
  requireOneOf(method, authMethodsOf(provider), `${path}.token_endpoint_auth_method`)
  if (method === 'private_key_jwt' && client.jwks === undefined) {
    throw new MockConfigError(`${path}.jwks`, `missing, but ${method} needs public keys`)
  }
  const hasSecret = method !== 'none' && method !== 'private_key_jwt'
  if (hasSecret && client.client_secret === undefined) {
    throw new MockConfigError(`${path}.client_secret`, `missing, but ${method} needs one`)
  }
  if (!hasSecret && client.client_secret !== undefined) {
    throw new MockConfigError(
      `${path}.client_secret`,
      `there, but a client with token_endpoint_auth_method ${method} has no secret`,
    )
  }
}

const redirectGrants = ['authorization_code', 'implicit']

function requireRedirectUris(dialect: ClientRules, client: ClientMetadata, path: string): void {
  const uris = client.redirect_uris ?? []
  // Who gets tokens without a browser has nowhere to come back to.
  const comesBack = client.grant_types?.some((type) => redirectGrants.includes(type)) ?? true
  if (comesBack && uris.length === 0 && !client.x_loopback_redirects) {
    throw new MockConfigError(`${path}.redirect_uris`, 'missing: the client needs at least one')
  }
  requireUris(dialect, uris, `${path}.redirect_uris`)
}

function requireUris(dialect: ClientRules, uris: readonly string[], path: string): void {
  requireEach(uris, (uri, index) => {
    const where = `${path}[${index}]`
    if (!URL.canParse(uri)) throw new MockConfigError(where, 'not an absolute URI')
    if (uri.includes('#')) throw new MockConfigError(where, 'has a fragment (RFC 6749 3.1.2)')
    if (dialect.redirectSchemes.includes('*')) return
    requireOneOf(new URL(uri).protocol.slice(0, -1), dialect.redirectSchemes, where)
  })
}

function requireOpenIdMembers(
  provider: Provider,
  dialect: ClientRules,
  client: ClientMetadata,
  path: string,
): void {
  for (const name of ['post_logout_redirect_uris', 'id_token_signed_response_alg'] as const) {
    if (client[name] !== undefined && provider.protocol !== 'oidc') {
      throw new MockConfigError(`${path}.${name}`, 'belongs to OpenID Connect')
    }
  }
  requireUris(dialect, client.post_logout_redirect_uris ?? [], `${path}.post_logout_redirect_uris`)
  const alg = client.id_token_signed_response_alg
  if (alg !== undefined) {
    requireOneOf(alg, signatureAlgorithms, `${path}.id_token_signed_response_alg`)
  }
}
