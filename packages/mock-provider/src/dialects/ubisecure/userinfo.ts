/** Seen: OpenID Connect's userinfo with `usn`, and without `sub`; an application with the scope `userinfo` has one too. */
import { refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import type { AccessToken } from '../../grants.ts'
import { json } from '../../http-message.ts'
import { bearerChallenge, noStore } from '../standard/answers.ts'
import { claimsOf, tokenIsGiven, tokenIsGood, type UserinfoCheck } from '../standard/userinfo.ts'
import { tokenClaims } from './claims.ts'

/** Chosen: either of the two scopes opens it. */
const scopeIsGranted: UserinfoCheck = ({ core, token }) =>
  token?.scopes.some((scope) => scope === 'openid' || scope === 'userinfo')
    ? undefined
    : bearerChallenge(core, 403, 'the token has no scope openid', 'insufficient_scope', 'openid')

const checks = [tokenIsGiven, tokenIsGood, scopeIsGranted]

export function userinfoEndpoint(core: Core): Handler {
  return async (exchange) => {
    const context = { core, exchange, sent: undefined, token: undefined }
    const refusal = await refusalBy(checks, context)
    if (refusal) return refusal
    const token = context.token as unknown as AccessToken
    const { person } = token
    // Chosen: whoever may ask is told all that the authorization policy lets out.
    const own = person ? claimsOf(core, person, Object.keys(core.provider.scopes)) : {}
    return json(200, { ...own, ...tokenClaims(core, token) }, noStore)
  }
}
