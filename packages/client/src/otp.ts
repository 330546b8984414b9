/** Signing in by a one-time password that the provider sends to a phone or a mailbox: Ubisecure's SMS-MT-OTP and SMTP-OTP. */
import type { OtpGrantType, ScopesOf, TokenProvider } from '@sso-login/providers'
import { configOf } from './client-config.ts'
import { readLoginScopes } from './config.ts'
import { postForm } from './endpoint.ts'
import { failure, isObject, isText } from './failure.ts'
import { hinted } from './hinted.ts'
import { invalid, isTexts } from './settings.ts'
import { isToken, requestTokens } from './token-endpoint.ts'
import { readTokens, secondsOf } from './tokens.ts'
import { newCall } from './transport.ts'
import type { CallOptions, ClientOf, Tokens } from './types.ts'

/** By SMS, or by mail. */
export type OtpChannel = 'sms' | 'mail'

export interface OtpStart<S extends string = string> extends CallOptions {
  /** Where the code goes: a phone number with its country code (`+358401234567`), or a mail address. */
  username: string
  /** The mail's subject. */
  title?: string
  /** The message; `{0}` in it stands for the code. */
  body?: string
  /** Language of the provider's own message, e.g. `fi`; needed where there is neither `title` nor `body`. */
  uiLocales?: string
  /** Default: the client's. */
  scopes?: readonly S[]
}

/** A code that is on its way; keep it on the server until the person has typed it. Plain JSON. */
export interface OtpChallenge {
  provider: string
  clientId: string
  grantType: OtpGrantType
  /** Counts for one attempt, right or wrong. */
  reference: string
  username: string
  /** The scopes asked for. */
  scopes: readonly string[]
}

export interface OneTimePassword<P extends TokenProvider = TokenProvider> {
  /**
   * Has a code sent.
   * @throws LoginError `invalid_config` with `key`; `unauthorized_client`, `invalid_request`, a code of the transport.
   */
  start(options: OtpStart<ScopesOf<P>>): Promise<OtpChallenge>
  /**
   * Exchanges the code that the person typed. After a wrong one the reference is used up: go on with `challengeOf` of the
   * error where the provider has sent another code already, else `start` again for one.
   * @throws LoginError `invalid_grant` for a wrong or late code, or a reference that was used; `transaction_invalid` for the challenge of another client; a code of the transport.
   */
  finish(challenge: OtpChallenge, code: string, options?: CallOptions): Promise<Tokens<ScopesOf<P>>>
}

/** They are names: the host in them is nobody's, and stays as it is wherever the provider lives. */
const GRANTS: Readonly<Record<OtpChannel, OtpGrantType>> = {
  sms: 'http://globalsign.com/iam/sso/oauth2/grant-type/sms-mt-otp',
  mail: 'http://globalsign.com/iam/sso/oauth2/grant-type/smtp-otp',
}

/** Documented; the second in older versions. */
const CHALLENGES = ['x_globalsign_iam_challenge', 'x_globalsign_iam_sms_mt_otp_challenge']

/** Kept beside the errors, which may be logged whole. */
const sentAnew = new WeakMap<object, OtpChallenge>()

/** The challenge that took the place of the failed one; null where none did. */
export const challengeOf = (error: unknown): OtpChallenge | null =>
  sentAnew.get(Object(error)) ?? null

type SendsCodes<P extends TokenProvider> = 'grantTypes' extends keyof P
  ? OtpGrantType & NonNullable<P['grantTypes']>[number] extends never
    ? never
    : unknown
  : never

/**
 * Sign-in by a one-time password, in two steps.
 * @throws LoginError `invalid_config` for a provider that sends none.
 */
