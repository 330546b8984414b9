/** The grants that the provider's libraries know and its applications never get. */
import { codeIsGiven } from './code-grant.ts'
import { crash } from './django.ts'
import { clientIsAuthenticated, refuse, type TokenCheck } from './token-context.ts'

const passwordIsWrong: TokenCheck = (context) => {
  for (const name of ['username', 'password']) {
    if (!context.exchange.form.get(name)) {
      const description = `Request is missing ${name} parameter.`
      return refuse(context, 'invalid_request', `${name} is missing`, description)
    }
  }
  return refuse(
    context,
    'invalid_grant',
    'nobody has a password here',
    'Invalid credentials given.',
  )
}

export const passwordGrantChecks: readonly TokenCheck[] = [clientIsAuthenticated, passwordIsWrong]

/** This grant wants a secret: the client_id of a public client is not enough. */
const clientHasSecret: TokenCheck = (context) =>
  context.client?.confidential
    ? undefined
    : refuse(context, 'invalid_client', 'a public client cannot use client_credentials')

const grantIsNotRegistered: TokenCheck = (context) =>
  refuse(context, 'unauthorized_client', 'no application is registered for client_credentials here')

export const clientCredentialsGrantChecks: readonly TokenCheck[] = [
  clientIsAuthenticated,
  clientHasSecret,
  grantIsNotRegistered,
]

/** The library takes it for a code grant; the application has no grant of that name, and crashes. */
const grantHasNoName: TokenCheck = ({ core }) => crash(core, 'grant_type "openid" is not known')

export const openIdGrantChecks: readonly TokenCheck[] = [
  codeIsGiven,
  clientIsAuthenticated,
  grantHasNoName,
]
