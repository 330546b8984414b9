/**
 * For a provider whose documents show a login without PKCE: a request without a challenge gets one whose verifier
 * everybody knows, and a code that was asked for so is redeemed without one. Whoever sent a challenge of their own has
 * to prove it.
 */
import type { Handler } from '../../exchange.ts'
import { rewritten } from './rewritten.ts'

/** RFC 7636 appendix B. */
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

export const challengeOptional =
  (handle: Handler): Handler =>
  (exchange) => {
    const isPost = exchange.incoming.method === 'POST'
    const sent = isPost ? exchange.form : exchange.query
    if (sent.has('code_challenge')) return handle(exchange)
    const change = (params: URLSearchParams) => {
      params.set('code_challenge', challenge)
      params.set('code_challenge_method', 'S256')
    }
    return rewritten(exchange, change, handle)
  }

export const verifierOptional =
  (handle: Handler): Handler =>
  async (exchange) => {
    const { form } = exchange
    const isCode = form.get('grant_type') === 'authorization_code'
    if (!isCode || form.has('code_verifier')) return handle(exchange)
    const answer = await rewritten(
      exchange,
      (params) => params.set('code_verifier', verifier),
      handle,
    )
    if (exchange.pkce !== null) exchange.pkce = 'none'
    return answer
  }
