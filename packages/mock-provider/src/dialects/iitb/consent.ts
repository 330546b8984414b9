/** What follows from the person's decision: the same for the page, for `approve` and for a consent that is skipped. */
import type { Core } from '../../core.ts'
import type { Exchange } from '../../exchange.ts'
import { newFamily } from '../../grants.ts'
import type { Outgoing } from '../../http-message.ts'
import { parseParameters } from '../../parameters.ts'
import type { Person } from '../../people.ts'
import { anotherClient, type RegisteredClient } from '../../registered-client.ts'
import {
  errorRedirect,
  everyPartHasAValue,
  fatal,
  repeatedParameter,
} from './authorization-checks.ts'
import { redirect } from './django.ts'
import { issueTokens } from './issue-tokens.ts'
import { addParameters } from './redirect-uri.ts'
import { alwaysScopes } from './scopes.ts'

/** A request that has passed all checks. */
export interface AuthorizationRequest {
  readonly client: RegisteredClient
  readonly redirectUri: string
  readonly responseType: 'code' | 'token'
  readonly state: string | undefined
  /** Asked for, and those that come in any case. */
  readonly scopes: readonly string[]
  readonly codeChallenge: string | null
  readonly codeChallengeMethod: string
}

export interface Decision {
  readonly allow: boolean
  /** The boxes that are ticked; absent: all. */
  readonly ticked?: readonly string[] | undefined
}

export async function decide(
  core: Core,
  exchange: Exchange,
  person: Person,
  request: AuthorizationRequest,
  { allow, ticked }: Decision,
): Promise<Outgoing> {
  const { client, redirectUri, state } = request
  if (!allow) {
    exchange.rejection = 'the person denied the request'
    return errorRedirect(redirectUri, state, 'access_denied')
  }
  const problem = redirectQueryProblem(redirectUri)
  if (problem) {
    const { answer, because } = await fatal(core, problem, 'redirect_uri has an odd query')
    exchange.rejection = because
    return answer
  }
  const fixed = new Set([...alwaysScopes(core), ...client.privateScopes])
  const scopes = request.scopes.filter(
    (scope) => ticked === undefined || fixed.has(scope) || ticked.includes(scope),
  )
  return request.responseType === 'code'
    ? redirectWithCode(core, exchange, person, request, scopes)
    : redirectWithToken(core, person, request, scopes)
}

/** The provider reads the redirect URI's own query as if it were the request's (seen in its libraries). */
function redirectQueryProblem(redirectUri: string): string | undefined {
  const mark = redirectUri.indexOf('?')
  if (mark < 0) return undefined
  const query = redirectUri.slice(mark + 1)
  if (!everyPartHasAValue(query)) return 'Unable to parse query string'
  const repeated = repeatedParameter(parseParameters(query))
  return repeated && `Duplicate ${repeated} parameter.`
}

function redirectWithCode(
  core: Core,
  { bends }: Exchange,
  person: Person,
  request: AuthorizationRequest,
  scopes: readonly string[],
): Outgoing {
  const { redirectUri, state, codeChallenge, codeChallengeMethod } = request
  const client = bends.codeOfAnotherClient ? anotherClient(request.client) : request.client
  const code = core.random.alphanumeric(30)
  const now = core.clock.now()
  const seconds = core.provider.lifetimes?.codeSeconds ?? 60
  const expiresAt = now + seconds * 1000
  core.grants.addCode({
    code,
    client,
    person,
    redirectUri,
    scopes,
    codeChallenge,
    codeChallengeMethod,
    expiresAt,
    family: newFamily(),
  })
  const pairs: [string, string][] = [['code', code]]
  if (state) pairs.push(['state', state])
  return redirect(addParameters(redirectUri, pairs, 'query'))
}

/** RFC 6749 4.2.2, but the state is there even where none was sent (seen). */
function redirectWithToken(
  core: Core,
  person: Person,
  { client, redirectUri, state }: AuthorizationRequest,
  scopes: readonly string[],
): Outgoing {
  const { access, expiresInSeconds } = issueTokens(
    core,
    {},
    { client, person, scopes, refreshToken: 'none' },
  )
  const pairs: [string, string][] = [
    ['access_token', access.token],
    ['expires_in', String(expiresInSeconds)],
    ['token_type', 'Bearer'],
    ['scope', scopes.join(' ')],
  ]
  if (state !== undefined) pairs.push(['state', state])
  return redirect(addParameters(redirectUri, pairs, 'fragment'))
}
