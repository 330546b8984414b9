/**
 * Seen: SMS-MT-OTP and SMTP-OTP, two requests to the token endpoint. The first sends a code and answers with a
 * reference, the second brings both. Chosen, since nothing says how either is refused: the errors of RFC 6749 5.2.
 */
import { type Check, refusalBy } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Exchange, Handler } from '../../exchange.ts'
import { json } from '../../http-message.ts'
import type { Person } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'
import { noStore, refuse } from '../standard/answers.ts'
import { clientCallChecksAnywhere } from '../standard/client-authentication.ts'
import { scopesAreAskable } from '../standard/password-grant.ts'
import { clientMayUseGrantType, type GrantType } from '../standard/token.ts'
import type { TokenCheck, TokenContext } from '../standard/token-context.ts'
import type { OtpChallenges } from './otp-challenges.ts'

const smsGrant = 'http://globalsign.com/iam/sso/oauth2/grant-type/sms-mt-otp'
const mailGrant = 'http://globalsign.com/iam/sso/oauth2/grant-type/smtp-otp'
const referenceName = 'x_globalsign_iam_reference_id'
const codeName = 'x_globalsign_iam_otp_code'

export const otpGrantTypes: readonly string[] = [smsGrant, mailGrant]

export const isOtpStart = ({ form }: Exchange): boolean =>
  otpGrantTypes.includes(form.get('grant_type') ?? '') &&
  !form.has(referenceName) &&
  !form.has(codeName)

const scopeHasOpenid: TokenCheck = ({ scopes }) =>
  scopes.includes('openid') ? undefined : refuse('invalid_scope', 'scope has no openid')

const addressIsGood: Check<TokenContext> = ({ exchange: { form } }) => {
  const username = form.get('username') ?? ''
  const isSms = form.get('grant_type') === smsGrant
  const wanted = isSms ? /^\+?[0-9]{5,15}$/ : /^[^\s@]+@[^\s@]+$/
  return wanted.test(username)
    ? undefined
    : refuse('invalid_request', `username is no ${isSms ? 'phone number' : 'address'}`)
}

/** Seen: without a text of its own the message needs a language. */
const messageIsSaid: Check<TokenContext> = ({ exchange: { form } }) =>
  ['title', 'body'].some((name) => form.has(`x_globalsign_iam_otp_${name}`)) ||
  form.has('ui_locales')
    ? undefined
    : refuse('invalid_request', 'ui_locales is missing, and there is no title or body')

const startChecks = [
  ...clientCallChecksAnywhere,
  clientMayUseGrantType,
  scopesAreAskable,
  scopeHasOpenid,
  addressIsGood,
  messageIsSaid,
]

/** The first request. */
export function otpStart(core: Core, challenges: OtpChallenges): Handler {
  return async (exchange) => {
    const context: TokenContext = {
      core,
      exchange,
      client: undefined,
      code: undefined,
      refreshToken: undefined,
      scopes: [],
    }
    const refusal = await refusalBy(startChecks, context)
    if (refusal) return refusal
    const { form } = exchange
    const text = (name: string) => form.get(name) ?? ''
    const username = text('username')
    const person = personAt(core, username)
    exchange.user = person.username
    const reference = challenges.send(
      {
        client: context.client as RegisteredClient,
        grantType: text('grant_type'),
        scope: text('scope'),
        username,
        person,
      },
      {
        title: form.get('x_globalsign_iam_otp_title') ?? core.provider.name,
        body: form.get('x_globalsign_iam_otp_body') ?? 'Your one-time password is {0}.',
      },
    )
    return json(200, { x_globalsign_iam_challenge: { reference } }, noStore)
  }
}

/** Seen: the method is "unregistered": any number or address can be asked to prove itself, and is its own `usn`. */
function personAt({ people }: Core, username: string): Person {
  const digits = (value: unknown) => String(value ?? '').replaceAll(/\D/g, '')
  const isMail = username.includes('@')
  const known = people.all.find(({ user }) =>
    isMail ? user.email === username : digits(user.phone_number) === digits(username),
  )
  return known ?? { username, displayName: username, user: { usn: username } }
}

const answerIsWhole: TokenCheck = ({ exchange: { form } }) => {
  const missing = [referenceName, codeName].find((name) => !form.get(name))
  return missing === undefined ? undefined : refuse('invalid_request', `${missing} is missing`)
}

/** Seen: one sample leaves the username out of the second request. */
const answerIsRight =
  (challenges: OtpChallenges): TokenCheck =>
  (context) => {
    const { core, client, exchange } = context
    const { form } = exchange
    const challenge = challenges.take(form.get(referenceName) as string)
    if (!challenge) return refuse('invalid_grant', 'the reference was used, or never given out')
    exchange.user = challenge.person.username
    if (challenge.client !== client) {
      return refuse('invalid_grant', 'the reference was given to another client')
    }
    const isSame =
      form.get('grant_type') === challenge.grantType &&
      form.get('scope') === challenge.scope &&
      (form.get('username') ?? challenge.username) === challenge.username
    if (!isSame) {
      return refuse(
        'invalid_grant',
        'grant_type, scope or username is not that of the first request',
      )
    }
    if (core.clock.now() >= challenge.expiresAt) {
      return refuse('invalid_grant', 'the code has expired')
    }
    if (form.get(codeName) !== challenge.code) return refuse('invalid_grant', 'the code is wrong')
    context.person = challenge.person
    return undefined
  }

/** The second request. */
export const otpGrant = (challenges: OtpChallenges): GrantType => ({
  checks: [answerIsWhole, scopesAreAskable, answerIsRight(challenges)],
  grant: ({ core, client, person, scopes }) => ({
    client: client as RegisteredClient,
    person: person ?? null,
    scopes,
    signIn: { authenticatedAt: core.clock.now() },
  }),
})
