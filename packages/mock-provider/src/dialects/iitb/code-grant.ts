/** grant_type=authorization_code: RFC 6749 4.1.3 and RFC 7636 4.6, in the order in which the provider judges (seen). */
import type { AuthorizationCode } from '../../grants.ts'
import { redirectUriDifference } from '../../redirect-uri-difference.ts'
import {
  clientIsAuthenticated,
  clientMayExchange,
  refuse,
  type TokenCheck,
} from './token-context.ts'

export const codeIsGiven: TokenCheck = (context) =>
  context.exchange.form.has('code')
    ? undefined
    : refuse(context, 'invalid_request', 'code is missing', 'Missing code parameter.')

const redirectUriIsGiven: TokenCheck = (context) =>
  context.core.behaviour.redirectUriAtToken === 'optional' ||
  context.exchange.form.has('redirect_uri')
    ? undefined
    : refuse(
        context,
        'invalid_request',
        'redirect_uri is missing',
        'Missing redirect_uri parameter.',
      )

const codeIsGood: TokenCheck = (context) => {
  const { core, exchange, client } = context
  const sent = exchange.form.get('code') as string
  const code = core.grants.code(sent)
  if (!code) return refuse(context, 'invalid_grant', `code ${core.grants.fateOf(sent)}`)
  if (code.client !== client) {
    return refuse(context, 'invalid_grant', 'code was issued to another client')
  }
  const late = core.clock.now() - code.expiresAt
  if (late >= 0) {
    const seconds = Math.round(late / 1000)
    return refuse(context, 'invalid_grant', `code expired ${seconds} s ago`)
  }
  context.code = code
  exchange.user = code.person.username
  exchange.pkce = code.codeChallenge === null ? 'none' : code.codeChallengeMethod
  return undefined
}

const verifierIsGiven: TokenCheck = (context) => {
  const { codeChallenge } = context.code as AuthorizationCode
  return codeChallenge === null || context.exchange.form.has('code_verifier')
    ? undefined
    : refuse(context, 'invalid_request', 'code_verifier is missing', 'Code verifier required.')
}

const verifierMatches: TokenCheck = (context) => {
  const { codeChallenge, codeChallengeMethod } = context.code as AuthorizationCode
  if (codeChallenge === null) return undefined
  const verifier = context.exchange.form.get('code_verifier') as string
  const judge = (transformed: string) =>
    transformed === codeChallenge
      ? undefined
      : refuse(context, 'invalid_grant', 'code_verifier does not match the code_challenge')
  return codeChallengeMethod === 'plain' ? judge(verifier) : sha256(verifier).then(judge)
}

/** BASE64URL(SHA256(text)), RFC 7636 4.2. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

const redirectUriIsTheSame: TokenCheck = (context) => {
  const { redirectUri, client } = context.code as AuthorizationCode
  const sent = context.exchange.form.get('redirect_uri')
  const used = sent ?? client.redirectUris[0] ?? ''
  if (used === redirectUri) return undefined
  const because =
    sent === undefined
      ? 'redirect_uri is missing, and the code was not sent to the first registered one'
      : redirectUriDifference(used, [redirectUri], 'the one of the authorization request')
  return refuse(context, 'invalid_request', because, 'Mismatching redirect URI.')
}

export const codeGrantChecks: readonly TokenCheck[] = [
  codeIsGiven,
  redirectUriIsGiven,
  clientIsAuthenticated,
  clientMayExchange,
  codeIsGood,
  verifierIsGiven,
  verifierMatches,
  redirectUriIsTheSame,
  // Once more: others were served while the verifier was hashed.
  codeIsGood,
]
