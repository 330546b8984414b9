/** A provider from its own metadata. */
import type {
  GrantType,
  OAuth2Provider,
  OidcProvider,
  Scope,
  TokenEndpointAuthMethod,
} from '@sso-login/providers'
import type { standard } from '@sso-login/providers/standard'
import { type AuthorizationServer, discoveryRequest, processDiscoveryResponse } from 'oauth4webapi'
import { type Network, readNetwork } from './config.ts'
import { type Call, failure } from './failure.ts'
import { hinted } from './hinted.ts'
import { throughTransport, wrapped } from './oauth-answer.ts'
import { invalid, isInsecure, isList, readUrl } from './settings.ts'
import { newCall } from './transport.ts'
import type { CallOptions } from './types.ts'

export interface DiscoverOptions extends CallOptions, Partial<Network> {
  /** The provider's id in keys and URLs; default: the issuer's host, port and path, `~` for `/`, and `!` with its code for `:`, `~` and `!`. */
  id?: string
  /** As people know it; default: the issuer's host. */
  name?: string
}

/** What a provider may have beside the endpoints of every login: known at run time only. */
export interface DiscoveredEndpoints {
  readonly authorization: string
  readonly token: string
  readonly revocation?: string
  readonly introspection?: string
  readonly registration?: string
}

/** An OpenID provider, with the scopes and claims of OpenID Connect Core 5.1 and 5.4. */
export interface DiscoveredOidcProvider extends OidcProvider {
  readonly endpoints: DiscoveredEndpoints & {
    readonly jwks: string
    /** Recommended only (OpenID Connect Discovery 3): without it a client has no `user` and no `identity`. */
    readonly userinfo?: string
    readonly endSession?: string
  }
  readonly scopes: typeof standard.scopes
  readonly resources: typeof standard.resources
  readonly identity: typeof standard.identity
}

/** An OAuth 2.0 server: its metadata names no user API, so `resources`, `identity` and `endpoints.userinfo` are to be added. */
export interface DiscoveredOAuth2Provider extends OAuth2Provider {
  readonly endpoints: DiscoveredEndpoints
}

const AUTH_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'none',
  'client_secret_jwt',
  'private_key_jwt',
] as const
const GRANT_TYPES = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'password',
  'implicit',
] as const

const IS_ISSUER =
  'Is this the issuer, exactly as the provider writes it, to the slash at its end? See what it has under /.well-known/.'
const HINTS = { provider_error: IS_ISSUER, response_invalid: IS_ISSUER }

const LISTS = [
  'grant_types_supported',
  'scopes_supported',
  'id_token_signing_alg_values_supported',
  'token_endpoint_auth_methods_supported',
]

/** What WebCrypto can verify with a public key. */
const SIGNATURE = /^([RP]S|ES)(256|384|512)$|^Ed(DSA|25519)$/

/**
 * Reads what an issuer says of itself: `/.well-known/openid-configuration` (OpenID Connect Discovery 4), or with
 * `protocol: 'oauth2'` `/.well-known/oauth-authorization-server` (RFC 8414 3). Ask once, and keep the result: it is
 * a provider like any other. What it cannot know is added by spreading it: `defineProvider({ ...found, scopes })`.
 * @param issuer Exactly as the provider writes it; plain http only on loopback.
 * @throws LoginError `invalid_config` for a bad issuer; `response_invalid` for metadata of another issuer, or without what a login needs; a code of the transport.
 */
