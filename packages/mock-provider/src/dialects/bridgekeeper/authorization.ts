/** The authorization endpoint, with pages and without: whoever is signed in on the auth domain gets a code. */
import { type Check, refusalBy } from '../../checks.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { Outgoing } from '../../http-message.ts'
import { redirectUriDifference } from '../../redirect-uri-difference.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { fatalPage } from '../standard/answers.ts'
import { answerJson, redirect, refuse } from './answers.ts'
import { isClientId } from './quirks.ts'
import { type BridgekeeperCore, type DomainSession, lifetimesOf, type State } from './state.ts'

/** Chosen: where the realm's login page is. */
export const loginPath = '/login'

interface AuthorizationContext {
  readonly core: BridgekeeperCore
  readonly exchange: Exchange
  client: RegisteredClient | undefined
  redirectUri: string
  callbackUri: string
}

type AuthorizationCheck = Check<AuthorizationContext>

export const isLoopback = (hostname: string) => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)

const clientIsKnown: AuthorizationCheck = (context) => {
  const { core, exchange } = context
  const id = exchange.query.get('client_id') ?? ''
  if (!id) return refuse('invalid_request', 'client_id is missing')
  if (!isClientId(core.provider, id)) {
    return refuse('invalid_request', 'client_id is no integer')
  }
  context.client = core.clients.get(id)
  return context.client
    ? undefined
    : refuse('invalid_client', 'no client is registered under this client_id')
}

const responseTypeIsCode: AuthorizationCheck = ({ exchange }) =>
  exchange.query.get('response_type') === 'code'
    ? undefined
    : refuse('unsupported_response_type', 'response_type is not code')

/** Documented: it is this server's own, on the domain of the application. */
const redirectUriIsRegistered: AuthorizationCheck = (context) => {
  const { redirectUris, loopbackRedirects } = context.client as RegisteredClient
  const asked = context.exchange.query.get('redirect_uri') ?? ''
  if (!asked) return refuse('invalid_request', 'redirect_uri is missing')
  context.redirectUri = asked
  if (redirectUris.includes(asked)) return undefined
  const { token } = context.core.provider.endpoints
  const url = URL.parse(asked)
  if (loopbackRedirects && url && isLoopback(url.hostname) && url.pathname === token) {
    return undefined
  }
  return refuse('invalid_request', redirectUriDifference(asked, redirectUris))
}

/** Chosen: else this would be a redirect to anywhere. */
const callbackUriIsOfTheDomain: AuthorizationCheck = (context) => {
  const asked = context.exchange.query.get('callback_uri') ?? ''
  if (!asked) return refuse('invalid_request', 'callback_uri is missing')
  context.callbackUri = asked
  const url = URL.parse(asked)
  return url &&
    /^https?:$/.test(url.protocol) &&
    url.hostname === new URL(context.redirectUri).hostname
    ? undefined
    : refuse('invalid_request', 'callback_uri is not on the domain of redirect_uri')
}

const checks: readonly AuthorizationCheck[] = [
  clientIsKnown,
  responseTypeIsCode,
  redirectUriIsRegistered,
  callbackUriIsOfTheDomain,
]

/** @param silent Seen: whoever is not signed in comes back with `logged_in=false`, without a page. */
export const authorizationEndpoint =
  (core: BridgekeeperCore, state: State, { silent }: { silent: boolean }): Handler =>
  async (exchange) => {
    const { query } = exchange
    exchange.clientId = query.get('client_id') ?? null
    const isAjax = !silent && query.get('allow_ajax') === 'true'
    const context = { core, exchange, client: undefined, redirectUri: '', callbackUri: '' }
    const refused = await refusalBy(checks, context)
    if (refused) {
      // Whoever asked by a script reads it there; a person sees a page.
      return isAjax ? refused : (await fatalPage(core, exchange.rejection ?? '')).answer
    }
    const { choice } = exchange
    const session = choice
      ? choice.deny
        ? undefined
        : state.begin(choice.person).session
      : state.sessionOf(exchange)
    const target = session
      ? withCode(core, state, context, session)
      : silent
        ? withQuery(context.callbackUri, { logged_in: 'false' })
        : loginPage(core, exchange)
    exchange.user = session?.person.username ?? null
    return isAjax ? answerJson(200, { [core.provider.ajaxAnswer]: target }) : redirect(target)
  }

function withCode(
  core: BridgekeeperCore,
  { codes }: State,
  { client, redirectUri, callbackUri }: AuthorizationContext,
  { root, person }: DomainSession,
): string {
  const now = core.clock.now()
  const code = `${uuid(core)}-${now}`
  const expiresAt = now + lifetimesOf(core).codeSeconds * 1000
  codes.set(code, { root, person, client: client as RegisteredClient, callbackUri, expiresAt })
  return withQuery(redirectUri, { code, callback_uri: callbackUri })
}

/** What a page on the auth domain needs to ask again once somebody has signed in there. */
function loginPage(core: BridgekeeperCore, { query }: Exchange): string {
  const names = ['client_id', 'redirect_uri', 'callback_uri', 'response_type']
  const carried = names.map((name) => [name, query.get(name) ?? ''] as const)
  return withQuery(core.baseUrl() + loginPath, Object.fromEntries(carried))
}

function withQuery(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

function uuid({ random }: BridgekeeperCore): string {
  const digits = () => random.integer(16).toString(16)
  return 'xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx'.replaceAll('x', digits)
}

/** Exchanges the code by itself, sets the cookie and leads back to the application. */
export const tokenEndpoint =
  (core: BridgekeeperCore, state: State): Handler =>
  (exchange): Outgoing => {
    const { query } = exchange
    const refused = (error: string, because: string) => {
      const { answer } = refuse(error, because)
      exchange.rejection = because
      return answer
    }
    const sent = query.get('code') ?? ''
    const code = state.codes.get(sent)
    if (!code) return refused('invalid_grant', 'the code is unknown, or used')
    exchange.clientId = code.client.id
    state.codes.delete(sent)
    if (core.clock.now() >= code.expiresAt) return refused('invalid_grant', 'the code has expired')
    if (!state.isAlive(code.root)) {
      return refused('invalid_grant', 'the sign-in has ended since')
    }
    if (query.get('callback_uri') !== code.callbackUri) {
      return refused('invalid_request', 'callback_uri is not that of the authorization request')
    }
    exchange.user = code.person.username
    return redirect(code.callbackUri, state.begin(code.person, code.root).headers)
  }
