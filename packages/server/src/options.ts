import type { LogoutClient } from '@sso-login/client'
import type { Provider } from '@sso-login/providers'
import type { Emit, LoginEvent } from './events.ts'
import { createEmit, type Hooks } from './hooks.ts'
import { invalid } from './invalid.ts'
import { readStore } from './read-store.ts'
import { defaultBasePath, readSite, type Site } from './site.ts'
import type { Store } from './store.ts'
import { createUserKeys, type UserKeys } from './user-keys.ts'

export interface LoginOptions<
  S extends string = string,
  F extends string = string,
  R = Readonly<Record<string, unknown>>,
> extends Hooks<R, S> {
  /**
   * What cookies and stored tokens are sealed with: the first seals, all of them open. Each at least 32 characters,
   * random. To replace one, give all processes `[old, new]` first, then `[new, old]`; drop the old one after
   * `sessionTtlSeconds` and, with `keepGrants`, when each kept grant has been refreshed.
   */
  secrets: readonly (string | undefined)[]
  /** Where sessions and grants are kept: `memory()`, `sqlite(path)` of `@sso-login/server/sqlite`. */
  store: Store
  /** Path of the routes, as the browser sees it; default `/auth`. */
  basePath?: string
  /** How long a session lives at most, in seconds; default 30 days. */
  sessionTtlSeconds?: number
  /** How long a session lives unused, in seconds; default 7 days. Asking for a page uses it, `GET /session` does not. */
  idleTtlSeconds?: number
  /**
   * How long a session's cookie is believed without asking the store, in seconds; at most half of `idleTtlSeconds`. Default 0: the store is asked each time.
   * A session that was ended elsewhere still counts for so long. A logout in this browser takes the cookie away at once; but a
   * `GET /session` that another process had begun to answer before it, and answers after it, puts the cookie back for so long.
   * `GET /session` always asks, and renews the cookie's time. The idle time then is right to a tenth only.
   */
  trustCookieSeconds?: number
  /**
   * Whether a grant outlives its session, for a site that works in the background: `tokensFor` then
   * goes on after logout. Default false: logout revokes the grant.
   */
  keepGrants?: boolean
  /** Without these the sign-in fails with `scope_missing`, and what was granted is revoked; default none. */
  requiredScopes?: readonly S[]
  /** Resources of the user that are read at each sign-in, for `allow` and `onLogin`; default none. Of several providers each is asked for those it has. */
  fields?: readonly F[]
  /**
   * Where the provider sends the visitor after it has ended its own session, as registered with it (OpenID Connect
   * RP-Initiated Logout 1.0 2). With it a logout goes on to the provider's; default: the provider's session stays.
   */
  postLogoutRedirectUri?: string
  /** For `fetchAs`; default: the global one. */
  fetch?: typeof globalThis.fetch
  /** Told of what happens, without secrets but for what a hook of the site threw, and not waited for. What it throws is ignored. */
  onEvent?: (event: LoginEvent) => unknown
  /** The time, in epoch milliseconds; default `Date.now`. */
  now?: () => number
}

/** Checked, with the defaults in place. */
export interface Settings<S extends string = string> {
  readonly site: Site
  readonly secrets: readonly string[]
  readonly store: Store
  readonly sessionTtlSeconds: number
  readonly idleTtlSeconds: number
  readonly trustCookieSeconds: number
  readonly keepGrants: boolean
  readonly requiredScopes: readonly S[]
  readonly fields: readonly string[]
  readonly hooks: Hooks
  readonly postLogoutRedirectUri: string | undefined
  readonly keys: UserKeys
  readonly fetch: typeof globalThis.fetch
  readonly emit: Emit
  readonly now: () => number
}

const daySeconds = 86_400
const minSecretCharacters = 32

const known: Readonly<Record<keyof LoginOptions, true>> = {
  secrets: true,
  store: true,
  basePath: true,
  sessionTtlSeconds: true,
  idleTtlSeconds: true,
  trustCookieSeconds: true,
  keepGrants: true,
  requiredScopes: true,
  fields: true,
  allow: true,
  onLogin: true,
  onLogout: true,
  onGrantLost: true,
  postLogoutRedirectUri: true,
  fetch: true,
  onEvent: true,
  now: true,
}

interface ConfiguredClient<S extends string> {
  readonly provider: Pick<Provider, 'id' | 'resources'>
  readonly redirectUri: string
  readonly scopes: readonly S[]
  readonly logoutUrl?: LogoutClient['logoutUrl']
}

