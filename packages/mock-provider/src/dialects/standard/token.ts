/** The token endpoint, RFC 6749 3.2. */
import { answerBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import type { AuthorizationCode, RefreshToken } from '../../grants.ts'
import type { Outgoing } from '../../http-message.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { refuse } from './answers.ts'
import { type ClientCheck, clientCallChecks } from './client-authentication.ts'
import { clientCredentialsChecks } from './client-credentials-grant.ts'
import { codeGrantChecks } from './code-grant.ts'
import { answerWithTokens, type Grant } from './issue-tokens.ts'
import { refreshGrantChecks } from './refresh-grant.ts'
import type { TokenCheck, TokenContext } from './token-context.ts'

export interface GrantType {
  readonly checks: readonly TokenCheck[]
  readonly grant: (context: TokenContext) => Grant
}

export type GrantTypes = Readonly<Record<string, GrantType>>

export const standardGrantTypes = {
  authorization_code: {
    checks: codeGrantChecks,
    grant({ core, client, ...context }) {
      const code = context.code as AuthorizationCode
      core.grants.useCode(code)
      const { person, scopes, signIn, family } = code
      return { client: client as RegisteredClient, person, scopes, signIn, family }
    },
  },
  refresh_token: {
    checks: refreshGrantChecks,
    grant({ core, exchange, client, scopes, ...context }) {
      const old = context.refreshToken as RefreshToken
      const rotates = core.provider.refresh?.rotates && !exchange.bends.keepRefreshToken
      if (rotates) core.grants.retireRefreshToken(old)
      const { person, family, signIn } = old
      // OpenID Connect Core 12.2: an id_token of a refresh has no nonce.
      const again = signIn && { authenticatedAt: signIn.authenticatedAt }
      return { client: client as RegisteredClient, person, scopes, signIn: again, family, old }
    },
  },
  client_credentials: {
    checks: clientCredentialsChecks,
    grant: ({ client, scopes }) => ({ client: client as RegisteredClient, person: null, scopes }),
  },
} as const satisfies GrantTypes

export const grantTypeNames: readonly string[] = Object.keys(standardGrantTypes)

const grantTypeOf = (grantTypes: GrantTypes, { form }: Exchange): GrantType | undefined => {
  const name = form.get('grant_type') ?? ''
  return Object.hasOwn(grantTypes, name) ? grantTypes[name] : undefined
}

const grantTypeIsKnown =
  (grantTypes: GrantTypes): TokenCheck =>
  ({ exchange }) => {
    const name = exchange.form.get('grant_type')
    if (!name) return refuse('invalid_request', 'grant_type is missing')
    return grantTypeOf(grantTypes, exchange)
      ? undefined
      : refuse('unsupported_grant_type', `grant_type ${JSON.stringify(name)} is not known`)
  }

export const clientMayUseGrantType: TokenCheck = ({ exchange, client }) =>
  client?.grantTypes.has(exchange.form.get('grant_type') ?? '')
    ? undefined
    : refuse('unauthorized_client', 'the client is not registered for this grant type')

/** @param own Where a dialect knows other grants, or its clients by other means. */
export function tokenEndpoint(
  core: Core,
  own: { grantTypes?: GrantTypes; clientChecks?: readonly ClientCheck[] } = {},
): Handler {
  const { grantTypes = standardGrantTypes as GrantTypes, clientChecks = clientCallChecks } = own
  return async (exchange): Promise<Outgoing> => {
    const context: TokenContext = {
      core,
      exchange,
      client: undefined,
      code: undefined,
      refreshToken: undefined,
      scopes: [],
    }
    const checks = [
      ...clientChecks,
      grantTypeIsKnown(grantTypes),
      clientMayUseGrantType,
      ...(grantTypeOf(grantTypes, exchange)?.checks ?? []),
    ]
    return answerBy(checks, context, () => {
      const { grant } = grantTypeOf(grantTypes, exchange) as GrantType
      return answerWithTokens(core, exchange, grant(context))
    })
  }
}
