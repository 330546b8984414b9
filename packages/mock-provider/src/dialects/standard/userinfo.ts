/** The claims that the granted scopes open: OpenID Connect Core 5.3. */
import { type Check, refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { AccessToken } from '../../grants.ts'
import { json } from '../../http-message.ts'
import type { Person } from '../../people.ts'
import { bearerChallenge, noStore } from './answers.ts'
import { subjectOf } from './id-token.ts'

interface UserinfoContext {
  readonly core: Core
  readonly exchange: Exchange
  sent: string | undefined
  token: AccessToken | undefined
}

type UserinfoCheck = Check<UserinfoContext>

/** RFC 6750 2: in the header or in the form, once; never in the URL. */
const tokenIsGiven: UserinfoCheck = (context) => {
  const { core, exchange } = context
  const header = exchange.incoming.header('authorization')
  const inForm = exchange.incoming.method === 'POST' ? exchange.form.get('access_token') : undefined
  if (exchange.query.has('access_token')) {
    return bearerChallenge(core, 400, 'the access token is in the URL', 'invalid_request')
  }
  if (header !== undefined && inForm !== undefined) {
    return bearerChallenge(core, 400, 'the access token is there twice', 'invalid_request')
  }
  context.sent = inForm ?? /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header ?? '')?.[1]
  return context.sent === undefined
    ? bearerChallenge(core, 401, 'the request has no access token')
    : undefined
}

const tokenIsGood: UserinfoCheck = (context) => {
  const { core, exchange } = context
  const sent = context.sent as string
  const token = core.grants.accessToken(sent)
  if (!token) {
    const because = `the access token ${core.grants.fateOf(sent)}`
    return bearerChallenge(core, 401, because, 'invalid_token')
  }
  exchange.clientId = token.client.id
  exchange.user = token.person?.username ?? null
  if (core.clock.now() >= token.expiresAt) {
    return bearerChallenge(core, 401, 'the access token has expired', 'invalid_token')
  }
  context.token = token
  return undefined
}

/** Without OpenID Connect any scope of a person's opens what it opens. */
const scopeIsGranted: UserinfoCheck = ({ core, token }) =>
  token?.person && (core.provider.protocol !== 'oidc' || token.scopes.includes('openid'))
    ? undefined
    : bearerChallenge(core, 403, 'the token has no scope openid', 'insufficient_scope', 'openid')

/** Where providers differ: whom a good token lets ask, and what its bearer is told. */
export interface UserinfoWays {
  readonly mayAsk: UserinfoCheck
  readonly told: (core: Core, token: AccessToken) => object
}

const standardWays: UserinfoWays = {
  mayAsk: scopeIsGranted,
  told: (core, { person, scopes }) => claimsOf(core, person as Person, scopes),
}

export function userinfoEndpoint(core: Core, { mayAsk, told } = standardWays): Handler {
  const checks = [tokenIsGiven, tokenIsGood, mayAsk]
  return async (exchange) => {
    const context: UserinfoContext = { core, exchange, sent: undefined, token: undefined }
    const refusal = await refusalBy(checks, context)
    return refusal ?? json(200, told(core, context.token as AccessToken), noStore)
  }
}

/** OpenID Connect Core 5.3.2: what is not there is left out, never null. */
export function claimsOf(
  core: Core,
  person: Person,
  scopes: readonly string[],
): Readonly<Record<string, unknown>> {
  const { identity, protocol, quirks } = core.provider
  const isNamedBySub = protocol === 'oidc' && !quirks?.includes('answers-without-sub')
  const claims: Record<string, unknown> = isNamedBySub
    ? { sub: subjectOf(core, person) }
    : { [identity.id]: person.user[identity.id] }
  for (const [name, { scope, shape }] of Object.entries(core.provider.resources)) {
    const value = person.user[name]
    if (value === null || value === undefined || !scopes.includes(scope)) continue
    const isPath = JSON.stringify(shape).includes('"url"') && String(value).startsWith('/')
    claims[name] = isPath ? core.baseUrl() + value : value
  }
  return claims
}