export function oneTimePassword<P extends TokenProvider>(
  client: ClientOf<P> & SendsCodes<P>,
  channel: OtpChannel,
): OneTimePassword<P> {
  const config = configOf(client)
  const { provider, clientId } = config
  if (!Object.hasOwn(GRANTS, channel)) invalid('channel', 'is unknown', 'sms or mail.')
  const grantType = GRANTS[channel]
  if (!provider.grantTypes?.includes(grantType)) {
    invalid('client', 'has a provider without this grant', 'See its grantTypes.')
  }
  return {
    async start(options) {
      const { username, title, body, uiLocales, scopes, signal }: typeof options = Object(options)
      readAddress(channel, username)
      const texts = { title, body, uiLocales }
      for (const [key, value] of Object.entries(texts)) {
        if (value !== undefined && !isText(value)) {
          invalid(key, 'must be a non-blank string', 'Or leave it out.', 'start')
        }
      }
      if (!(title ?? body ?? uiLocales)) {
        invalid('uiLocales', 'is missing', 'Or give a body of your own.', 'start')
      }
      if (body?.includes('{0}') === false) {
        invalid('body', 'has no place for the code', 'Write {0} where it goes.', 'start')
      }
      const asked = readLoginScopes(provider, scopes ?? config.scopes, 'start')
      const call = newCall(config, 'start', signal)
      const answer = await postForm(config, call, 'token', {
        grant_type: grantType,
        scope: asked.join(' '),
        username,
        ...(title !== undefined && { x_globalsign_iam_otp_title: title }),
        ...(body !== undefined && { x_globalsign_iam_otp_body: body }),
        ...(uiLocales !== undefined && { ui_locales: uiLocales }),
      })
      const reference = referenceIn(answer)
      if (!isToken(reference)) {
        throw failure(call, 'response_invalid', 'The provider sent no reference')
      }
      return { provider: provider.id, clientId, grantType, reference, username, scopes: asked }
    },

    async finish(challenge, code, options) {
      const call = newCall(config, 'exchange', options?.signal)
      if (!isChallenge(challenge)) {
        throw failure(call, 'transaction_invalid', 'The kept challenge is damaged')
      }
      const { reference, username, scopes } = challenge
      const ours = { provider: provider.id, clientId, grantType }
      if (Object.entries(ours).some(([name, value]) => challenge[name as 'provider'] !== value)) {
        throw failure(call, 'transaction_invalid', 'The challenge was made by another client')
      }
      if (!isText(code)) {
        invalid('code', 'must be a non-blank string', 'As the person typed it.', 'exchange')
      }
      // Unknown: how a wrong code is answered. The answer to the first request may come once more.
      const requireNoChallenge = (answer: Readonly<Record<string, unknown>>) => {
        const next = referenceIn(answer)
        if (answer.access_token !== undefined || next === undefined) return
        const error = failure(call, 'invalid_grant', 'The provider wants another code', {
          hint: 'It has sent one: challengeOf(error) is what to finish with it.',
        })
        if (isToken(next)) sentAnew.set(error, { ...challenge, reference: next })
        throw error
      }
      const issuedAt = secondsOf(config)
      const parameters = {
        grant_type: grantType,
        scope: scopes.join(' '),
        username,
        x_globalsign_iam_reference_id: reference,
        x_globalsign_iam_otp_code: code.trim(),
      }
      const answer = await requestTokens(
        config,
        call,
        parameters,
        undefined,
        requireNoChallenge,
      ).catch((error: unknown) => {
        const hint = 'The code is wrong, used or too old: start again for a new one.'
        throw challengeOf(error) ? error : hinted(error, { invalid_grant: hint })
      })
      return readTokens(config, answer, scopes, issuedAt) as Tokens<ScopesOf<P>>
    },
  }
}

function readAddress(channel: OtpChannel, username: unknown): void {
  const isMail = channel === 'mail'
  const wanted = isMail ? /^[^\s@]+@[^\s@]+$/ : /^\+?[0-9]{5,15}$/
  if (typeof username === 'string' && wanted.test(username)) return
  const hint = isMail ? 'E.g. a@site.example.' : 'Digits alone, e.g. +358401234567.'
  invalid('username', `must be a ${isMail ? 'mail address' : 'phone number'}`, hint, 'start')
}

const referenceIn = (answer: Readonly<Record<string, unknown>>): unknown =>
  CHALLENGES.map((name) => Object(answer[name]).reference).find((found) => found !== undefined)

function isChallenge(value: unknown): value is OtpChallenge {
  if (!isObject(value)) return false
  const { provider, clientId, grantType, username, reference, scopes } = value
  return isTexts([provider, clientId, grantType, username]) && isToken(reference) && isTexts(scopes)
}