/** @throws LoginError `invalid_config`, with `key`. */
export function readOptions<S extends string>(
  options: LoginOptions<S>,
  clients: readonly ConfiguredClient<S>[],
): Settings<S> {
  if (typeof options !== 'object' || options === null) {
    throw invalid('options', 'The options must be an object.', 'At least secrets and store.')
  }
  for (const key of Object.keys(options)) {
    if (!Object.hasOwn(known, key)) {
      throw invalid(key, `There is no option ${key}.`, `Options: ${Object.keys(known).join(', ')}.`)
    }
  }
  const {
    basePath = defaultBasePath,
    trustCookieSeconds = 0,
    requiredScopes = [],
    fields = [],
  } = options
  const idleTtlSeconds = readSeconds('idleTtlSeconds', options.idleTtlSeconds, 7 * daySeconds)
  const keys = createUserKeys(clients.map(({ provider }) => provider.id))
  const hooks = readHooks(options)
  return {
    site: readSite(basePath, clients),
    secrets: readSecrets(options.secrets),
    store: readStore(options.store),
    sessionTtlSeconds: readSeconds('sessionTtlSeconds', options.sessionTtlSeconds, 30 * daySeconds),
    idleTtlSeconds,
    trustCookieSeconds: readTrust(trustCookieSeconds, idleTtlSeconds),
    keepGrants: readBoolean('keepGrants', options.keepGrants),
    requiredScopes: readScopes(requiredScopes, clients),
    fetch: readFunction('fetch', options.fetch) ?? globalThis.fetch,
    now: readFunction('now', options.now) ?? Date.now,
    fields: readFields(fields, clients),
    hooks,
    postLogoutRedirectUri: readPostLogoutRedirectUri(options.postLogoutRedirectUri, clients),
    keys,
    emit: createEmit(readFunction('onEvent', options.onEvent), hooks, keys),
  }
}

function readSecrets(secrets: unknown): readonly string[] {
  if (!Array.isArray(secrets) || secrets.length === 0) {
    throw invalid(
      'secrets',
      'secrets must be a list with at least one secret.',
      'E.g. [process.env.SESSION_SECRET].',
    )
  }
  return secrets.map((secret: unknown, index) => {
    const key = `secrets.${index}`
    if (typeof secret !== 'string') {
      throw invalid(key, `${key} is not a text.`, 'Is its environment variable set?')
    }
    if (secret.trim().length < minSecretCharacters) {
      throw invalid(
        key,
        `${key} is shorter than ${minSecretCharacters} characters.`,
        'Make one with: openssl rand -base64 32',
      )
    }
    return secret
  })
}

function readSeconds(key: string, value: unknown, fallback: number): number {
  if (value === undefined) return fallback
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0) {
    throw invalid(
      key,
      `${key} must be a whole number of seconds above 0.`,
      'E.g. 3600, for an hour.',
    )
  }
  return value
}

/** Use is written down when the store is asked: where that is too seldom, a session would end while it is used. */
function readTrust(value: unknown, idleTtlSeconds: number): number {
  const key = 'trustCookieSeconds'
  if (value === 0) return 0
  const seconds = readSeconds(key, value, 0)
  if (seconds > idleTtlSeconds / 2)
    throw invalid(
      key,
      `${key} is more than half of idleTtlSeconds.`,
      `At most ${idleTtlSeconds / 2}.`,
    )
  return seconds
}

function readBoolean(key: string, value: unknown): boolean {
  if (value !== undefined && typeof value !== 'boolean') {
    throw invalid(key, `${key} must be true or false.`, 'Or leave it out.')
  }
  return value ?? false
}

function readFunction<F>(key: string, value: F): F {
  if (value !== undefined && typeof value !== 'function') {
    throw invalid(key, `${key} must be a function.`, 'Or leave it out.')
  }
  return value
}

function readScopes<S extends string>(
  scopes: readonly S[],
  clients: readonly ConfiguredClient<S>[],
): readonly S[] {
  if (!Array.isArray(scopes))
    throw invalid(
      'requiredScopes',
      'requiredScopes must be a list.',
      `E.g. ['${clients[0]?.scopes[0]}'].`,
    )
  for (const { scopes: asked, provider } of clients) {
    scopes.forEach((scope, index) => {
      if (asked.includes(scope)) return
      throw invalid(
        `requiredScopes.${index}`,
        `requiredScopes.${index} is not among the scopes of the client of ${provider.id}.`,
        `They are: ${asked.join(', ')}.`,
      )
    })
  }
  return [...scopes]
}

const readHooks = ({ allow, onLogin, onLogout, onGrantLost }: Hooks<never, never>): Hooks =>
  Object.fromEntries(
    Object.entries({ allow, onLogin, onLogout, onGrantLost })
      .filter(([, hook]) => hook !== undefined)
      .map(([key, hook]) => [key, readFunction(key, hook)]),
  )

function readFields(
  fields: unknown,
  clients: readonly ConfiguredClient<string>[],
): readonly string[] {
  if (!Array.isArray(fields))
    throw invalid('fields', 'fields must be a list.', 'Of names of resources.')
  const resources = new Set(clients.flatMap(({ provider }) => Object.keys(provider.resources)))
  fields.forEach((field: unknown, index) => {
    if (typeof field === 'string' && resources.has(field)) return
    throw invalid(
      `fields.${index}`,
      `fields.${index} is not a resource of ${clients.length > 1 ? 'any of the providers' : 'the provider'}.`,
      `They are: ${[...resources].join(', ')}.`,
    )
  })
  return [...fields]
}

function readPostLogoutRedirectUri(
  uri: unknown,
  clients: readonly ConfiguredClient<string>[],
): string | undefined {
  const key = 'postLogoutRedirectUri'
  if (uri === undefined) return undefined
  if (typeof uri !== 'string')
    throw invalid(key, `${key} must be an absolute URL.`, 'As it is registered with the provider.')
  // A client that has the endpoint judges the address.
  for (const client of clients) client.logoutUrl?.({ postLogoutRedirectUri: uri })
  if (!clients.some(({ logoutUrl }) => logoutUrl)) {
    throw invalid(
      key,
      `${key} is of no use: the provider has no end-session endpoint.`,
      'Leave it out.',
    )
  }
  return uri
}
