import type { Handler } from '../../exchange.ts'
import { withHeaders } from '../../http-message.ts'

/**
 * For a provider whose documents show a callback with `code` and `state` alone: the standard's names its issuer too, last of
 * all (RFC 9207).
 */
export const withBareCallback =
  (handle: Handler, status?: number): Handler =>
  async (exchange) => {
    const answer = await handle(exchange)
    const location = answer.headers.Location
    if (typeof location !== 'string' || !URL.canParse(location)) return answer
    const bare = withHeaders(answer, { Location: location.replace(/&iss=[^&#]*$/, '') })
    return { ...bare, status: status ?? answer.status }
  }
