/**
 * Seen: `S256` and `plain`; a must for an application without a secret only. Others are judged as if a challenge had
 * come along whose verifier everybody knows, and a plain one as its hash.
 */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { base64Url } from '../standard/base64url.ts'
import { challengeOptional } from '../standard/optional-pkce.ts'
import { rewritten } from '../standard/rewritten.ts'

const unreserved = /^[A-Za-z0-9\-._~]{43,128}$/

export function withPkce(core: Core, handle: Handler): Handler {
  const lenient = challengeOptional(handle)
  return async (exchange) => {
    const sent = exchange.incoming.method === 'POST' ? exchange.form : exchange.query
    const challenge = sent.get('code_challenge')
    if (challenge === undefined) {
      return core.clients.get(sent.get('client_id') ?? '')?.confidential
        ? lenient(exchange)
        : handle(exchange)
    }
    // RFC 7636 4.3: plain is what a request means that does not say.
    const isPlain = (sent.get('code_challenge_method') ?? 'plain') === 'plain'
    if (!isPlain || !unreserved.test(challenge)) return handle(exchange)
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(challenge))
    const change = (params: URLSearchParams) => {
      params.set('code_challenge', base64Url(new Uint8Array(hash)))
      params.set('code_challenge_method', 'S256')
    }
    return rewritten(exchange, change, handle)
  }
}
