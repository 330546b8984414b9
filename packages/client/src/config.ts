import type { OAuth2Provider, OidcProvider, Resource } from '@sso-login/providers'
import type { ClientAuth as Authenticate } from 'oauth4webapi'
import type { LoginStep } from './errors.ts'
import { isObject, isText } from './failure.ts'
import {
  invalid,
  isInsecure,
  isList,
  isTable,
  isTexts,
  readBaseUrl,
  readFunction,
  readPositive,
  readRedirectUri,
  readText,
  refuseUnknown,
} from './settings.ts'
import type { Tokens } from './types.ts'

/** How a client proves who it is, and what of that must never be shown. */
export interface ClientAuth {
  readonly authenticate: Authenticate
  readonly secrets: readonly string[]
}

/** How requests are made. */
export interface Network {
  readonly timeoutMs: number
  readonly maxResponseBytes: number
  readonly fetch: typeof globalThis.fetch
}

/** A client's checked settings; every step takes them. */
export interface Config extends Network {
  readonly provider: OAuth2Provider | OidcProvider
  readonly baseUrl: string
  /** The provider's own names, absolute. */
  readonly endpoints: { readonly [endpoint: string]: string | undefined }
  /** What id_tokens and callbacks name. */
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly transactionTtlSeconds: number
  readonly now: () => number
  readonly random: (byteLength: number) => Uint8Array
  readonly auth: ClientAuth
  /** The refreshes under way, by refresh token. */
  readonly renewals: Map<string, Promise<Tokens>>
}

/** What a definition in plain JavaScript may have wrong: a typo here would switch off a check elsewhere. */
function checkProvider(provider: object): void {
  const {
    protocol,
    id,
    baseUrl,
    issuer,
    endpoints,
    scopes,
    resources,
    identity,
    tokenEndpointAuthMethods,
    idTokenSigningAlgs = ['RS256'],
    quirks = [],
    authorizationParameters = {},
  } = provider as OidcProvider
  const isOidc = protocol === 'oidc'
  requireShapes({
    protocol: isOidc || protocol === 'oauth2',
    // What comes after the first colon of a key in a store is the person's id.
    id: isText(id) && !/:/.test(id),
    baseUrl: isText(baseUrl),
    issuer: !isOidc || isText(issuer),
    'endpoints.authorization': isText(endpoints.authorization),
    'endpoints.jwks': !isOidc || isText(endpoints.jwks),
    scopes: isTable(scopes, isObject),
    resources: isTable(
      resources,
      (resource: Resource) => isText(resource?.scope) && resource.shape,
    ),
    identity:
      isText(identity?.id) && isText(identity.picture ?? '-') && isList(identity.name, isTexts),
    // Whether each is known is seen where they are used.
    tokenEndpointAuthMethods: isTexts(tokenEndpointAuthMethods),
    idTokenSigningAlgs:
      isTexts(idTokenSigningAlgs) &&
      idTokenSigningAlgs.length &&
      !idTokenSigningAlgs.includes('none'),
    // Whether each is known is seen when they are loaded.
    quirks: isTexts(quirks),
    authorizationParameters: isTable(authorizationParameters, isTexts),
  })
}

/** @param isRight By member of the definition. */
export function requireShapes(isRight: Readonly<Record<string, unknown>>): void {
  for (const [key, right] of Object.entries(isRight)) {
    if (!right) misshapen(`provider.${key}`)
  }
}

/** @throws LoginError `invalid_config`, always. */
export function misshapen(key: string): never {
  invalid(key, 'must be as the type Provider says', 'See @sso-login/providers.')
}

export const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))

/**
 * Checks a client's options and fills in the defaults.
 * @param readAuth Called once the provider is known to be one.
 */
