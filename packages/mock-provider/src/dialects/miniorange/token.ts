/** The token endpoint: the standard's checks, and this provider's own grants and words. */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { refuse } from '../standard/answers.ts'
import type { Grant } from '../standard/issue-tokens.ts'
import { verifierOptional } from '../standard/optional-pkce.ts'
import { passwordGrant } from '../standard/password-grant.ts'
import { type GrantTypes, standardGrantTypes, tokenEndpoint } from '../standard/token.ts'
import type { TokenCheck, TokenContext } from '../standard/token-context.ts'
import { basicEncoded, demands, redirectUrlRenamed, sentTwice } from './as-standard.ts'
import { claimsOf } from './claims.ts'

const { authorization_code, refresh_token, client_credentials } = standardGrantTypes

const scopeIsThere: TokenCheck = ({ core, exchange }) =>
  demands(core, 'scope-with-code') && !exchange.form.get('scope')
    ? refuse('invalid_request', 'scope is missing')
    : undefined

const redirectUrlIsThere: TokenCheck = ({ core, exchange }) =>
  core.provider.quirks?.includes('redirect-url-at-token') && !exchange.form.get('redirect_uri')
    ? refuse(
        'invalid_request',
        'redirect_url, which is what redirect_uri is called here, is missing',
      )
    : undefined

/** Documented: an id_token "along with user information". */
function withUserInformation({ core }: TokenContext, grant: Grant): Grant {
  const { person, scopes } = grant
  if (!person) return grant
  const silent = core.provider.quirks?.includes('nonce-not-promised') && { nonce: undefined }
  return { ...grant, claims: { ...claimsOf(core, person, scopes), ...silent } }
}

const grantTypes: GrantTypes = {
  authorization_code: {
    checks: [scopeIsThere, redirectUrlIsThere, ...authorization_code.checks],
    grant: (context) => withUserInformation(context, authorization_code.grant(context)),
  },
  // Documented: an access token; no id_token.
  refresh_token: {
    checks: refresh_token.checks,
    grant: (context) => ({ ...refresh_token.grant(context), signIn: undefined }),
  },
  // Documented: with a refresh token.
  client_credentials: {
    checks: client_credentials.checks,
    grant: (context) => ({ ...client_credentials.grant(context), refreshable: true }),
  },
  password: {
    checks: passwordGrant.checks,
    grant: (context) => withUserInformation(context, passwordGrant.grant(context)),
  },
}

export const grantTypeNames: readonly string[] = Object.keys(grantTypes)

export function miniorangeTokenEndpoint(core: Core): Handler {
  const standard = verifierOptional(tokenEndpoint(core, { grantTypes }))
  const handle = basicEncoded(core, sentTwice(core, redirectUrlRenamed(core, standard)))
  return async (exchange) => {
    const answer = await handle(exchange)
    if (answer.status !== 200) return answer
    // Documented: in lower case.
    const body = { ...JSON.parse(answer.body), token_type: 'bearer' }
    // Nothing is said of a refresh token in the answer to a refresh.
    if (exchange.form.get('grant_type') === 'refresh_token') delete body.refresh_token
    return { ...answer, body: JSON.stringify(body) }
  }
}
