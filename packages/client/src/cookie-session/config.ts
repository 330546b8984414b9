import type { CookieSessionEndpoints, CookieSessionProvider } from '@sso-login/providers'
import {
  type Network,
  randomBytes,
  readNetwork,
  requireShapes,
  resolveEndpoints,
} from '../config.ts'
import { isObject, isText } from '../failure.ts'
import {
  invalid,
  isList,
  isTable,
  readBaseUrl,
  readFunction,
  readPositive,
  readRedirectUri,
} from '../settings.ts'
import { isClientId } from './quirks.ts'

/** A domain that the provider answers on. */
export interface Domain extends Network {
  readonly provider: CookieSessionProvider
  readonly baseUrl: string
  /** Absolute. */
  readonly endpoints: Readonly<Record<keyof CookieSessionEndpoints, string>>
}

/** A client's checked settings. */
export interface Config extends Domain {
  readonly clientId: string
  readonly callbackUri: string
  readonly transactionTtlSeconds: number
  readonly now: () => number
  readonly random: (byteLength: number) => Uint8Array
}

const ENDPOINTS: readonly (keyof CookieSessionEndpoints)[] = [
  'authorization',
  'silentAuthorization',
  'token',
  'userinfo',
  'login',
  'sendOtp',
  'logout',
]

/** In the callback's query, and ours: its own would be mistaken for them. */
export const OWN_PARAMETERS = ['nonce', 'logged_in'] as const

export function checkProvider(provider: CookieSessionProvider): void {
  const { protocol, id, endpoints, session, resources, identity, quirks = [] } = Object(provider)
  if (protocol !== 'cookie-session') {
    const hint = protocol ? 'Use createClient of @sso-login/client.' : 'E.g. bridgekeeper.'
    invalid('provider', 'is none with sessions in cookies', hint)
  }
  requireShapes({
    id: isText(id),
    endpoints: isObject(endpoints) && ENDPOINTS.every((name) => isText(endpoints[name])),
    session: isText(session?.cookie) && isText(session?.header),
    resources: isTable(resources, (resource: unknown) => Object(resource).shape),
    identity: isText(identity?.id) && isList(identity.name, (names) => isList(names, isText)),
    quirks: isList(quirks, isText),
  })
}

/**
 * @param provider One that was checked.
 * @param rest The options for requests; anything else in it is refused.
 */
export function readDomain(
  provider: CookieSessionProvider,
  baseUrl: unknown,
  rest: Partial<Network>,
): Domain {
  const home = readBaseUrl(baseUrl)
  return {
    ...readNetwork(rest),
    provider,
    baseUrl: home,
    endpoints: resolveEndpoints(provider.endpoints, home) as Domain['endpoints'],
  }
}

export function readConfig(provider: CookieSessionProvider, options: unknown): Config {
  checkProvider(provider)
  const {
    clientId,
    callbackUri,
    baseUrl,
    transactionTtlSeconds = 600,
    now = Date.now,
    random = randomBytes,
    ...rest
  } = Object(options)
  const id = typeof clientId === 'number' ? String(clientId) : clientId
  if (typeof id !== 'string' || !isClientId(provider, id)) {
    invalid('clientId', 'is no integration id', 'The provider issues it: a whole number.')
  }
  const callback = readCallbackUri(callbackUri)
  readFunction('now', now)
  readFunction('random', random)
  return {
    ...readDomain(provider, baseUrl ?? new URL(callback).origin, rest),
    clientId: id,
    callbackUri: callback,
    transactionTtlSeconds: readPositive('transactionTtlSeconds', transactionTtlSeconds),
    now,
    random,
  }
}

function readCallbackUri(value: unknown): string {
  const text = readRedirectUri(value, 'callbackUri')
  const { protocol, searchParams } = new URL(text)
  if (!/^https?:$/.test(protocol)) invalid('callbackUri', 'must be a page', 'There are no others.')
  const taken = OWN_PARAMETERS.find((name) => searchParams.has(name))
  if (taken) invalid('callbackUri', `must not have ${taken} in its query`, 'Rename it.')
  return text
}