export function readConfig(
  provider: Config['provider'],
  options: unknown,
  readAuth: (provider: Config['provider']) => ClientAuth,
): Config {
  if (typeof provider?.endpoints?.token !== 'string') {
    invalid('provider', 'is not a provider', 'Import one from @sso-login/providers.')
  }
  checkProvider(provider)
  const {
    clientId,
    redirectUri,
    scopes,
    baseUrl,
    transactionTtlSeconds = 600,
    now = Date.now,
    random = randomBytes,
    ...rest
  } = Object(options)
  readFunction('now', now)
  readFunction('random', random)
  const home = addressOf(provider, baseUrl, rest.fetch)
  return {
    ...readNetwork(rest),
    provider,
    baseUrl: home,
    endpoints: resolveEndpoints(provider.endpoints, home),
    issuer: issuerOf(provider, home),
    clientId: readText('clientId', clientId, 'The provider issues it at registration.'),
    redirectUri: readRedirectUri(redirectUri),
    scopes: readScopes(provider, scopes),
    transactionTtlSeconds: readPositive('transactionTtlSeconds', transactionTtlSeconds),
    now,
    random,
    auth: readAuth(provider),
    renewals: new Map(),
  }
}

/** What is left of the options when the caller has taken out its own: anything else in it is refused. */
export function readNetwork({
  timeoutMs = 10_000,
  maxResponseBytes = 1_048_576,
  fetch = globalThis.fetch,
  ...unknown
}: {
  [Option in keyof Network]?: Network[Option] | undefined
}): Network {
  refuseUnknown(unknown)
  readFunction('fetch', fetch)
  return {
    timeoutMs: readPositive('timeoutMs', timeoutMs),
    maxResponseBytes: readPositive('maxResponseBytes', maxResponseBytes),
    // A browser's own fetch must not be called as a method of something else.
    fetch: (input, init) => fetch(input, init),
  }
}

/** Checks scopes against what the provider knows; `step` tells a client's creation from a login's start. */
export function readScopes(
  provider: Config['provider'],
  value: unknown,
  step?: LoginStep,
): readonly string[] {
  const hint = `Scopes: ${Object.keys(provider.scopes).join(', ')}.`
  if (!Array.isArray(value) || !value.length) {
    invalid('scopes', 'must be a non-empty list', hint, step)
  }
  value.forEach((scope, index) => {
    const key = `scopes.${index}`
    if (typeof scope !== 'string' || !Object.hasOwn(provider.scopes, scope)) {
      invalid(key, `is not a scope of ${provider.id}`, hint, step)
    }
    if (value.indexOf(scope) !== index) invalid(key, 'stands there twice', hint, step)
  })
  return [...value]
}

/** The same for a login: an OpenID provider gives no id_token without `openid` (OpenID Connect Core 3.1.2.1). */
export const readLoginScopes: typeof readScopes = (provider, value, step) => {
  const scopes = readScopes(provider, value, step)
  if (provider.protocol === 'oidc' && !scopes.includes('openid')) {
    invalid('scopes', 'must have openid', 'Add it.', step)
  }
  return scopes
}

/** Where the provider is. At the address of its examples there is only what plays it, by a `fetch` of its own. */
export const addressOf = (
  { baseUrl, exampleBaseUrl }: Config['provider'],
  given: unknown,
  fetch: unknown,
): string => readBaseUrl(given ?? (fetch || baseUrl !== exampleBaseUrl ? baseUrl : undefined))

/** Absolute, each. @throws LoginError `invalid_config`. */
export function resolveEndpoints(endpoints: object, baseUrl: string): Config['endpoints'] {
  const given = Object.entries(endpoints).filter(([, endpoint]) => endpoint !== undefined)
  const resolved = given.map(([name, endpoint]) => {
    const key = `provider.endpoints.${name}`
    const url = isText(endpoint) && URL.parse(endpoint, `${baseUrl}/`)
    if (!url) misshapen(key)
    if (isInsecure(url)) invalid(key, 'must be https, except on loopback', 'Use https.')
    return [name, url.href]
  })
  return Object.fromEntries(resolved)
}

/** A provider that lives elsewhere is another issuer. */
function issuerOf(provider: Config['provider'], baseUrl: string): string {
  const home = provider.baseUrl.replace(/\/$/, '')
  const { issuer = home } = provider as Partial<OidcProvider>
  return issuer.startsWith(home) ? baseUrl + issuer.slice(home.length) : issuer
}
