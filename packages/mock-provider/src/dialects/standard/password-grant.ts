/** grant_type=password: RFC 6749 4.3. For dialects of providers that still have it. */
import { everybodysPassword } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { refuse } from './answers.ts'
import { isAskable, splitScope } from './scopes.ts'
import type { GrantType } from './token.ts'
import type { TokenCheck } from './token-context.ts'

const credentialsAreGiven: TokenCheck = ({ exchange: { form } }) => {
  const missing = ['username', 'password'].find((name) => !form.get(name))
  return missing === undefined ? undefined : refuse('invalid_request', `${missing} is missing`)
}

export const scopesAreAskable: TokenCheck = (context) => {
  const { core, exchange } = context
  const scope = exchange.form.get('scope')
  context.scopes = scope === undefined ? [] : splitScope(scope)
  const unknown = context.scopes.find(
    (name) => !isAskable(core, context.client as RegisteredClient, name),
  )
  return unknown === undefined
    ? undefined
    : refuse('invalid_scope', `scope ${JSON.stringify(unknown)} is not known here`)
}

/** Last: whoever asks wrongly does not learn who is there. */
const passwordIsRight: TokenCheck = (context) => {
  const { core, exchange } = context
  const person = core.people.find(exchange.form.get('username') as string)
  if (!person || exchange.form.get('password') !== everybodysPassword) {
    return refuse('invalid_grant', 'username or password is wrong')
  }
  exchange.user = person.username
  context.person = person
  return undefined
}

export const passwordGrantChecks: readonly TokenCheck[] = [
  credentialsAreGiven,
  scopesAreAskable,
  passwordIsRight,
]

export const passwordGrant: GrantType = {
  checks: passwordGrantChecks,
  grant: ({ core, client, person, scopes }) => ({
    client: client as RegisteredClient,
    person: person ?? null,
    scopes,
    signIn: { authenticatedAt: core.clock.now() },
  }),
}
