/** grant_type=authorization_code: RFC 6749 4.1.3 and RFC 7636 4.6. */
import type { AuthorizationCode } from '../../grants.ts'
import { redirectUriDifference } from '../../redirect-uri-difference.ts'
import { refuse } from './answers.ts'
import { base64Url } from './base64url.ts'
import type { TokenCheck } from './token-context.ts'

const everythingIsGiven: TokenCheck = ({ exchange: { form } }) => {
  const missing = ['code', 'redirect_uri', 'code_verifier'].find((name) => !form.get(name))
  return missing === undefined ? undefined : refuse('invalid_request', `${missing} is missing`)
}

const codeIsGood: TokenCheck = (context) => {
  const { core, exchange, client } = context
  const sent = exchange.form.get('code') as string
  const code = core.grants.code(sent)
  if (!code) {
    const used = core.grants.usedCode(sent)
    if (used?.client === client && used) {
      core.grants.revokeFamily(used.family, 'was revoked, because its code came a second time')
    }
    return refuse('invalid_grant', `code ${core.grants.fateOf(sent)}`)
  }
  if (code.client !== client) return refuse('invalid_grant', 'code was issued to another client')
  const late = core.clock.now() - code.expiresAt
  if (late >= 0) return refuse('invalid_grant', `code expired ${Math.round(late / 1000)} s ago`)
  context.code = code
  exchange.user = code.person.username
  exchange.pkce = code.codeChallenge === null ? 'none' : code.codeChallengeMethod
  return undefined
}

const redirectUriIsTheSame: TokenCheck = ({ exchange, code }) => {
  const { redirectUri } = code as AuthorizationCode
  const sent = exchange.form.get('redirect_uri') as string
  if (sent === redirectUri) return undefined
  const what = 'the one of the authorization request'
  return refuse('invalid_grant', redirectUriDifference(sent, [redirectUri], what))
}

const verifierMatches: TokenCheck = async ({ exchange, code }) => {
  const verifier = exchange.form.get('code_verifier') as string
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) {
    return refuse('invalid_grant', 'code_verifier is not 43 to 128 unreserved characters')
  }
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return base64Url(new Uint8Array(hash)) === code?.codeChallenge
    ? undefined
    : refuse('invalid_grant', 'code_verifier does not match the code_challenge')
}

/** Somebody else may have used the code while the verifier was judged. */
const codeIsStillThere: TokenCheck = ({ core, code }) =>
  core.grants.code((code as AuthorizationCode).code)
    ? undefined
    : refuse('invalid_grant', 'code was already used')

export const codeGrantChecks: readonly TokenCheck[] = [
  everythingIsGiven,
  codeIsGood,
  redirectUriIsTheSame,
  verifierMatches,
  codeIsStillThere,
]
