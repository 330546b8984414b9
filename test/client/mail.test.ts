import { describe, expect, it } from 'vitest'
import { answered, failing, iitbClient, json, scripted, tokens } from './support.ts'

const mail = { subject: 'Your slot', message: 'Tuesday\nat nine' }
const accepted = { 'Message-ID': '<20200525064316.63025.89003@sso.cse.iitb.ac.in>', status: true }

describe('sendMail', () => {
  it('sends the mail, with an empty reply_to where none is given', async () => {
    const { fetch, sent } = scripted(json(accepted))
    expect(await iitbClient({ fetch }).sendMail(tokens, mail)).toEqual({
      messageId: '<20200525064316.63025.89003@sso.cse.iitb.ac.in>',
      sent: true,
    })
    const { method, url, headers, body } = sent[0] ?? {}
    expect(method).toBe('POST')
    expect(url?.href).toBe('https://gymkhana.iitb.ac.in/profiles/user/api/user/send_mail/')
    expect(headers?.get('content-type')).toBe('application/json')
    expect(headers?.get('authorization')).toBe('Bearer the-access-token')
    expect(JSON.parse(body ?? '')).toEqual({ ...mail, reply_to: [] })
  })

  it('passes the addresses of an answer on', async () => {
    const { fetch, sent } = scripted(json({ ...accepted, status: false }))
    const replyTo = ['help@site.example', 'desk@site.example']
    const { sent: wasSent } = await iitbClient({ fetch }).sendMail(tokens, { ...mail, replyTo })
    expect(wasSent).toBe(false)
    expect(JSON.parse(sent[0]?.body ?? '').reply_to).toEqual(replyTo)
  })

  it.each([
    [
      'a newline in the subject',
      { subject: 'a\nBcc: all@site.example' },
      { subject: ['must be one line'] },
    ],
    ['a carriage return in the subject', { subject: 'a\rb' }, { subject: ['must be one line'] }],
    ['a NUL in the subject', { subject: 'a\0b' }, { subject: ['must be one line'] }],
    [
      'a Unicode line separator in the subject',
      { subject: 'a\u2028b' },
      { subject: ['must be one line'] },
    ],
    ['a member with a typo', { titel: 'x' }, { titel: ['is no member here'] }],
    [
      'the name of the wire',
      { reply_to: ['a@site.example'] },
      { reply_to: ['is called replyTo here'] },
    ],
    ['a blank subject', { subject: ' ' }, { subject: ['must be a non-blank string'] }],
    ['no subject', { subject: undefined }, { subject: ['must be a non-blank string'] }],
    ['a blank message', { message: '\n' }, { message: ['must be a non-blank string'] }],
    ['a message that is no text', { message: 7 }, { message: ['must be a non-blank string'] }],
    [
      'one address in place of a list',
      { replyTo: 'a@site.example' },
      { reply_to: ['must be a list'] },
    ],
    [
      'an address over two lines',
      { replyTo: ['a@site.example', 'b@x\nCc: c'] },
      { 'reply_to.1': ['must be an address'] },
    ],
    ['a blank address', { replyTo: [''] }, { 'reply_to.0': ['must be an address'] }],
  ])('refuses %s before sending', async (_, wrong, fields) => {
    const { fetch, sent } = scripted(json(accepted))
    const error = await failing(
      iitbClient({ fetch }).sendMail(tokens, { ...mail, ...wrong } as never),
    )
    expect(error).toMatchObject({ code: 'mail_invalid', step: 'mail' })
    expect(error.fields).toEqual(fields)
    expect(error.message).toBe(`The mail was refused for: ${Object.keys(fields)}`)
    expect(sent).toEqual([])
  })

  it('refuses no mail at all', async () => {
    const error = await failing(iitbClient().sendMail(tokens, undefined as never))
    expect(error).toMatchObject({ code: 'mail_invalid', step: 'mail' })
  })

  it.each([
    [{ reply_to: ['This field is required.'] }, { reply_to: ['This field is required.'] }],
    [
      { reply_to: { 1: ['Enter a valid email address.'] } },
      { 'reply_to.1': ['Enter a valid email address.'] },
    ],
    [
      { subject: ['This field may not be blank.'], message: ['This field may not be blank.'] },
      { subject: ['This field may not be blank.'], message: ['This field may not be blank.'] },
    ],
    [
      { detail: 'JSON parse error - Expecting value' },
      { detail: ['JSON parse error - Expecting value'] },
    ],
    [{ reply_to: { 0: { deep: 'x' } } }, { 'reply_to.0.deep': ['x'] }],
  ])('flattens the refusal %j', async (body, fields) => {
    const error = await failing(answered(json(body, 400)).sendMail(tokens, mail))
    expect(error).toMatchObject({ code: 'mail_invalid', step: 'mail', provider: { status: 400 } })
    expect(error.fields).toEqual(fields)
  })

  it('shows nothing of a refusal that speaks of something else', async () => {
    const client = answered(json({ token: 'private' }, 400))
    const error = await failing(client.sendMail(tokens, mail))
    expect(error).toMatchObject({ code: 'provider_error', step: 'mail', provider: { status: 400 } })
    expect(JSON.stringify(error)).not.toContain('private')
  })

  it('survives a refusal nested without end', async () => {
    const text = `{"reply_to":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`
    const headers = { 'content-type': 'application/json' }
    const client = answered(new Response(text, { status: 400, headers }))
    const error = await failing(client.sendMail(tokens, mail))
    expect(error).toMatchObject({ code: 'mail_invalid', step: 'mail' })
  })

  it('does not try what the person did not grant', async () => {
    const { fetch, sent } = scripted(json(accepted))
    const partial = { ...tokens, scopes: ['basic'] }
    const error = await failing(iitbClient({ fetch }).sendMail(partial, mail))
    expect(error).toMatchObject({ code: 'insufficient_scope', missing: ['send_mail'] })
    expect(sent).toEqual([])
  })

  it('says when the provider thinks so', async () => {
    const body = { detail: 'You do not have permission to perform this action.' }
    const error = await failing(answered(json(body, 403)).sendMail(tokens, mail))
    expect(error).toMatchObject({ code: 'insufficient_scope', step: 'mail' })
    expect(error.provider).toEqual({ status: 403, description: body.detail })
  })

  it.each([{}, { status: true }, { 'Message-ID': '<1>', status: 'ok' }])(
    'refuses the answer %j',
    async (body) => {
      const error = await failing(answered(json(body)).sendMail(tokens, mail))
      expect(error).toMatchObject({ code: 'response_invalid', step: 'mail' })
    },
  )
})
