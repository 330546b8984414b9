/**
 * Documented: "Implicit Flow (Legacy)". Chosen, since its answer is not described: as OpenID Connect Core 3.2.2.5 has
 * it, in the fragment. The person is asked as for a code, which is then redeemed on the spot.
 */
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import { type Outgoing, withHeaders } from '../../http-message.ts'
import { isRegisteredRedirect, redirectToClient } from '../standard/authorization-checks.ts'
import { answerWithTokens } from '../standard/issue-tokens.ts'
import { rewritten } from '../standard/rewritten.ts'

/** In any order (OAuth 2.0 Multiple Response Type Encoding Practices). */
const responseTypes = ['token', 'id_token', 'id_token token']
const sorted = (type: string | undefined) => (type ?? '').split(' ').sort().join(' ')

/** Carries the response type through the pages. */
const carrier = 'implicit_response_type'

/** A challenge that no verifier is known of. */
const noChallenge = 'A'.repeat(43)

const parametersOf = ({ incoming, form, query }: Exchange) =>
  incoming.method === 'POST' ? form : query

/** @param authorize What answers by a code. */
export function withImplicit(core: Core, authorize: Handler): Handler {
  return async (exchange) => {
    const asked = parametersOf(exchange)
    const type = asked.get(carrier) ?? sorted(asked.get('response_type'))
    if (!responseTypes.includes(type)) return authorize(exchange)

    const asCode = (params: URLSearchParams) => {
      params.set(carrier, type)
      params.set('response_type', 'code')
      params.set('code_challenge', noChallenge)
      params.set('code_challenge_method', 'S256')
    }
    return rewritten(exchange, asCode, async (inner) => {
      const answer = refusal(core, inner, type) ?? (await authorize(inner))
      return toFragment(core, inner, answer, type)
    })
  }
}

function refusal(core: Core, inner: Exchange, type: string): Outgoing | undefined {
  const params = parametersOf(inner)
  const client = core.clients.get(params.get('client_id') ?? '')
  const redirectUri = params.get('redirect_uri') ?? ''
  // Whoever is not registered as a target gets nothing: the endpoint itself says why.
  if (!client || !isRegisteredRedirect(client, redirectUri)) return undefined
  const refuse = (error: string, because: string) => {
    inner.rejection = because
    return redirectToClient(core, redirectUri, params.get('state'), {
      error,
      error_description: because,
    })
  }
  if (!client.grantTypes.has('implicit')) {
    return refuse('unauthorized_client', 'the client is not registered for the implicit flow')
  }
  // OpenID Connect Core 3.2.2.1.
  return type.includes('id_token') && !params.get('nonce')
    ? refuse('invalid_request', 'nonce is missing')
    : undefined
}

/**
 * The redirect back to the application, with the answer in the fragment and tokens for the code. The redirect URI's own query
 * stays where it is (RFC 6749 3.1.2).
 */
async function toFragment(
  core: Core,
  exchange: Exchange,
  answer: Outgoing,
  type: string,
): Promise<Outgoing> {
  const location = answer.headers.Location
  const target = parametersOf(exchange).get('redirect_uri')
  if (typeof location !== 'string' || !target || !location.startsWith(target)) return answer
  const params = new URLSearchParams(location.slice(target.length + 1))
  params.delete('iss')
  const code = core.grants.code(params.get('code') ?? '')
  if (code) {
    core.grants.useCode(code)
    const { client, person, scopes, signIn } = code
    const tokens = await answerWithTokens(core, exchange, { client, person, scopes, signIn })
    params.delete('code')
    for (const [name, value] of Object.entries<unknown>(JSON.parse(tokens.body))) {
      const wanted = type.split(' ').includes(name === 'id_token' ? 'id_token' : 'token')
      // RFC 6749 4.2.2: never a refresh token.
      if (wanted && name !== 'refresh_token') params.set(name, String(value))
    }
  }
  return withHeaders(answer, { Location: `${target}#${params}` })
}
