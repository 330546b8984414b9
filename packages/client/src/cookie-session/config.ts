import type { CookieSessionEndpoints, CookieSessionProvider } from '@sso-login/providers'
import {
  invalid,
  type Network,
  randomBytes,
  readBaseUrl,
  readFunction,
  readNetwork,
  readPositive,
  readRedirectUri,
} from '../config.ts'
import { isObject } from '../failure.ts'
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

function checkProvider(provider: CookieSessionProvider): void {
  const { protocol, id, endpoints, session, resources, identity } = Object(provider)
  if (protocol !== 'cookie-session') {
    const hint = protocol ? 'Use createClient of @sso-login/client.' : 'E.g. bridgekeeper.'
    invalid('provider', 'is none with sessions in cookies', hint)
  }
  const isText = (value: unknown) => typeof value === 'string' && value.trim() !== ''
  const isRight = {
    id: isText(id),
    endpoints: isObject(endpoints) && ENDPOINTS.every((name) => isText(endpoints[name])),
    session: isText(session?.cookie) && isText(session?.header),
    resources:
      isObject(resources) && Object.values(resources).every((value) => Object(value).shape),
    identity: isText(identity?.id) && Array.isArray(identity.name),
  }
  for (const [key, right] of Object.entries(isRight)) {
    if (!right) invalid(`provider.${key}`, 'must be as its type says', 'See @sso-login/providers.')
  }
}

/** @param options What is left of them is no option. */
export function readDomain(
  provider: CookieSessionProvider,
  baseUrl: unknown,
  { timeoutMs, maxResponseBytes, fetch, ...unknown }: Record<string, unknown>,
): Domain {
  checkProvider(provider)
  for (const key in unknown) invalid(key, 'is no option here', 'There are no tokens or secrets.')
  const home = readBaseUrl(baseUrl)
  return {
    ...readNetwork({ timeoutMs, maxResponseBytes, fetch } as Partial<Network>),
    provider,
    baseUrl: home,
    endpoints: Object.fromEntries(
      ENDPOINTS.map((name) => [name, new URL(provider.endpoints[name], `${home}/`).href]),
    ) as unknown as Domain['endpoints'],
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
