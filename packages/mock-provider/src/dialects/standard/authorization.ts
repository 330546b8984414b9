/** The authorization endpoint: who is it, what is asked, and the page that asks the person. */
import { refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import { type Exchange, type Handler, isExplicit } from '../../exchange.ts'
import { newFamily } from '../../grants.ts'
import type { Outgoing } from '../../http-message.ts'
import { consentPage } from '../../pages/consent-page.ts'
import type { Parameters } from '../../parameters.ts'
import type { Person } from '../../people.ts'
import { anotherClient, type RegisteredClient } from '../../registered-client.ts'
import {
  type Authentication,
  authenticationOf,
  csrfField,
  csrfOf,
  csrfRefusal,
  loginUrl,
} from './account.ts'
import { methodNotAllowed, noFraming, redirect } from './answers.ts'
import {
  type AuthorizationContext,
  authorizationChecks,
  redirectToClient,
  toClient,
} from './authorization-checks.ts'
import { subjectOf } from './id-token.ts'
import { isFixed } from './scopes.ts'

const allowed = 'GET, HEAD, POST'
const codeLength = 43

/** A request that has passed all checks. */
interface AuthorizationRequest extends AuthorizationContext {
  readonly client: RegisteredClient
  readonly prompts: readonly string[]
}

/** What the consent page's form carries beside the request itself. */
const formFields = ['allow', 'scopes_array', csrfField]

export function authorizationEndpoint(core: Core): Handler {
  return async (exchange) => {
    const { method } = exchange.incoming
    if (method === 'GET' || method === 'HEAD') return visit(core, exchange, exchange.query)
    if (method !== 'POST') return methodNotAllowed(exchange, allowed)
    // OpenID Connect Core 3.1.2.1: the request itself may be a form too.
    return exchange.form.has('allow')
      ? answerForm(core, exchange)
      : visit(core, exchange, exchange.form)
  }
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
    hintedSubject: undefined,
  }
  const refusal = await refusalBy(authorizationChecks, context)
  if (refusal) return { refusal }
  const prompts = params.get('prompt')?.split(' ') ?? []
  return { ...context, client: context.client as RegisteredClient, prompts }
}

async function visit(core: Core, exchange: Exchange, params: Parameters): Promise<Outgoing> {
  const request = await readRequest(core, exchange, params)
  if ('refusal' in request) return request.refusal
  const { client, scopes, prompts } = request
  const silent = prompts.includes('none')
  const authentication = authenticationOf(core, exchange)
  if (!authentication || mustSignInAgain(core, exchange, request, authentication)) {
    return silent
      ? refuse(request, 'login_required', 'prompt is none, and the person has to sign in')
      : redirect(loginUrl(`${exchange.incoming.path}?${withoutSignIn(params)}`))
  }
  const { person } = authentication
  exchange.user = person.username
  const asksAnew = prompts.includes('consent') || (isExplicit(exchange) && !silent)
  if (!asksAnew && core.consents.covers(person, client, scopes)) {
    return grant(request, authentication, scopes)
  }
  if (silent) {
    return refuse(request, 'consent_required', 'prompt is none, and the person has to agree')
  }
  if (!exchange.choice) return showConsent(request, person)
  return decide(request, authentication, !exchange.choice.deny, exchange.choice.scopes)
}

/** OpenID Connect Core 3.1.2.1: `prompt`, `max_age` and `id_token_hint`. */
function mustSignInAgain(
  core: Core,
  { choice }: Exchange,
  { params, prompts, hintedSubject }: AuthorizationRequest,
  { person, authenticatedAt }: Authentication,
): boolean {
  if (hintedSubject !== undefined && hintedSubject !== subjectOf(core, person)) return true
  // The scripted person signs in at every visit.
  if (choice) return false
  if (prompts.includes('login') || prompts.includes('select_account')) return true
  const maxAge = params.get('max_age')
  if (maxAge === undefined) return false
  const ageMs = core.clock.now() - authenticatedAt
  return Number(maxAge) === 0 || ageMs > Number(maxAge) * 1000
}

