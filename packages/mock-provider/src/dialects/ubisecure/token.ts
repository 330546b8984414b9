/** The token endpoint with the grants that Ubisecure has beside those of the standard. */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { clientCallChecksAnywhere } from '../standard/client-authentication.ts'
import { verifierOptional } from '../standard/optional-pkce.ts'
import { passwordGrant } from '../standard/password-grant.ts'
import {
  type GrantType,
  type GrantTypes,
  standardGrantTypes,
  tokenEndpoint,
} from '../standard/token.ts'
import { idTokenClaims } from './claims.ts'
import { createOtpChallenges } from './otp-challenges.ts'
import { isOtpStart, otpGrant, otpGrantTypes, otpStart } from './otp-grant.ts'

/** With what its id_tokens say beside the standard. */
const withClaims = ({ checks, grant }: GrantType): GrantType => ({
  checks,
  grant(context) {
    const given = grant(context)
    const { client, person } = given
    return person ? { ...given, claims: idTokenClaims(context.core, person, client) } : given
  },
})

const withPassword: GrantTypes = { ...standardGrantTypes, password: passwordGrant }

export const ubisecureGrantTypes: readonly string[] = [
  ...Object.keys(withPassword),
  ...otpGrantTypes,
]

export function ubisecureTokenEndpoint(core: Core): Handler {
  const challenges = createOtpChallenges(core)
  const grantTypes: GrantTypes = {
    ...withPassword,
    ...Object.fromEntries(otpGrantTypes.map((name) => [name, otpGrant(challenges)])),
  }
  const own = Object.entries(grantTypes).map(([name, type]) => [name, withClaims(type)])
  const exchangeTokens = verifierOptional(
    tokenEndpoint(core, {
      grantTypes: Object.fromEntries(own),
      clientChecks: clientCallChecksAnywhere,
    }),
  )
  const start = otpStart(core, challenges)
  return (exchange) => (isOtpStart(exchange) ? start(exchange) : exchangeTokens(exchange))
}
