/** OpenID Connect RP-Initiated Logout 1.0. */
import { type Check, refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { Outgoing } from '../../http-message.ts'
import { issuerOf } from '../../issuer.ts'
import { loggedOutPage, logoutPage } from '../../pages/logout-page.ts'
import { type Parameters, repeatedName } from '../../parameters.ts'
import type { Person } from '../../people.ts'
import { mayLeaveTo, type RegisteredClient } from '../../registered-client.ts'
import { authenticationOf, csrfField, csrfOf, csrfRefusal, endSession } from './account.ts'
import { fatalPage, methodNotAllowed, noFraming, redirect } from './answers.ts'
import { subjectOf } from './id-token.ts'

interface LogoutContext {
  readonly core: Core
  readonly exchange: Exchange
  readonly params: Parameters
  client: RegisteredClient | undefined
  hintedSubject: unknown
}

type LogoutCheck = Check<LogoutContext>

const nothingIsRepeated: LogoutCheck = ({ core, params }) => {
  const name = repeatedName(params)
  return name === undefined ? undefined : fatalPage(core, `${name} is there twice`)
}

/** 2: the hint counts however old it is, but only if this provider has signed it. */
const hintIsOurs: LogoutCheck = async (context) => {
  const { core, params } = context
  const hint = params.get('id_token_hint')
  if (hint === undefined) return undefined
  const claims = await core.keyring.verify(hint)
  if (claims?.iss !== issuerOf(core)) {
    return fatalPage(core, 'id_token_hint is not a token of this provider')
  }
  context.hintedSubject = claims.sub
  context.client = core.clients.get(String(claims.aud))
  return undefined
}

const clientIsKnown: LogoutCheck = (context) => {
  const { core, params } = context
  const id = params.get('client_id')
  if (id === undefined) return undefined
  if (context.client && context.client.id !== id) {
    return fatalPage(core, 'id_token_hint was issued to another client')
  }
  context.client = core.clients.get(id)
  return context.client
    ? undefined
    : fatalPage(core, 'no client is registered under this client_id', 400, 'invalid_client')
}

const placeIsRegistered: LogoutCheck = ({ core, exchange, params, client }) => {
  exchange.clientId = client?.id ?? null
  const place = params.get('post_logout_redirect_uri')
  if (place === undefined) return undefined
  if (!client) return fatalPage(core, 'nothing says whose post_logout_redirect_uri this is')
  return mayLeaveTo(client, place)
    ? undefined
    : fatalPage(core, 'post_logout_redirect_uri is not registered for the client')
}

const checks = [nothingIsRepeated, hintIsOurs, clientIsKnown, placeIsRegistered]

export function endSessionEndpoint(core: Core): Handler {
  return async (exchange) => {
    const { method } = exchange.incoming
    if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
      return methodNotAllowed(exchange, 'GET, HEAD, POST')
    }
    const sent = method === 'POST' ? exchange.form : exchange.query
    const confirms = method === 'POST' && sent.has('confirm')
    const params: Parameters = confirms
      ? { ...sent, pairs: sent.pairs.filter(([name]) => name !== 'confirm' && name !== csrfField) }
      : sent
    const context: LogoutContext = {
      core,
      exchange,
      params,
      client: undefined,
      hintedSubject: undefined,
    }
    const refusal = await refusalBy(checks, context)
    if (refusal) return refusal
    const person = authenticationOf(core, exchange)?.person
    exchange.user = person?.username ?? null
    if (confirms) return (await csrfRefusal(core, exchange)) ?? logout(context)
    // 2: who is not certain to be meant is asked, or any page could log a person out.
    const isMeant = !person || context.hintedSubject === subjectOf(core, person)
    return isMeant ? logout(context) : askFirst(context, person)
  }
}

function logout({ core, exchange, params }: LogoutContext): Outgoing | Promise<Outgoing> {
  const headers = endSession(core, exchange)
  const place = params.get('post_logout_redirect_uri')
  if (place === undefined) {
    return loggedOutPage(
      { site: core.provider.name, acceptLanguage: exchange.incoming.header('accept-language') },
      { ...noFraming, ...headers },
    )
  }
  const state = params.get('state')
  const query = state === undefined ? '' : String(new URLSearchParams({ state }))
  const joint = place.includes('?') ? '&' : '?'
  return redirect(query === '' ? place : `${place}${joint}${query}`, headers)
}

function askFirst({ core, exchange, params }: LogoutContext, person: Person): Promise<Outgoing> {
  const csrf = csrfOf(exchange)
  return logoutPage(
    {
      site: core.provider.name,
      acceptLanguage: exchange.incoming.header('accept-language'),
      action: exchange.incoming.path,
      hidden: [...params.pairs, [csrfField, csrf.token]],
      person,
    },
    { ...noFraming, ...csrf.headers },
  )
}
