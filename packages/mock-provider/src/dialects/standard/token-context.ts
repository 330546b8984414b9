import type { Check } from '../../checks.ts'
import type { AuthorizationCode, RefreshToken } from '../../grants.ts'
import type { Person } from '../../people.ts'
import type { ClientCall } from './client-authentication.ts'

/** A token request on its way through the checks; they fill in what they find. */
export interface TokenContext extends ClientCall {
  code: AuthorizationCode | undefined
  refreshToken: RefreshToken | undefined
  scopes: readonly string[]
  /** Who gave a password. */
  person?: Person
}

export type TokenCheck = Check<TokenContext>