export async function discover(
  issuer: string,
  options?: DiscoverOptions & { protocol?: 'oidc' },
): Promise<DiscoveredOidcProvider>
export async function discover(
  issuer: string,
  options: DiscoverOptions & { protocol: 'oauth2' },
): Promise<DiscoveredOAuth2Provider>
export async function discover(
  issuer: string,
  given: DiscoverOptions & { protocol?: string } = {},
): Promise<DiscoveredOidcProvider | DiscoveredOAuth2Provider> {
  const { protocol = 'oidc', id, name, signal, ...rest } = Object(given) as typeof given
  const url = readUrl('issuer', issuer, 'E.g. https://accounts.example.')
  if (isInsecure(url)) {
    invalid('issuer', 'must be https, except on loopback', 'E.g. https://accounts.example.')
  }
  if (protocol !== 'oidc' && protocol !== 'oauth2') {
    invalid('protocol', 'must be oidc or oauth2', 'Or leave it out.')
  }
  const call = newCall({ auth: { secrets: [] } }, 'discover', signal)
  const options = throughTransport(readNetwork(rest), call)
  const found = await wrapped(call, async () =>
    processDiscoveryResponse(
      url,
      await discoveryRequest(url, {
        ...options,
        algorithm: protocol === 'oidc' ? 'oidc' : 'oauth2',
      }),
    ),
  ).catch((error: unknown) => {
    throw hinted(error, HINTS)
  })
  checkLists(call, found)
  const common = {
    id: id ?? idOf(url),
    name: name ?? url.host,
    baseUrl: url.origin,
    browserTokens: 'unknown',
    tokenEndpointAuthMethods: authMethodsOf(found),
    grantTypes: GRANT_TYPES.filter((type) =>
      (found.grant_types_supported ?? ['authorization_code', 'implicit']).includes(type),
    ) as readonly GrantType[],
  } as const
  const endpoints = {
    authorization: required(call, found, 'authorization_endpoint'),
    token: required(call, found, 'token_endpoint'),
    ...optional(call, found, 'revocation'),
    ...optional(call, found, 'introspection'),
    ...optional(call, found, 'registration'),
  }
  const titles = (found.scopes_supported ?? []).map((scope): [string, Scope] => [
    scope,
    { title: scope },
  ])
  if (protocol === 'oauth2') {
    return {
      ...common,
      protocol,
      endpoints: { ...endpoints, ...optional(call, found, 'userinfo') },
      scopes: Object.fromEntries(titles),
      resources: {},
      identity: { id: 'sub', name: [] },
    }
  }
  // Loaded when needed, as by the registry of providers: bundlers warn of a module that is loaded in both ways.
  const { scopes, resources, identity } = (await import('@sso-login/providers/standard')).standard
  const algs = found.id_token_signing_alg_values_supported ?? ['RS256']
  return {
    ...common,
    protocol: 'oidc',
    issuer: found.issuer,
    idTokenSigningAlgs: algs.filter((alg) => SIGNATURE.test(alg)),
    ...(found.authorization_response_iss_parameter_supported && { issInCallback: true }),
    endpoints: {
      ...endpoints,
      jwks: required(call, found, 'jwks_uri'),
      ...optional(call, found, 'userinfo'),
      ...optional(call, found, 'endSession', 'end_session_endpoint'),
    },
    scopes: { ...Object.fromEntries(titles), ...scopes },
    resources,
    identity,
  }
}

/** No two issuers share one: people are kept by it. What comes after a colon in a key is the person's own id. */
const idOf = ({ host, pathname }: URL): string =>
  (pathname === '/' ? host : host + pathname)
    .replace(/[:~!]/g, (character) => `!${character.charCodeAt(0).toString(16)}`)
    .replaceAll('/', '~')

/** A path where the issuer itself answers, so that another `baseUrl` moves all of it. */
function required(call: Call, found: AuthorizationServer, member: string): string {
  const value = found[member]
  if (typeof value !== 'string' || !URL.canParse(value)) {
    throw failure(call, 'response_invalid', `The metadata has no URL as ${member}`)
  }
  const { origin, pathname, search } = new URL(value)
  // Two slashes at the start of a path would name another host.
  const isPath = origin === new URL(found.issuer).origin && !pathname.startsWith('//')
  return isPath ? pathname + search : value
}

function optional<N extends string>(
  call: Call,
  found: AuthorizationServer,
  name: N,
  member = `${name}_endpoint`,
) {
  const isAbsent = found[member] === undefined || found[member] === null
  const endpoint = isAbsent ? {} : { [name]: required(call, found, member) }
  return endpoint as { readonly [K in N]?: string }
}

/** Absent, or a list of texts; null is meant as absent. */
function checkLists(call: Call, found: AuthorizationServer): void {
  for (const name of LISTS) {
    if (!isList(found[name] ?? [], (item) => typeof item === 'string')) {
      throw failure(call, 'response_invalid', `The metadata has a wrong ${name}`)
    }
  }
}

/** Basic is what a server means that does not say (OpenID Connect Discovery 3, RFC 8414 2). */
function authMethodsOf(found: AuthorizationServer): readonly TokenEndpointAuthMethod[] {
  const named = found.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return AUTH_METHODS.filter((method) => named.includes(method))
}
