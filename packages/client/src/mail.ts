import type { Config } from './config.ts'
import type { LoginError } from './errors.ts'
import { type Call, failure, isObject, isText, scrub } from './failure.ts'
import { isGranted } from './granted.ts'
import { requestResource } from './resource.ts'
import { newCall } from './transport.ts'
import type { CallOptions, Mail, SentMail, Tokens } from './types.ts'

const MAX_PROBLEMS = 20
const MAX_PATH_CHARACTERS = 50

type FieldErrors = Record<string, readonly string[]>

/** What a refusal may speak of; whatever else an answer holds is not shown. */
const REFUSED_MEMBERS = ['subject', 'message', 'reply_to', 'detail']

/** A subject that is more than one line crashes IITB's server (seen) and would add headers elsewhere. */
const LINE_BREAKING = /[\p{Cc}\u2028\u2029]/u

/** Sends a mail to the person; the errors name what is wrong as the provider does. */
export async function sendMail(
  config: Config,
  tokens: Pick<Tokens, 'accessToken' | 'scopes'>,
  mail: Mail,
  { signal }: CallOptions = {},
): Promise<SentMail> {
  const call = newCall(config, 'mail', signal, tokens)
  const problems = check(mail)
  if (Object.keys(problems).length) throw invalidMail(call, problems)
  const scope = config.provider.mail?.scope as string
  if (!isGranted(config, tokens, scope)) {
    throw failure(call, 'insufficient_scope', `The person did not grant ${scope}`, {
      missing: [scope],
    })
  }
  const { subject, message, replyTo = [] } = mail
  const { status, body } = await requestResource(
    config,
    call,
    tokens,
    config.endpoints.sendMail as string,
    // Required by the server, empty or not (seen).
    { json: { subject, message, reply_to: replyTo } },
  )
  if (status !== 200) throw refusal(call, body, status)
  const { 'Message-ID': messageId, status: sent } = body
  if (typeof messageId !== 'string' || typeof sent !== 'boolean') {
    throw failure(call, 'response_invalid', 'The provider does not say what became of the mail')
  }
  return { messageId, sent }
}

function check(mail: Mail): FieldErrors {
  const { subject, message, replyTo = [], ...unknown }: Mail = Object(mail)
  const problems: FieldErrors = {}
  for (const name in unknown) {
    problems[name] = [name === 'reply_to' ? 'is called replyTo here' : 'is no member here']
  }
  if (!isText(subject)) problems.subject = ['must be a non-blank string']
  else if (LINE_BREAKING.test(subject)) problems.subject = ['must be one line']
  if (!isText(message)) problems.message = ['must be a non-blank string']
  if (!Array.isArray(replyTo)) problems.reply_to = ['must be a list']
  else {
    replyTo.forEach((address, index) => {
      if (!isText(address) || LINE_BREAKING.test(address)) {
        problems[`reply_to.${index}`] = ['must be an address']
      }
    })
  }
  return problems
}

const invalidMail = (call: Call, fields: FieldErrors, status?: number) =>
  failure(call, 'mail_invalid', `The mail was refused for: ${Object.keys(fields).join(', ')}`, {
    fields,
    hint: 'See fields.',
    ...(status && { provider: { status } }),
  })

function refusal(call: Call, body: Record<string, unknown>, status: number): LoginError {
  const known = Object.entries(body).filter(([name]) => REFUSED_MEMBERS.includes(name))
  if (known.length) return invalidMail(call, flatten(call, Object.fromEntries(known)), status)
  return failure(call, 'provider_error', 'The provider refused the mail', { provider: { status } })
}

/** `{"reply_to": {"1": ["..."]}}` as `{'reply_to.1': ['...']}`. */
function flatten(call: Call, problems: unknown, path = ''): FieldErrors {
  if (!isObject(problems) || path.length > MAX_PATH_CHARACTERS) {
    const sentences = (Array.isArray(problems) ? problems : [problems]).slice(0, MAX_PROBLEMS)
    return { [path]: sentences.map((sentence) => scrub(call, sentence)) }
  }
  const parts = Object.entries(problems).slice(0, MAX_PROBLEMS)
  const flat = parts.map(([name, inner]) =>
    flatten(call, inner, (path && `${path}.`) + scrub(call, name)),
  )
  return Object.assign({}, ...flat)
}
