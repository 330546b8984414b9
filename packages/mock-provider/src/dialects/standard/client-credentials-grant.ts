/** grant_type=client_credentials: RFC 6749 4.4. The client acts for itself, so nobody's data is opened. */
import type { RegisteredClient } from '../../registered-client.ts'
import { refuse } from './answers.ts'
import { isAskable, splitScope } from './scopes.ts'
import type { TokenCheck } from './token-context.ts'

const clientIsConfidential: TokenCheck = ({ client }) =>
  client?.confidential
    ? undefined
    : refuse('unauthorized_client', 'a client without a secret cannot act for itself')

/** There is no person to identify and nobody who could be away. */
const personal = ['openid', 'offline_access']

const scopesAreAskable: TokenCheck = (context) => {
  const { core, exchange } = context
  const scope = exchange.form.get('scope')
  context.scopes = scope === undefined ? [] : splitScope(scope)
  const unknown = context.scopes.find(
    (name) => personal.includes(name) || !isAskable(core, context.client as RegisteredClient, name),
  )
  return unknown === undefined
    ? undefined
    : refuse('invalid_scope', `scope ${JSON.stringify(unknown)} is not for a client by itself`)
}

export const clientCredentialsChecks: readonly TokenCheck[] = [
  clientIsConfidential,
  scopesAreAskable,
]
