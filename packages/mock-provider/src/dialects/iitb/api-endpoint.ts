/** What every API endpoint does before and after its own work, as Django REST framework does it (seen). */
import { type Check, type Rejection, refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { AccessToken } from '../../grants.ts'
import type { Headers, Outgoing } from '../../http-message.ts'
import { html } from '../../pages/html.ts'
import { pageAnswer } from '../../pages/layout.ts'
import type { Person } from '../../people.ts'
import { isCsrfValid, signedInPerson } from './account.ts'
import { type ApiBody, parseApiBody } from './api-body.ts'
import { badRequest, crash, noFraming } from './django.ts'
import { hasTooManyFields } from './django-form.ts'
import { negotiate, type Renderer } from './negotiation.ts'
import { hasBadEscape } from './python-text.ts'

export interface ApiEndpoint {
  readonly name: string
  /** The scope without which nothing opens. */
  readonly scope: string
  readonly methods: readonly string[]
  /** In the framework's order: the methods, then OPTIONS. */
  readonly allow: string
  readonly answer: (call: ApiCall) => Outgoing | Promise<Outgoing>
}

/** A call on its way through the checks; they fill in what they find. */
export interface ApiContext {
  readonly core: Core
  readonly exchange: Exchange
  readonly endpoint: ApiEndpoint
  renderer: Renderer
  body: ApiBody
  token: AccessToken | undefined
  person: Person | undefined
}

/** A call that has passed all checks. */
export interface ApiCall extends ApiContext {
  readonly token: AccessToken
  readonly person: Person
}

type ApiCheck = Check<ApiContext>

/** The pages around the API look at the session. */
const cookieToo = 'Accept, Cookie'

export function apiAnswer(
  { endpoint, renderer }: ApiContext,
  status: number,
  value: unknown,
  headers: Headers = {},
): Outgoing | Promise<Outgoing> {
  const common = { Allow: endpoint.allow, Vary: 'Accept', ...noFraming, ...headers }
  const text = JSON.stringify(value)
  if (renderer === 'json') {
    return { status, headers: { 'Content-Type': 'application/json', ...common }, body: text }
  }
  const body = html`<h1>${endpoint.name}</h1><pre><code>HTTP ${status}
${JSON.stringify(value, null, 4)}</code></pre>`
  return pageAnswer(
    status,
    { site: 'API', title: endpoint.name, body },
    { ...common, Vary: cookieToo },
  )
}

const refuse = async (
  context: ApiContext,
  status: number,
  detail: string,
  because: string,
  headers: Headers = {},
): Promise<Rejection> => ({
  answer: await apiAnswer(context, status, { detail }, headers),
  because,
})

const queryIsShort: ApiCheck = ({ core, exchange }) =>
  hasTooManyFields(exchange.incoming.query) ? tooLong(core) : undefined

const tooLong = async ({ provider }: Core): Promise<Rejection> => ({
  answer: await badRequest(provider, 'The query is too long.'),
  because: 'the query has too many fields',
})

const answerCanBeAccepted: ApiCheck = (context) => {
  const { query, incoming } = context.exchange
  const result = negotiate(query.get('format'), incoming.header('accept'))
  if ('status' in result) {
    const detail =
      result.status === 404 ? 'Not found.' : 'Could not satisfy the request Accept header.'
    return refuse(context, result.status, detail, result.because)
  }
  context.renderer = result.renderer
  return undefined
}

/** The body is read while the token is looked for: so it is judged first. */
const bodyCanBeRead: ApiCheck = (context) => {
  const body = parseApiBody(context.exchange)
  if (body.kind === 'problem') return refuse(context, body.status, body.detail, body.detail)
  context.body = body
  return undefined
}

const queryCanBeRead: ApiCheck = (context) => {
  const { core, exchange } = context
  if (!hasBadEscape(exchange.incoming.query)) return undefined
  const because = 'the query has a malformed percent escape'
  return core.behaviour.strict
    ? refuse(context, 400, 'Malformed query.', because)
    : crash(core, because)
}

const noCredentials = 'Authentication credentials were not provided.'
const noPermission = 'You do not have permission to perform this action.'

const tokenIsGood: ApiCheck = (context) => {
  const { core, exchange } = context
  const sent = sentToken(context)
  const token = sent ? core.grants.accessToken(sent) : undefined
  if (token?.person && core.clock.now() < token.expiresAt) {
    context.token = token
    context.person = token.person
    exchange.clientId = token.client.id
    exchange.user = token.person.username
    return undefined
  }
  // The session of the provider's own pages is tried next; it opens nothing.
  if (signedInPerson(core, exchange)) return sessionIsNotEnough(context)
  const [description, because] = !sent
    ? [undefined, 'the request has no access token']
    : token
      ? ['The access token has expired.', 'the access token has expired']
      : ['The access token is invalid.', `the access token ${core.grants.fateOf(sent)}`]
  const error = description ? `,error="invalid_token",error_description="${description}"` : ''
  return refuse(context, 401, noCredentials, because, {
    'WWW-Authenticate': `Bearer realm="api"${error}`,
    Vary: cookieToo,
  })
}

function sessionIsNotEnough(context: ApiContext): Promise<Rejection> {
  const { method } = context.exchange.incoming
  const isSafe = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  const detail =
    isSafe || isCsrfValid(context.exchange)
      ? noPermission
      : 'CSRF Failed: CSRF token missing or incorrect.'
  return refuse(context, 403, detail, 'the request has a session cookie, but no access token', {
    Vary: cookieToo,
  })
}

/** In the header; only without that header in the form, only then in the query. */
function sentToken({ exchange, body }: ApiContext): string | undefined {
  const header = exchange.incoming.header('authorization')
  if (header !== undefined) {
    const words = header.trim().split(/\s+/)
    return words.length === 2 && words[0]?.toLowerCase() === 'bearer' ? words[1] : undefined
  }
  const inForm = body.kind === 'form' ? body.fields.get('access_token') : undefined
  return inForm ?? exchange.query.get('access_token')
}

const scopeIsGranted: ApiCheck = (context) => {
  const { endpoint, token } = context
  return token?.scopes.includes(endpoint.scope)
    ? undefined
    : refuse(context, 403, noPermission, `the token has no scope ${endpoint.scope}`)
}

const methodIsAllowed: ApiCheck = (context) => {
  const { method } = context.exchange.incoming
  return method === 'OPTIONS' || context.endpoint.methods.includes(method)
    ? undefined
    : refuse(context, 405, `Method "${method}" not allowed.`, `${method} is not allowed`)
}

const checks: readonly ApiCheck[] = [
  queryIsShort,
  answerCanBeAccepted,
  bodyCanBeRead,
  queryCanBeRead,
  tokenIsGood,
  scopeIsGranted,
  methodIsAllowed,
]

export function apiEndpoint(core: Core, endpoint: ApiEndpoint): Handler {
  return async (exchange) => {
    const context: ApiContext = {
      core,
      exchange,
      endpoint,
      renderer: 'json',
      body: { kind: 'json', value: {} },
      token: undefined,
      person: undefined,
    }
    const refusal = await refusalBy(checks, context)
    if (refusal) return refusal
    return exchange.incoming.method === 'OPTIONS'
      ? apiAnswer(context, 200, describe(endpoint))
      : endpoint.answer(context as ApiCall)
  }
}

const describe = ({ name }: ApiEndpoint) => ({
  name,
  description: '',
  renders: ['application/json', 'text/html'],
  parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
})
