/** Seen: it answers by a JSON object of texts. Chosen: by which. */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { json } from '../../http-message.ts'
import { noStore } from '../standard/answers.ts'
import type { ClientCheck } from '../standard/client-authentication.ts'
import { revocationEndpoint } from '../standard/revocation.ts'

export function ussoRevocationEndpoint(core: Core, clientChecks: readonly ClientCheck[]): Handler {
  const revoke = revocationEndpoint(core, clientChecks)
  return async (exchange) => {
    const answer = await revoke(exchange)
    return answer.status === 200 ? json(200, { message: 'Token revoked' }, noStore) : answer
  }
}
