/** What is told and known of an application of a USSO server, on the wire and here. */

import { type Call, failure, isObject, isText, scalarOf } from './failure.ts'
import { invalid, isInsecure, isList, readRedirectUri } from './settings.ts'

export interface ManagedClientMetadata {
  name: string
  description?: string
  /** `https`, `http` on loopback, or a scheme of an application's own (`myapp://`, RFC 8252 7.1). */
  redirectUris: readonly string[]
  grantTypes?: readonly string[]
  responseTypes?: readonly string[]
  tokenEndpointAuthMethod?: string
  scopes?: readonly string[]
  /** What a consent page may show and link to (RFC 7591 2). */
  logoUri?: string
  clientUri?: string
  policyUri?: string
  tosUri?: string
  /** The application's own keys (RFC 7517 5): their address, or themselves. */
  jwksUri?: string
  jwks?: Readonly<Record<string, unknown>>
  softwareId?: string
  softwareVersion?: string
}

/** As the provider has it; what it does not say is absent. */
export interface ManagedClient extends Partial<ManagedClientMetadata> {
  readonly clientId: string
  /** Only in the answer of `register`: it is shown once. */
  readonly clientSecret?: string
  readonly redirectUris: readonly string[]
  readonly grantTypes: readonly string[]
  readonly scopes: readonly string[]
  readonly isActive?: boolean
  /** Epoch seconds. */
  readonly createdAt?: number
  /** Epoch seconds; 0: never. */
  readonly clientSecretExpiresAt?: number
  /** Opens this registration (RFC 7592 3): a secret. */
  readonly registrationAccessToken?: string
  readonly clientType?: string
  readonly requirePkce?: boolean
  readonly uid?: string
  readonly tenantId?: string
}

/** How members are called in requests: as documented, or as the generated client does. Both are read. */
export type MemberNames = 'documented' | 'generated'

const isString = (value: unknown): boolean => typeof value === 'string'

/** The values that a member may have, and how an error says so. */
const kinds = {
  text: [isString, 'must be a string'],
  texts: [(value: unknown) => isList(value, isString), 'must be a list of strings'],
  flag: [(value: unknown) => typeof value === 'boolean', 'must be true or false'],
  number: [Number.isFinite, 'must be a number'],
  object: [isObject, 'must be an object'],
} as const satisfies Record<string, readonly [(value: unknown) => boolean, string]>

type Kind = keyof typeof kinds

/** By our names: how it is called on the wire, and what it is. `name` and `scopes` have two names there. */
const told: Readonly<Record<string, readonly [string, Kind]>> = {
  name: ['name', 'text'],
  scopes: ['scopes', 'texts'],
  description: ['description', 'text'],
  redirectUris: ['redirect_uris', 'texts'],
  grantTypes: ['grant_types', 'texts'],
  responseTypes: ['response_types', 'texts'],
  tokenEndpointAuthMethod: ['token_endpoint_auth_method', 'text'],
  logoUri: ['logo_uri', 'text'],
  clientUri: ['client_uri', 'text'],
  policyUri: ['policy_uri', 'text'],
  tosUri: ['tos_uri', 'text'],
  jwksUri: ['jwks_uri', 'text'],
  jwks: ['jwks', 'object'],
  softwareId: ['software_id', 'text'],
  softwareVersion: ['software_version', 'text'],
  isActive: ['is_active', 'flag'],
}

const known: typeof told = {
  ...told,
  clientId: ['client_id', 'text'],
  clientSecret: ['client_secret', 'text'],
  createdAt: ['client_id_issued_at', 'number'],
  clientSecretExpiresAt: ['client_secret_expires_at', 'number'],
  registrationAccessToken: ['registration_access_token', 'text'],
  clientType: ['client_type', 'text'],
  requirePkce: ['require_pkce', 'flag'],
  uid: ['uid', 'text'],
  tenantId: ['tenant_id', 'text'],
}

/**
 * Metadata as they go over the wire.
 * @param required Members that must be there.
 */
export function writeMetadata(
  metadata: object,
  names: MemberNames,
  required: readonly string[] = [],
): object {
  if (!isObject(metadata))
    invalid('metadata', 'must be an object', 'E.g. { name, redirectUris }.', 'register')
  const given = Object.entries(metadata).filter(([, value]) => value !== undefined)
  const absent = required.find((name) => metadata[name] === undefined)
  if (absent) invalid(absent, 'is missing', 'The provider requires it.', 'register')
  const members = given.map(([name, value]) => {
    const [member, kind] = Object.hasOwn(told, name) ? (told[name] as [string, Kind]) : []
    if (!member || !kind) {
      invalid(name, 'is no member here', `Members: ${Object.keys(told).join(', ')}.`, 'register')
    }
    const [test, problem] = kinds[kind]
    if (!test(value)) invalid(name, problem, 'Or leave it out.', 'register')
    if (names === 'generated' && name === 'name') return ['client_name', value]
    if (names === 'generated' && name === 'scopes') return ['scope', (value as string[]).join(' ')]
    return [member, value]
  })
  const { redirectUris = [] } = metadata as Partial<ManagedClientMetadata>
  redirectUris.forEach(lint)
  return Object.fromEntries(members)
}

/** Documented, "Use HTTPS in Production"; the server itself takes any. */
function lint(uri: string, index: number): void {
  const key = `redirectUris.${index}`
  const url = URL.canParse(uri) && new URL(uri)
  if (url && url.protocol === 'http:' && isInsecure(url)) {
    const hint = `E.g. https://${url.host}${url.pathname}.`
    invalid(key, 'must be https, except on loopback', hint, 'register')
  }
  readRedirectUri(uri, key)
}

/** A client as the provider describes it: a member of another type is left out. */
export function readClient(call: Call, body: unknown): ManagedClient {
  const { client_name, scope, allowed_scopes = scope, created_at, ...rest } = Object(body)
  if (!isText(rest.client_id)) {
    throw failure(call, 'response_invalid', 'The provider sent a client without client_id')
  }
  const wire: Record<string, unknown> = {
    name: client_name,
    client_id_issued_at: Date.parse(scalarOf(created_at)) / 1000,
    ...rest,
    redirect_uris: texts(rest.redirect_uris),
    grant_types: texts(rest.grant_types),
    scopes: texts(rest.scopes ?? allowed_scopes),
  }
  const members = Object.entries(known).filter(([, [member, kind]]) => kinds[kind][0](wire[member]))
  return Object.fromEntries(members.map(([name, [member]]) => [name, wire[member]])) as never
}

const texts = (value: unknown): string[] =>
  [isText(value) ? value.split(' ') : value].flat().filter(isText)
