/** The authorization endpoint: who is it, what is asked, and the page that asks the person. */
import { refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { Outgoing } from '../../http-message.ts'
import { consentPage } from '../../pages/consent-page.ts'
import { type Parameters, parametersOf } from '../../parameters.ts'
import type { Person } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { csrfOf, isCsrfValid, loginRedirect, signedInPerson, switchUserUrl } from './account.ts'
import { type AuthorizationContext, authorizationChecks } from './authorization-checks.ts'
import { type AuthorizationRequest, type Decision, decide } from './consent.ts'
import { badRequest, csrfFailed, methodNotAllowed, noFraming, optionsOf } from './django.ts'
import { hasTooManyFields } from './django-form.ts'
import { strip } from './python-text.ts'
import { alwaysScopes, distinct } from './scopes.ts'

const allowed = 'GET, POST, PUT, HEAD, OPTIONS'
const unverifiedUserLimit = 10

export function authorizationEndpoint(core: Core): Handler {
  return async (exchange) => {
    const { method } = exchange.incoming
    const sendsForm = method === 'POST' || method === 'PUT'
    // The framework looks for the CSRF token before it asks who it is.
    if (sendsForm && !isCsrfValid(exchange)) {
      exchange.rejection = 'the form has no CSRF token, or another than the cookie'
      return csrfFailed(core.provider)
    }
    const person = signedInPerson(core, exchange)
    if (!person) return loginRedirect(exchange)
    exchange.user = person.username
    if (method === 'OPTIONS') return optionsOf(allowed)
    if (sendsForm) return answerForm(core, exchange, person)
    return method === 'GET' || method === 'HEAD'
      ? answerVisit(core, exchange, person)
      : methodNotAllowed(allowed)
  }
}

async function answerVisit(core: Core, exchange: Exchange, person: Person): Promise<Outgoing> {
  const request = await readRequest(core, exchange, exchange.query)
  if ('refusal' in request) return request.refusal
  if (hasTooManyFields(exchange.incoming.query)) {
    exchange.rejection = 'the query has too many fields'
    return badRequest(core.provider, 'The query is too long.')
  }
  if (exchange.query.get('approval_prompt') === 'auto' && isCovered(core, person, request)) {
    return decide(core, exchange, person, request, { allow: true })
  }
  const { client } = request
  const full = client.unverified && core.grants.userCountOf(client) >= unverifiedUserLimit
  if (exchange.choice && !full) {
    const { scopes, deny } = exchange.choice
    return answerDecision(core, exchange, person, request, { allow: !deny, ticked: scopes })
  }
  return showConsent(core, exchange, person, request, full)
}

function showConsent(
  core: Core,
  exchange: Exchange,
  person: Person,
  request: AuthorizationRequest,
  full: boolean,
): Promise<Outgoing> {
  const { client, scopes, redirectUri, responseType, state, codeChallenge } = request
  const csrf = csrfOf(exchange)
  const always = alwaysScopes(core)
  const boxes = scopes.filter((scope) => !client.privateScopes.includes(scope))
  return consentPage(
    {
      site: core.provider.name,
      acceptLanguage: exchange.incoming.header('accept-language'),
      clientName: client.name,
      person,
      scopes: boxes.map((scope) => ({
        scope,
        title: core.provider.scopes[scope]?.title ?? scope,
        always: always.includes(scope),
      })),
      hidden: {
        csrfmiddlewaretoken: csrf.token,
        client_id: client.id,
        redirect_uri: redirectUri,
        response_type: responseType,
        scope: scopes.join(' '),
        state: state ?? '',
        code_challenge: codeChallenge ?? '',
        code_challenge_method: request.codeChallengeMethod,
      },
      switchUser: switchUserUrl(exchange),
      remembered: false,
      unverified: client.unverified,
      full,
    },
    { ...noFraming, ...csrf.headers, Vary: 'Cookie' },
  )
}

/** The form comes back: what it carries is judged again, for anybody can write a form. */
async function answerForm(core: Core, exchange: Exchange, person: Person): Promise<Outgoing> {
  const { form } = exchange
  const meaningful = form.pairs.filter(
    ([name, value]) => value !== '' || !name.startsWith('code_challenge'),
  )
  const request = await readRequest(core, exchange, parametersOf(meaningful))
  if ('refusal' in request) return request.refusal
  return answerDecision(core, exchange, person, request, {
    allow: Boolean(form.get('allow')),
    ticked: form.all('scopes_array'),
  })
}

/** A form field is trimmed, and one that is not there is empty. */
const asFormSends = (request: AuthorizationRequest): AuthorizationRequest => ({
  ...request,
  redirectUri: strip(request.redirectUri),
  state: strip(request.state ?? ''),
  codeChallenge: strip(request.codeChallenge ?? '') || null,
})

/** A form with a null character in a field is not valid; the person sees it once more. */
const isFormValid = ({ state, codeChallenge }: AuthorizationRequest): boolean =>
  !`${state}${codeChallenge}`.includes('\0')

function answerDecision(
  core: Core,
  exchange: Exchange,
  person: Person,
  request: AuthorizationRequest,
  decision: Decision,
): Promise<Outgoing> {
  if (isFormValid(request)) return decide(core, exchange, person, asFormSends(request), decision)
  exchange.rejection = 'a field of the form has a null character in it'
  return showConsent(core, exchange, person, request, false)
}

async function readRequest(
  core: Core,
  exchange: Exchange,
  params: Parameters,
): Promise<AuthorizationRequest | { readonly refusal: Outgoing }> {
  exchange.clientId = params.get('client_id') ?? null
  const context: AuthorizationContext = {
    core,
    exchange,
    params,
    client: undefined,
    redirectUri: '',
    scopes: [],
  }
  const refusal = await refusalBy(authorizationChecks, context)
  if (refusal) return { refusal }
  const client = context.client as RegisteredClient
  return {
    client,
    redirectUri: context.redirectUri,
    responseType: params.get('response_type') === 'token' ? 'token' : 'code',
    state: params.get('state'),
    scopes: distinct([...context.scopes, ...alwaysScopes(core), ...client.privateScopes]),
    codeChallenge: params.get('code_challenge') || null,
    codeChallengeMethod: params.get('code_challenge_method') || 'plain',
  }
}

/** Does a live token of this person cover what is asked? */
function isCovered(core: Core, person: Person, { client, scopes }: AuthorizationRequest): boolean {
  const now = core.clock.now()
  for (const token of core.grants.heldBy(person, client)) {
    if (token.expiresAt > now && scopes.every((scope) => token.scopes.includes(scope))) return true
  }
  return false
}
