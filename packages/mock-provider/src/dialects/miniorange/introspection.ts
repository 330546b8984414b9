/** Documented: of access tokens and id_tokens, four members; the hint is optional only for an access token. */
import { refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { json } from '../../http-message.ts'
import { issuerOf } from '../../issuer.ts'
import { noStore } from '../standard/answers.ts'
import { clientCallChecks } from '../standard/client-authentication.ts'
import { tokenIsGiven } from '../standard/introspection.ts'

const checks = [...clientCallChecks, tokenIsGiven]

export function introspectionEndpoint(core: Core): Handler {
  return async (exchange) => {
    const refusal = await refusalBy(checks, { core, exchange, client: undefined })
    if (refusal) return refusal
    const { form } = exchange
    const sent = form.get('token') as string
    // Chosen: what the hint for an id_token is called.
    const isIdToken = form.get('token_type_hint') === 'id_token'
    const facts = isIdToken ? await idTokenFacts(core, sent) : accessTokenFacts(core, sent)
    const isLive = facts !== undefined && core.clock.now() / 1000 < facts.exp
    return json(200, isLive ? { active: true, ...facts } : { active: false }, noStore)
  }
}

interface Facts {
  /** Epoch seconds. */
  readonly exp: number
  readonly client_id: unknown
  readonly username: unknown
}

function accessTokenFacts(core: Core, sent: string): Facts | undefined {
  const token = core.grants.accessToken(sent)
  if (!token) return undefined
  const { client, person, expiresAt } = token
  return { exp: Math.floor(expiresAt / 1000), client_id: client.id, username: person?.username }
}

async function idTokenFacts(core: Core, sent: string): Promise<Facts | undefined> {
  const claims = await core.keyring.verify(sent)
  if (claims?.iss !== issuerOf(core)) return undefined
  return { exp: Number(claims.exp), client_id: claims.aud, username: claims.username }
}
