import type { Provider } from '@sso-login/providers'
import type { Dialect } from './dialect.ts'
import { iitbDialect } from './dialects/iitb/index.ts'
import { standardDialect } from './dialects/standard/index.ts'
import { ussoDialect } from './dialects/usso/index.ts'
import { MockConfigError } from './mock-errors.ts'

const dialects: Readonly<Record<string, Dialect>> = {
  iitb: iitbDialect,
  standard: standardDialect,
  usso: ussoDialect,
}

/**
 * A provider without a dialect of its own is played by the letter of the standards, save where its data name quirks.
 * @throws MockConfigError for a provider of a protocol that the mock does not know how to play
 */
export function dialectOf({ id, protocol }: Provider): Dialect {
  const dialect = Object.hasOwn(dialects, id) ? dialects[id] : undefined
  if (dialect) return dialect
  if (protocol === 'oidc' || protocol === 'oauth2') return standardDialect
  throw new MockConfigError('provider', `the mock cannot play ${id} yet`)
}
