import type { Provider } from '@sso-login/providers'
import type { Dialect } from './dialect.ts'
import { iitbDialect } from './dialects/iitb/index.ts'
import { MockConfigError } from './mock-errors.ts'

const dialects: Readonly<Record<string, Dialect>> = { iitb: iitbDialect }

/** @throws MockConfigError for a provider that the mock does not know how to play */
export function dialectOf({ id }: Provider): Dialect {
  const dialect = Object.hasOwn(dialects, id) ? dialects[id] : undefined
  if (dialect) return dialect
  throw new MockConfigError(
    'provider',
    `the mock cannot play ${id} yet; it can play ${Object.keys(dialects).join(', ')}`,
  )
}
