/** What a login page does on the auth domain, where people sign in for all client domains. */
import type { CookieSessionProvider, UserOf } from '@sso-login/providers'
import { type Call, failure, isText } from '../failure.ts'
import { invalid, readUrl } from '../settings.ts'
import { authorize } from './authorize.ts'
import { checkProvider, type Domain, readDomain } from './config.ts'
import { written, writtenAs } from './quirks.ts'
import { ask, callOf, refusal, sessionOf } from './request.ts'
import type { AuthDomain, AuthDomainOptions, CookieSession, Credentials } from './types.ts'
import { readPerson } from './user.ts'

/** What the authorization request consists of. */
const REQUEST = ['client_id', 'redirect_uri', 'callback_uri']

/**
 * The provider on the auth domain, for the login page there.
 * @throws LoginError `invalid_config` with `key`.
 */
export function createAuthDomain<const P extends CookieSessionProvider>(
  provider: P,
  options: AuthDomainOptions,
): AuthDomain<P> {
  checkProvider(provider)
  const { baseUrl, ...rest } = Object(options)
  const domain = readDomain(provider, baseUrl, rest)
  return {
    endpoints: domain.endpoints,

    async login(credentials, options) {
      const call = callOf('exchange', options?.signal)
      const json = formOf(call, provider, credentials)
      const answer = await ask(domain, call, null, domain.endpoints.login, { json })
      const { status, json: body = {}, headers } = answer
      // Seen: a refusal has a message and no user; its status is not said.
      const isRefused = body.user === undefined && typeof body.message === 'string'
      if (isRefused) {
        const hint = 'The name, the password or the OTP is wrong, or the OTP is used or too old.'
        throw refusal(call, answer, 'invalid_grant', 'The provider refused the login', hint)
      }
      if (status !== 200) {
        throw refusal(call, answer, 'provider_error', 'The provider does not take logins')
      }
      const user = readPerson(domain, call, body.user) as UserOf<P>
      return { user, session: newSession(domain, headers) }
    },

    async sendOtp(address, options) {
      const { alwaysSend, ...to } = Object(address)
      if (!isText(to.phoneNumber ?? to.email)) {
        invalid('to', 'must have a phoneNumber or an email', 'E.g. { email }.', 'start')
      }
      const call = callOf('start', options?.signal)
      const json = written(provider, {
        ...addressOf(to),
        ...(alwaysSend !== undefined && { always_send: alwaysSend }),
      })
      const answer = await ask(domain, call, null, domain.endpoints.sendOtp, { json })
      if (answer.status === 200) return
      const code = [400, 422].includes(answer.status) ? 'invalid_request' : 'provider_error'
      throw refusal(call, answer, code, 'The provider did not send a one-time password')
    },

    socialLoginUrl(authProvider, options) {
      if (!isText(authProvider)) {
        invalid('authProvider', 'must be a non-blank string', 'E.g. google.', 'start')
      }
      const target = readUrl('redirectUrl', options?.redirectUrl, 'E.g. the url of start.')
      const url = new URL(domain.endpoints.login)
      url.searchParams.set(writtenAs(provider, 'auth_provider'), authProvider)
      url.searchParams.set(writtenAs(provider, 'redirect_url'), target.href)
      return url.href
    },

    async authorize(page, session, callOptions) {
      const asked = URL.parse(String(page))?.searchParams
      const missing = REQUEST.find((name) => asked?.getAll(name).length !== 1)
      if (!asked || missing) {
        const call = callOf('start', callOptions?.signal)
        throw failure(call, 'invalid_request', `The page's address has no ${missing}, or several`, {
          hint: 'Pass the whole address that the provider opened the login page with.',
        })
      }
      const url = new URL(domain.endpoints.authorization)
      url.searchParams.set('client_id', asked.get('client_id') as string)
      url.searchParams.set('response_type', 'code')
      url.searchParams.set('redirect_uri', asked.get('redirect_uri') as string)
      url.searchParams.set('callback_uri', asked.get('callback_uri') as string)
      return authorize(domain, url, session, callOptions)
    },
  }
}

const addressOf = (to: { phoneNumber?: string; email?: string }) =>
  isText(to.phoneNumber) ? { phone_number: to.phoneNumber } : { email: to.email }

function formOf(call: Call, provider: CookieSessionProvider, credentials: Credentials): object {
  const given: Record<string, unknown> = Object(credentials)
  const { password, otp, phoneNumber, autoSignup } = given
  const secret = otp ?? password
  if (typeof secret !== 'string' || !secret) {
    invalid(
      'credentials',
      'must have a password or an otp',
      'E.g. { email, password }.',
      'exchange',
    )
  }
  call.secrets.add(secret)
  if (secret !== otp) {
    // Documented: both names are there, one of them empty.
    const { username = '', email = '' } = given
    return { username, email, password }
  }
  return written(provider, {
    phone_number: phoneNumber,
    otp,
    ...(autoSignup !== undefined && { auto_signup: autoSignup }),
  })
}

/** Null in a page: no script sees a cookie that is set. */
function newSession({ provider }: Domain, headers: Headers): CookieSession | null {
  const { cookie: name } = provider.session
  const line = headers.getSetCookie().find((each) => each.startsWith(`${name}=`)) ?? ''
  // A pair of `Set-Cookie` is written as one of `Cookie`.
  return sessionOf(provider, { headers: { get: (asked) => (asked === 'cookie' ? line : null) } })
}
