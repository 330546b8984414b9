import type { CookieSessionProvider, Provider } from '@sso-login/providers'
import type { Dialect } from './dialect.ts'
import { bridgekeeperDialect } from './dialects/bridgekeeper/index.ts'
import { iitbDialect } from './dialects/iitb/index.ts'
import { miniorangeDialect } from './dialects/miniorange/index.ts'
import { standardDialect } from './dialects/standard/index.ts'
import { ubisecureDialect } from './dialects/ubisecure/index.ts'
import { ussoDialect } from './dialects/usso/index.ts'
import { MockConfigError } from './mock-errors.ts'

const dialects: Readonly<Record<string, Dialect | Dialect<CookieSessionProvider>>> = {
  bridgekeeper: bridgekeeperDialect,
  iitb: iitbDialect,
  miniorange: miniorangeDialect,
  standard: standardDialect,
  ubisecure: ubisecureDialect,
  usso: ussoDialect,
}

/**
 * A provider without a dialect of its own is played by the letter of the standards, save where its data name quirks.
 * @throws MockConfigError for a provider of a protocol that the mock does not know how to play
 */
export function dialectOf({ id, protocol }: Provider): Dialect<Provider> {
  const dialect = Object.hasOwn(dialects, id) ? dialects[id] : undefined
  // A dialect is written for one protocol, which is that of the provider it is chosen for.
  if (dialect) return dialect as Dialect<Provider>
  if (protocol === 'oidc' || protocol === 'oauth2') return standardDialect as Dialect<Provider>
  if (protocol === 'cookie-session') return bridgekeeperDialect as Dialect<Provider>
  throw new MockConfigError('provider', `the mock cannot play ${id} yet`)
}
