import type { Provider, UserOf } from '@sso-login/providers'
import type { Behaviour } from './core.ts'
import { MockConfigError, requireAll, requireEach } from './mock-errors.ts'
import type { ClientMetadata } from './registered-client.ts'
import { requireKnownKeys, requireObject } from './validate-shape.ts'

/** A user as a config gives it: what may be null or a list may be left out. */
export type GivenUserOf<P extends Provider> = Omit<UserOf<P>, OptionalOf<P>> & Partial<UserOf<P>>

type OptionalOf<P extends Provider> = {
  [R in keyof P['resources']]: P['resources'][R]['shape'] extends
    | { readonly nullable: unknown }
    | { readonly list: unknown }
    ? R
    : never
}[keyof P['resources']]

/** What a config file holds. */
export interface MockConfig<P extends Provider = Provider> extends Partial<Behaviour> {
  /**
   * The applications. Default: `demo-app` with the secret `demo-app-secret`, and the public `demo-spa` where the
   * provider takes public ones; Bridgekeeper's is `1`, without a secret. All of them accept every loopback redirect URI.
   */
  readonly clients?: readonly ClientMetadata[]
  /** The people, in the provider's own resource shape. Default: alice, bob and nadia. */
  readonly users?: readonly GivenUserOf<P>[]
}

export interface MockProviderOptions<P extends Provider = Provider> extends MockConfig<P> {
  /** Where a browser sees the mock: an origin. Default: the provider's, and with `listen` its own address. */
  readonly baseUrl?: string
  /** With a seed, codes, tokens and ids are the same from run to run. Default: cryptographic randomness. */
  readonly seed?: string
  /** Epoch milliseconds. Default: `Date.now`. The mock's own clock adds to it. */
  readonly now?: () => number
  /** Whether `/_mock/` answers over `fetch` and HTTP. Default true. */
  readonly control?: boolean
}

const configKeys = [
  'clients',
  'users',
  'strict',
  'expiresIn',
  'redirectUriAtToken',
] as const satisfies readonly (keyof MockConfig)[]

const keys = [
  ...configKeys,
  'baseUrl',
  'seed',
  'now',
  'control',
] as const satisfies readonly (keyof MockProviderOptions)[]

const choices: Readonly<Record<string, readonly unknown[]>> = {
  strict: [true, false],
  control: [true, false],
  expiresIn: ['number', 'text'],
  redirectUriAtToken: ['optional', 'required'],
}

/** Judges everything but clients and users. @throws MockConfigError */
export function requireConfig(config: unknown): asserts config is MockConfig {
  requireObject(config, 'config')
  requireAll([() => requireKnownKeys(config, configKeys, ''), () => requireChoices(config)])
}

function requireChoices(options: Readonly<Record<string, unknown>>): void {
  requireEach(Object.entries(choices), ([name, values]) => {
    if (options[name] !== undefined && !values.includes(options[name])) {
      throw new MockConfigError(
        name,
        `not one of ${values.map((v) => JSON.stringify(v)).join(', ')}`,
      )
    }
  })
}

/** Judges everything but clients and users. @throws MockConfigError */
export function requireOptions(options: unknown): asserts options is MockProviderOptions {
  requireObject(options, 'options')
  const { baseUrl, seed, now } = options
  requireAll([
    () => requireKnownKeys(options, keys, ''),
    () => requireChoices(options),
    () => {
      if (seed !== undefined && typeof seed !== 'string')
        throw new MockConfigError('seed', 'not text')
    },
    () => {
      if (now !== undefined && typeof now !== 'function')
        throw new MockConfigError('now', 'not a function')
      // Found here, and not in the date of the first request: `() => new Date()` is easily written.
      if (typeof now === 'function' && !isTime(now()))
        throw new MockConfigError('now', 'gives no epoch milliseconds')
    },
    () => {
      if (baseUrl !== undefined && !isOrigin(baseUrl))
        throw new MockConfigError('baseUrl', 'not an origin like http://localhost:4000')
    },
  ])
}

const isTime = (value: unknown): boolean =>
  typeof value === 'number' && !Number.isNaN(new Date(value).getTime())

const isOrigin = (value: unknown): boolean =>
  typeof value === 'string' &&
  URL.canParse(value) &&
  /^https?:$/.test(new URL(value).protocol) &&
  new URL(value).origin === value.replace(/\/$/, '')
