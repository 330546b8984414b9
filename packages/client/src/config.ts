import type { OAuth2Provider, OidcProvider, Resource } from '@sso-login/providers'
import type { ClientAuth as Authenticate } from 'oauth4webapi'
import { LoginError, type LoginStep } from './errors.ts'
import { isObject, isText } from './failure.ts'
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

/** Schemes that the browser itself reads or runs: no application can be waiting there. */
const LOCAL_SCHEME = /^(javascript|data|blob|file|about|vbscript):$/

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

/** The longest that a timer can wait. */
const MAX_INTEGER = 0x7fffffff

export const isList = (value: unknown, test: (item: never) => unknown) =>
  Array.isArray(value) && value.every(test as never)

export const isTexts = (value: unknown): value is readonly string[] => isList(value, isText)

export const isTable = (value: unknown, test: (item: never) => unknown) =>
  isObject(value) && isList(Object.values(value), test)

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
      idTokenSigningAlgs.length &&
      isList(idTokenSigningAlgs, (alg) => isText(alg) && alg !== 'none'),
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

/** @throws LoginError `invalid_config`, always. */
export function invalid(
  key: string,
  problem: string,
  hint: string,
  step: LoginStep = 'config',
): never {
  const message = `${key} ${problem}`
  throw new LoginError({ code: 'invalid_config', step, message, key, hint })
}

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

/** @param rest Options, those that are known taken out. */
export function refuseUnknown(rest: object, step?: LoginStep): void {
  for (const key in rest) {
    invalid(key, 'is no option here', 'Check the spelling; a secret belongs on a server.', step)
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

export function readFunction(key: string, value: unknown): void {
  if (typeof value !== 'function') invalid(key, 'must be a function', 'Or leave it out.')
}

export function readText(key: string, value: unknown, hint: string): string {
  if (!isText(value)) invalid(key, 'must be a non-blank string', hint)
  return value
}

export function readPositive(key: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0 && value <= MAX_INTEGER)) {
    invalid(key, 'must be a positive number', 'Or leave it out.')
  }
  return value
}

export function readUrl(key: string, value: unknown, hint: string): URL {
  const text = readText(key, value, hint)
  const url = URL.parse(text)
  // The parser drops blanks at the ends; a provider that compares exactly does not.
  if (/\s/.test(text) || !url) invalid(key, 'must be an absolute URL', hint)
  // `localhost:4000` parses, as a URL of the scheme `localhost`.
  if (/^[^/:]+:\d/.test(text)) invalid(key, 'lacks a scheme', hint)
  if (url.username || url.password) invalid(key, 'must have no credentials', hint)
  return url
}

/** Plain http only where nobody can listen on the way. */
export const isInsecure = ({ protocol, hostname }: URL) =>
  protocol === 'http:' ? !LOOPBACK.test(hostname) : protocol !== 'https:'

export function readRedirectUri(value: unknown, key = 'redirectUri'): string {
  const hint = 'Exactly as registered, e.g. https://site.example/auth/callback.'
  const url = readUrl(key, value, hint)
  if ((value as string).includes('#')) {
    invalid(key, 'must have no fragment (RFC 6749 3.1.2)', hint)
  }
  // Any other scheme belongs to a native application (RFC 8252 7.1).
  if (url.protocol === 'http:' ? isInsecure(url) : LOCAL_SCHEME.test(url.protocol)) {
    invalid(key, 'must be https, except on loopback', hint)
  }
  return value as string
}

/** Where the provider is. At the address of its examples there is only what plays it, by a `fetch` of its own. */
export const addressOf = (
  { baseUrl, exampleBaseUrl }: Config['provider'],
  given: unknown,
  fetch: unknown,
): string => readBaseUrl(given ?? (fetch || baseUrl !== exampleBaseUrl ? baseUrl : undefined))

export function readBaseUrl(value: unknown, key = 'baseUrl'): string {
  const hint = 'Where the provider is, e.g. http://localhost:4000.'
  const url = readUrl(key, value, hint)
  if (isInsecure(url)) invalid(key, 'must be https, except on loopback', hint)
  if (url.search || url.hash) invalid(key, 'must have no query or fragment', hint)
  return url.href.replace(/\/$/, '')
}

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
