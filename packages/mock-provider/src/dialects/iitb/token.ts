/** The token endpoint. */
import { answerBy, type Check } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { AuthorizationCode, RefreshToken } from '../../grants.ts'
import type { Outgoing } from '../../http-message.ts'
import type { Person } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { codeGrantChecks } from './code-grant.ts'
import { crash, methodNotAllowed, optionsOf } from './django.ts'
import { type IssuedTokens, issueTokens } from './issue-tokens.ts'
import { oauthJson } from './oauth-answers.ts'
import { refreshGrantChecks } from './refresh-grant.ts'
import {
  clientCredentialsGrantChecks,
  openIdGrantChecks,
  passwordGrantChecks,
} from './refused-grants.ts'
import { refuse, type TokenCheck, type TokenContext } from './token-context.ts'

const allowedMethods = 'POST, OPTIONS'

/** A query crashes the provider. */
const urlHasNoQuery: Check<TokenContext> = (context) => {
  const { core, exchange } = context
  if (exchange.incoming.query === '') return undefined
  const because = 'the URL has a query, and parameters belong in the body'
  return core.behaviour.strict
    ? refuse(context, 'invalid_request', because, 'URL query parameters are not allowed')
    : crash(core, because)
}

interface Grant {
  readonly checks: readonly TokenCheck[]
  readonly issue: (context: TokenContext) => IssuedTokens
}

const never = (): never => {
  throw new Error('This grant is always refused')
}

const grants: Readonly<Record<string, Grant>> = {
  authorization_code: { checks: codeGrantChecks, issue: exchangeCode },
  refresh_token: { checks: refreshGrantChecks, issue: rotate },
  password: { checks: passwordGrantChecks, issue: never },
  client_credentials: { checks: clientCredentialsGrantChecks, issue: never },
  openid: { checks: openIdGrantChecks, issue: never },
}

export function tokenEndpoint(core: Core): Handler {
  return (exchange) => {
    const { method } = exchange.incoming
    if (method === 'OPTIONS') return optionsOf(allowedMethods)
    return method === 'POST' ? answer(core, exchange) : methodNotAllowed(allowedMethods)
  }
}

async function answer(core: Core, exchange: Exchange): Promise<Outgoing> {
  const context: TokenContext = {
    core,
    exchange,
    client: undefined,
    code: undefined,
    refreshToken: undefined,
    scopes: [],
  }
  const grantType = exchange.form.get('grant_type') ?? ''
  const isKnown =
    Object.hasOwn(grants, grantType) && !(grantType === 'openid' && core.behaviour.strict)
  const grant = isKnown ? grants[grantType] : undefined
  return answerBy([urlHasNoQuery, ...(grant?.checks ?? [grantTypeIsUnknown])], context, () =>
    answerWithTokens(core, (grant as Grant).issue(context)),
  )
}

const grantTypeIsUnknown: TokenCheck = (context) => {
  const grantType = context.exchange.form.get('grant_type') ?? ''
  return refuse(
    context,
    'unsupported_grant_type',
    grantType === ''
      ? 'grant_type is missing from the form body'
      : `grant_type ${JSON.stringify(grantType)} is not known`,
  )
}

function answerWithTokens(
  core: Core,
  { access, refresh, expiresInSeconds }: IssuedTokens,
): Outgoing {
  return oauthJson({
    access_token: access.token,
    expires_in: core.behaviour.expiresIn === 'text' ? String(expiresInSeconds) : expiresInSeconds,
    token_type: 'Bearer',
    scope: access.scopes.join(' '),
    ...(refresh ? { refresh_token: refresh.token } : {}),
  })
}

function exchangeCode({ core, exchange, code, client }: TokenContext): IssuedTokens {
  const { person, scopes, family } = code as AuthorizationCode
  core.grants.useCode(code as AuthorizationCode)
  const granted = exchange.bends.grantedScopes ?? scopes
  return issueTokens(core, exchange.bends, {
    client: client as RegisteredClient,
    person,
    scopes: granted,
    refreshToken: 'new',
    family,
  })
}

/** The old pair is dead at once (seen). */
function rotate({ core, exchange, refreshToken, client, scopes }: TokenContext): IssuedTokens {
  const { grants } = core
  const { keepRefreshToken, grantedScopes = scopes } = exchange.bends
  const old = refreshToken as RefreshToken
  if (old.accessToken) {
    grants.revokeAccessToken(old.accessToken, 'went with the refresh token that was exchanged')
  }
  if (!keepRefreshToken) grants.retireRefreshToken(old)
  const { person, family } = old
  return issueTokens(core, exchange.bends, {
    client: client as RegisteredClient,
    person: person as Person,
    scopes: grantedScopes,
    refreshToken: keepRefreshToken ? { old } : 'new',
    family,
  })
}
