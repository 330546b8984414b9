/** What the authorization endpoint refuses: RFC 6749 4.1.2.1, RFC 7636 4.4.1, OpenID Connect Core 3.1.2.6. */
import type { Check, Rejection } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange } from '../../exchange.ts'
import { issuerOf } from '../../issuer.ts'
import { type Parameters, repeatedName } from '../../parameters.ts'
import { redirectUriDifference } from '../../redirect-uri-difference.ts'
import { acceptsLoopback, type RegisteredClient } from '../../registered-client.ts'
import { fatalPage, redirect } from './answers.ts'
import { isAskable, splitScope } from './scopes.ts'

/** An authorization request on its way through the checks; they fill in what they find. */
export interface AuthorizationContext {
  readonly core: Core
  readonly exchange: Exchange
  readonly params: Parameters
  client: RegisteredClient | undefined
  redirectUri: string
  scopes: readonly string[]
  /** The subject that an `id_token_hint` names. */
  hintedSubject: unknown
}

type AuthorizationCheck = Check<AuthorizationContext>

/** Adds parameters to the redirect URI's query; RFC 9207 wants the issuer in every answer. */
export function redirectToClient(
  core: Core,
  redirectUri: string,
  state: string | undefined,
  parameters: Readonly<Record<string, string>>,
) {
  const query = new URLSearchParams(parameters)
  if (state !== undefined) query.set('state', state)
  // Without OpenID Connect nobody knows an issuer. Last of all, where `withBareCallback` looks for it.
  if (core.provider.protocol === 'oidc') query.set('iss', issuerOf(core))
  return redirect(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`)
}

export const toClient = (
  { core, redirectUri, params }: Pick<AuthorizationContext, 'core' | 'redirectUri' | 'params'>,
  error: string,
  because: string,
): Rejection => ({
  answer: redirectToClient(core, redirectUri, params.get('state'), {
    error,
    error_description: because.replaceAll(/["\\]/g, "'"),
  }),
  because,
})

const nothingIsRepeated: AuthorizationCheck = ({ core, params }) => {
  const name = repeatedName(params)
  return name === undefined ? undefined : fatalPage(core, `${name} is there twice`)
}

const clientIsKnown: AuthorizationCheck = (context) => {
  const id = context.params.get('client_id')
  if (!id) return fatalPage(context.core, 'client_id is missing')
  context.client = context.core.clients.get(id)
  return context.client
    ? undefined
    : fatalPage(context.core, 'no client is registered under this client_id', 400, 'invalid_client')
}

/** RFC 8252 7.3: a native application has whichever port was free. */
const loopbackAddress = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?(?=[/?]|$)/
const isSameButForPort = (asked: string, registered: string): boolean =>
  loopbackAddress.test(registered) &&
  asked.replace(loopbackAddress, '$1') === registered.replace(loopbackAddress, '$1')

/** RFC 9700 2.1: compared as text, not as URLs. */
export const isRegisteredRedirect = (client: RegisteredClient, asked: string): boolean =>
  client.redirectUris.some((uri) => uri === asked || isSameButForPort(asked, uri)) ||
  acceptsLoopback(client, asked)

const redirectUriIsRegistered: AuthorizationCheck = (context) => {
  const { core, params } = context
  const client = context.client as RegisteredClient
  const asked = params.get('redirect_uri')
  if (!asked) return fatalPage(core, 'redirect_uri is missing')
  context.redirectUri = asked
  return isRegisteredRedirect(client, asked)
    ? undefined
    : fatalPage(core, redirectUriDifference(asked, client.redirectUris))
}

/** OpenID Connect Core 3.1.2.6 and 6: what is not supported is refused by its own error. */
const unsupported: Readonly<Record<string, string>> = {
  request: 'request_not_supported',
  request_uri: 'request_uri_not_supported',
  registration: 'registration_not_supported',
}

const nothingUnsupportedIsSent: AuthorizationCheck = (context) => {
  const name = Object.keys(unsupported).find((key) => context.params.has(key))
  if (name === undefined) return undefined
  return toClient(context, unsupported[name] as string, `${name} is not supported`)
}

const responseTypeIsCode: AuthorizationCheck = (context) => {
  const type = context.params.get('response_type')
  if (!type) return toClient(context, 'invalid_request', 'response_type is missing')
  return type === 'code'
    ? undefined
    : toClient(
        context,
        'unsupported_response_type',
        `response_type is ${JSON.stringify(type)}, not code`,
      )
}

const responseModeIsQuery: AuthorizationCheck = (context) => {
  const mode = context.params.get('response_mode')
  return mode === undefined || mode === 'query'
    ? undefined
    : toClient(context, 'invalid_request', `response_mode is ${JSON.stringify(mode)}, not query`)
}

const clientMayUseCodes: AuthorizationCheck = (context) =>
  context.client?.grantTypes.has('authorization_code')
    ? undefined
    : toClient(context, 'unauthorized_client', 'the client is not registered for codes')

const scopesAreKnown: AuthorizationCheck = (context) => {
  const { core, params } = context
  const scope = params.get('scope')
  if (!scope) return toClient(context, 'invalid_scope', 'scope is missing')
  context.scopes = splitScope(scope)
  const client = context.client as RegisteredClient
  const unknown = context.scopes.find((name) => !isAskable(core, client, name))
  if (unknown === undefined) return undefined
  const why =
    unknown === '' ? 'scope has an empty name in it' : `scope ${unknown} is not known here`
  return toClient(context, 'invalid_scope', why)
}

/** RFC 9700 2.1.1 makes PKCE a must; an S256 challenge is 32 bytes, so 43 characters, the last with two bits to spare. */
const challengeIsGood: AuthorizationCheck = (context) => {
  const challenge = context.params.get('code_challenge')
  const method = context.params.get('code_challenge_method')
  if (!challenge) return toClient(context, 'invalid_request', 'code_challenge is missing')
  if (method !== 'S256') {
    const what = method === undefined ? 'missing' : JSON.stringify(method)
    return toClient(context, 'invalid_request', `code_challenge_method is ${what}, not S256`)
  }
  return /^[A-Za-z0-9\-_]{42}[AEIMQUYcgkosw048]$/.test(challenge)
    ? undefined
    : toClient(context, 'invalid_request', 'code_challenge is not the SHA-256 of anything')
}

const prompts = ['none', 'login', 'consent', 'select_account']

const promptIsKnown: AuthorizationCheck = (context) => {
  const prompt = context.params.get('prompt')
  if (prompt === undefined) return undefined
  const values = prompt.split(' ')
  const unknown = values.find((value) => !prompts.includes(value))
  if (unknown !== undefined) {
    return toClient(context, 'invalid_request', `prompt ${JSON.stringify(unknown)} is not known`)
  }
  return values.includes('none') && values.length > 1
    ? toClient(context, 'invalid_request', 'prompt none stands beside another')
    : undefined
}

const maxAgeIsNumber: AuthorizationCheck = (context) => {
  const age = context.params.get('max_age')
  return age === undefined || /^\d{1,9}$/.test(age)
    ? undefined
    : toClient(context, 'invalid_request', 'max_age is not a number of seconds')
}

const hintIsOurs: AuthorizationCheck = async (context) => {
  const hint = context.params.get('id_token_hint')
  if (hint === undefined) return undefined
  const claims = await context.core.keyring.verify(hint)
  if (claims?.iss !== issuerOf(context.core) || claims.aud !== context.client?.id) {
    return toClient(context, 'invalid_request', 'id_token_hint is not a token of this client')
  }
  context.hintedSubject = claims.sub
  return undefined
}

export const authorizationChecks: readonly AuthorizationCheck[] = [
  nothingIsRepeated,
  clientIsKnown,
  redirectUriIsRegistered,
  nothingUnsupportedIsSent,
  responseTypeIsCode,
  responseModeIsQuery,
  clientMayUseCodes,
  scopesAreKnown,
  challengeIsGood,
  promptIsKnown,
  maxAgeIsNumber,
  hintIsOurs,
]
