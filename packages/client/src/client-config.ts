/** How the further entries reach the settings of a client; no log or copy of the client shows them. */
import type { Config } from './config.ts'
import { isObject } from './failure.ts'
import { invalid } from './settings.ts'

/** Shared by copies of this package, since an entry may be bundled apart. */
const key = Symbol.for('sso-login.client')

export const keepConfig = <T extends object>(client: T, config: Config): T =>
  Object.defineProperty(client, key, { value: () => config })

/** @throws LoginError `invalid_config` for what `createClient` did not make. */
export function configOf(client: unknown): Config {
  const read = isObject(client) && (client as { [key]?: () => Config })[key]
  if (!read) invalid('client', 'is not what createClient gave', 'Pass the client itself.')
  return read()
}
