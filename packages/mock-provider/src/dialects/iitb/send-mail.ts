/** The mail API: a letter to the person whose token it is. */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import type { Outgoing } from '../../http-message.ts'
import { type ApiCall, apiAnswer, apiEndpoint } from './api-endpoint.ts'
import { serverError } from './django.ts'
import { judgeLetter, type Letter } from './mail-fields.ts'

export const sendMailEndpoint = (core: Core): Handler =>
  apiEndpoint(core, {
    name: 'Send Mail',
    scope: core.provider.mail?.scope ?? 'send_mail',
    methods: ['POST'],
    allow: 'POST, OPTIONS',
    answer,
  })

async function answer(call: ApiCall): Promise<Outgoing> {
  const { core, exchange } = call
  const judged = judgeLetter(call.body)
  if ('errors' in judged) {
    exchange.rejection = `the letter is not valid: ${JSON.stringify(judged.errors)}`
    return apiAnswer(call, 400, judged.errors)
  }
  // A header of a mail has no line breaks; the provider finds out when it is too late.
  if (/[\r\n]/.test(judged.letter.subject)) {
    exchange.rejection = 'the subject has a line break'
    return core.behaviour.strict
      ? apiAnswer(call, 400, { subject: ['This field may not have line breaks.'] })
      : serverError(core.provider)
  }
  // Half of a surrogate pair is in no encoding: the provider finds out when it writes the mail.
  const halved = (['subject', 'message'] as const).find(
    (name) => !judged.letter[name].isWellFormed(),
  )
  if (halved) {
    exchange.rejection = `the ${halved} has half a character`
    return core.behaviour.strict
      ? apiAnswer(call, 400, { [halved]: ['This field may not have half a character.'] })
      : serverError(core.provider)
  }
  // Documented: false where it could not be sent.
  const status = !exchange.bends.mailFails
  return apiAnswer(call, 200, { 'Message-ID': send(call, judged.letter, status), status })
}

function send({ core, token, person }: ApiCall, letter: Letter, arrives: boolean): string {
  const { provider, clock, random, mailbox } = core
  const host = new URL(provider.baseUrl).hostname
  const now = clock.now()
  const messageId = `<${Math.floor(now / 10)}.${random.integer(32_768)}.${random.integer(2 ** 31)}@${host}>`
  if (!arrives) return messageId
  const app = (text: string) => text.replaceAll('{app}', () => token.client.name)
  mailbox.add({
    'Message-ID': messageId,
    at: new Date(now).toISOString(),
    clientId: token.client.id,
    from: `no-reply@${host}`,
    to: [String(person.user.email)],
    reply_to: letter.reply_to,
    subject: app(provider.mail?.subjectPrefix ?? '') + letter.subject,
    message: `${letter.message}\n\n\n${(provider.mail?.footer ?? []).map(app).join('\n\n')}`,
  })
  return messageId
}