/** The request as it goes on after the sign-in that it wanted: it must not want it again. */
function withoutSignIn(params: Parameters): URLSearchParams {
  const query = new URLSearchParams(params.pairs as [string, string][])
  const rest = (params.get('prompt') ?? '')
    .split(' ')
    .filter((value) => value === 'none' || value === 'consent')
  if (rest.length > 0) query.set('prompt', rest.join(' '))
  else query.delete('prompt')
  if (Number(query.get('max_age')) === 0) query.delete('max_age')
  // Whoever signs in now may be somebody else: that is for the application to see.
  query.delete('id_token_hint')
  return query
}

function refuse(request: AuthorizationRequest, error: string, because: string): Outgoing {
  request.exchange.rejection = because
  return toClient(request, error, because).answer
}

function showConsent(request: AuthorizationRequest, person: Person): Promise<Outgoing> {
  const { core, exchange, client, scopes, params } = request
  const csrf = csrfOf(exchange)
  const own = params.pairs.filter(([name]) => !formFields.includes(name))
  return consentPage(
    {
      site: core.provider.name,
      acceptLanguage: exchange.incoming.header('accept-language'),
      clientName: client.name,
      person,
      scopes: scopes.map((scope) => ({
        scope,
        title: core.provider.scopes[scope]?.title ?? scope,
        always: isFixed(core, scope),
      })),
      hidden: { ...Object.fromEntries(own), [csrfField]: csrf.token },
      switchUser: loginUrl(`${exchange.incoming.path}?${withoutSignIn(params)}`),
      remembered: true,
      unverified: client.unverified,
      full: false,
    },
    { ...noFraming, ...csrf.headers },
  )
}

/** The form comes back: what it carries is judged again, for anybody can write a form. */
async function answerForm(core: Core, exchange: Exchange): Promise<Outgoing> {
  const { form } = exchange
  const refused = await csrfRefusal(core, exchange)
  if (refused) return refused
  const authentication = authenticationOf(core, exchange)
  const pairs = form.pairs.filter(([name]) => !formFields.includes(name))
  const params: Parameters = { ...form, pairs }
  const request = await readRequest(core, exchange, params)
  if ('refusal' in request) return request.refusal
  if (!authentication) {
    return redirect(loginUrl(`${exchange.incoming.path}?${withoutSignIn(params)}`))
  }
  exchange.user = authentication.person.username
  return decide(request, authentication, Boolean(form.get('allow')), form.all('scopes_array'))
}

function decide(
  request: AuthorizationRequest,
  authentication: Authentication,
  allow: boolean,
  ticked: readonly string[] | undefined,
): Outgoing {
  const { core, client, scopes } = request
  if (!allow) return refuse(request, 'access_denied', 'the person denied the request')
  const granted = scopes.filter(
    (scope) => ticked === undefined || isFixed(core, scope) || ticked.includes(scope),
  )
  if (granted.length === 0) return refuse(request, 'access_denied', 'the person granted nothing')
  core.consents.remember(authentication.person, client, granted)
  return grant(request, authentication, granted)
}

function grant(
  { core, exchange, client, params, redirectUri }: AuthorizationRequest,
  { person, authenticatedAt }: Authentication,
  scopes: readonly string[],
): Outgoing {
  const code = core.random.alphanumeric(codeLength)
  const now = core.clock.now()
  const { codeSeconds = 60 } = core.provider.lifetimes ?? {}
  const nonce = params.get('nonce')
  core.grants.addCode({
    code,
    client: exchange.bends.codeOfAnotherClient ? anotherClient(client) : client,
    person,
    redirectUri,
    scopes,
    codeChallenge: params.get('code_challenge') as string,
    codeChallengeMethod: 'S256',
    expiresAt: now + codeSeconds * 1000,
    signIn: { authenticatedAt, ...(nonce === undefined ? {} : { nonce }) },
    family: newFamily(),
  })
  return redirectToClient(core, redirectUri, params.get('state'), { code })
}
