/** What the authorization endpoint refuses, in the order in which the provider judges (seen). */
import type { Check, Rejection } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange } from '../../exchange.ts'
import { errorPage } from '../../pages/error-page.ts'
import type { Parameters } from '../../parameters.ts'
import { redirectUriDifference, redirectUriFlaw } from '../../redirect-uri-difference.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { crash, noFraming, redirect } from './django.ts'
import { hasBadEscape, urlEncode } from './python-text.ts'
import { isAbsoluteUri, isRedirectUriAllowed } from './redirect-uri.ts'
import { isAskable, splitScope } from './scopes.ts'

/** An authorization request on its way through the checks; they fill in what they find. */
export interface AuthorizationContext {
  readonly core: Core
  readonly exchange: Exchange
  readonly params: Parameters
  client: RegisteredClient | undefined
  redirectUri: string
  scopes: readonly string[]
}

type AuthorizationCheck = Check<AuthorizationContext>

/** An error that the person sees, because there is no place to send it to. */
export async function fatal(
  core: Core,
  description: string,
  because: string = description,
): Promise<Rejection> {
  const page = { title: 'Error', code: 'invalid_request', text: description }
  return {
    answer: await errorPage(400, { site: core.provider.name, ...page }, noFraming),
    because,
  }
}

/** RFC 6749 4.1.2.1; always in the query, also where a success would be in the fragment. */
export function errorRedirect(
  redirectUri: string,
  state: string | undefined,
  error: string,
  description?: string,
) {
  const pairs: [string, string][] = [['error', error]]
  if (description) pairs.push(['error_description', description])
  if (state) pairs.push(['state', state])
  const target = redirectUri.replaceAll('\n', '%0A')
  return redirect(`${target}${redirectUri.includes('?') ? '&' : '?'}${urlEncode(pairs)}`)
}

const toClient = (
  { redirectUri, params }: AuthorizationContext,
  error: string,
  because: string,
  description?: string,
): Rejection => ({
  answer: errorRedirect(redirectUri, params.get('state'), error, description),
  because,
})

const queryIsWellFormed: AuthorizationCheck = ({ core, exchange }) => {
  const { query } = exchange.incoming
  if (hasBadEscape(query)) {
    const because = 'the query has a malformed percent escape'
    if (core.behaviour.strict) return fatal(core, 'Unable to parse query string', because)
    return crash(core, because)
  }
  return everyPartHasAValue(query)
    ? undefined
    : fatal(core, 'Unable to parse query string', 'a part of the query has no equals sign')
}

/** Every part between ampersands must have an equals sign. */
export const everyPartHasAValue = (query: string): boolean =>
  query === '' || query.split('&').every((part) => part.includes('='))

const unrepeatable = ['client_id', 'response_type', 'redirect_uri', 'scope', 'state'] as const

/** The first parameter that stands in a list more than once and must not. */
export const repeatedParameter = (params: Parameters): string | undefined =>
  unrepeatable.find((name) => params.all(name).length > 1)

const nothingIsRepeated: AuthorizationCheck = ({ core, params }) => {
  const name = repeatedParameter(params)
  return name ? fatal(core, `Duplicate ${name} parameter.`, `${name} is there twice`) : undefined
}

const clientIdIsGiven: AuthorizationCheck = ({ core, params }) =>
  params.get('client_id') ? undefined : fatal(core, 'Missing client_id parameter.')

const clientIsKnown: AuthorizationCheck = (context) => {
  context.client = context.core.clients.get(context.params.get('client_id') ?? '')
  return context.client
    ? undefined
    : fatal(
        context.core,
        'Invalid client_id parameter value.',
        'no client is registered under this client_id',
      )
}

const redirectUriIsAbsolute: AuthorizationCheck = (context) => {
  const client = context.client as RegisteredClient
  const asked = context.params.get('redirect_uri')
  context.redirectUri = asked ?? client.redirectUris[0] ?? ''
  if (asked === undefined && context.redirectUri === '') {
    return fatal(
      context.core,
      'Missing redirect URI.',
      'no redirect_uri was sent and none is registered',
    )
  }
  return isAbsoluteUri(context.redirectUri)
    ? undefined
    : fatal(
        context.core,
        'Invalid redirect URI.',
        redirectUriFlaw(context.redirectUri) ?? 'redirect_uri is no absolute URI',
      )
}

const redirectUriIsRegistered: AuthorizationCheck = ({ core, client, redirectUri }) => {
  const registered = client as RegisteredClient
  if (isRedirectUriAllowed(registered, redirectUri)) return undefined
  const because = redirectUriDifference(redirectUri, registered.redirectUris)
  return fatal(core, 'Mismatching redirect URI.', because)
}

const responseTypeIsGiven: AuthorizationCheck = (context) =>
  context.params.has('response_type')
    ? undefined
    : toClient(
        context,
        'invalid_request',
        'response_type is missing',
        'Missing response_type parameter.',
      )

/** Whatever holds the word `code` passes for the code flow here, and fails at the next check. */
const responseTypeIsSupported: AuthorizationCheck = (context) => {
  const type = context.params.get('response_type') as string
  return type === 'token' || type === 'none' || type.includes('code')
    ? undefined
    : toClient(
        context,
        'unsupported_response_type',
        `response_type is ${JSON.stringify(type)}, not code or token`,
      )
}

const grantTypeOf: Readonly<Record<string, string>> = {
  code: 'authorization_code',
  token: 'implicit',
}

const clientMayUseResponseType: AuthorizationCheck = (context) => {
  const type = context.params.get('response_type') as string
  const grantType = Object.hasOwn(grantTypeOf, type) ? grantTypeOf[type] : undefined
  const { grantTypes } = context.client as RegisteredClient
  return grantType !== undefined && grantTypes.has(grantType)
    ? undefined
    : toClient(
        context,
        'unauthorized_client',
        `the client is not registered for response_type ${JSON.stringify(type)}`,
      )
}

const challengeMethodIsSupported: AuthorizationCheck = (context) => {
  const { params } = context
  if (params.get('response_type') !== 'code' || !params.has('code_challenge')) return undefined
  const method = params.get('code_challenge_method') ?? 'plain'
  return method === 'plain' || method === 'S256'
    ? undefined
    : toClient(
        context,
        'invalid_request',
        `code_challenge_method is ${JSON.stringify(method)}, not S256 or plain`,
        'Transform algorithm not supported.',
      )
}

const scopesAreKnown: AuthorizationCheck = (context) => {
  const { core, params } = context
  const client = context.client as RegisteredClient
  const scope = params.get('scope')
  context.scopes = scope === undefined ? ['basic'] : splitScope(scope)
  const unknown = context.scopes.find((name) => !isAskable(core, client, name))
  if (unknown === undefined) return undefined
  const what = unknown === '' ? 'scope has an empty name in it' : `scope ${unknown} is not known`
  return toClient(context, 'invalid_scope', what)
}

export const authorizationChecks: readonly AuthorizationCheck[] = [
  queryIsWellFormed,
  nothingIsRepeated,
  clientIdIsGiven,
  clientIsKnown,
  redirectUriIsAbsolute,
  redirectUriIsRegistered,
  responseTypeIsGiven,
  responseTypeIsSupported,
  clientMayUseResponseType,
  challengeMethodIsSupported,
  scopesAreKnown,
]
