/** Seen: OpenID Connect's userinfo with `usn`, and without `sub`; an application with the scope `userinfo` has one too. */
import { bearerChallenge } from '../standard/answers.ts'
import { claimsOf, type UserinfoWays } from '../standard/userinfo.ts'
import { tokenClaims } from './claims.ts'

export const ubisecureUserinfo: UserinfoWays = {
  // Chosen: either of the two scopes opens it.
  mayAsk: ({ core, token }) =>
    token?.scopes.some((scope) => scope === 'openid' || scope === 'userinfo')
      ? undefined
      : bearerChallenge(core, 403, 'the token has no scope openid', 'insufficient_scope', 'openid'),
  told: (core, token) => {
    const { person } = token
    // Chosen: whoever may ask is told all that the authorization policy lets out.
    const own = person ? claimsOf(core, person, Object.keys(core.provider.scopes)) : {}
    return { ...own, ...tokenClaims(core, token) }
  },
}
