/** Documented: a login without PKCE, and an answer of `code` and `state` alone; the standard's would name its issuer too. */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { withHeaders } from '../../http-message.ts'
import { authorizationEndpoint } from '../standard/authorization.ts'
import { challengeOptional } from '../standard/optional-pkce.ts'

export function miniorangeAuthorizationEndpoint(core: Core): Handler {
  const handle = challengeOptional(authorizationEndpoint(core))
  return async (exchange) => {
    const answer = await handle(exchange)
    const location = answer.headers.Location
    if (typeof location !== 'string' || !URL.canParse(location)) return answer
    const target = new URL(location)
    target.searchParams.delete('iss')
    return withHeaders(answer, { Location: target.href })
  }
}
