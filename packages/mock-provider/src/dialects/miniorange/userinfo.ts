/** Documented: a GET with the access token as Bearer. Chosen: refusals as RFC 6750 has them. */
import type { Person } from '../../people.ts'
import { bearerChallenge } from '../standard/answers.ts'
import type { UserinfoWays } from '../standard/userinfo.ts'
import { claimsOf } from './claims.ts'

export const miniorangeUserinfo: UserinfoWays = {
  mayAsk: ({ core, token }) =>
    token?.person
      ? undefined
      : bearerChallenge(core, 403, 'the token is of no person', 'insufficient_scope'),
  told: (core, { person, scopes }) => claimsOf(core, person as Person, scopes),
}
