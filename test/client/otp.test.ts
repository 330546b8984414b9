import { inspect } from 'node:util'
import { createClient } from '@sso-login/client'
import { challengeOf, type OtpChannel, oneTimePassword } from '@sso-login/client/otp'
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { describe, expect, it } from 'vitest'
import documented from '../wire/ubisecure.documented.json' with { type: 'json' }
import { failing, form, html, iitbClient, json, noon, redirectUri, scripted } from './support.ts'

const parsed = (body: string) => Object.fromEntries(new URLSearchParams(body))
const scopes = ['openid'] as const

const { start, finish, challenge, olderChallenge, code } = documented.otp

/** The application of a documented body, with the answers in turn. */
function documentedClient(body: string, ...answers: Response[]) {
  const { client_id: clientId, client_secret: clientSecret } = parsed(body)
  const { fetch, sent } = scripted(...answers)
  const sso = createClient(ubisecure, {
    clientId,
    clientSecret,
    tokenEndpointAuthMethod: 'client_secret_post',
    redirectUri,
    scopes,
    fetch,
  })
  return { otp: oneTimePassword(sso, 'sms'), sent }
}

const asked = { username: '358404134252', body: 'your otp code is {0}' }

describe('what the pages of Ubisecure show', () => {
  it('is the first request, member by member, at the token endpoint', async () => {
    const { otp, sent } = documentedClient(start, json(challenge))
    await otp.start(asked)
    expect(sent[0]?.url.href).toBe(documented.tokenUrl)
    expect(form(sent[0])).toEqual(parsed(start))
  })

  it.each([
    ['newer', challenge, challenge.x_globalsign_iam_challenge.reference],
    ['older', olderChallenge, olderChallenge.x_globalsign_iam_sms_mt_otp_challenge.reference],
  ])('is where the reference stands: %s pages', async (_, answer, reference) => {
    const { otp } = documentedClient(start, json(answer))
    expect(await otp.start(asked)).toMatchObject({ reference, username: asked.username })
  })

  it('is the second request, and the username again, as the reference page wants it', async () => {
    const { otp, sent } = documentedClient(finish, json(challenge), json({}))
    const started = await otp.start(asked)
    await failing(otp.finish(started, code))
    expect(form(sent[1])).toEqual({ ...parsed(finish), username: asked.username })
  })
})

const app = {
  client_id: 'app',
  client_secret: 'the-secret',
  // Documented: without a browser there is nothing to come back to.
  grant_types: [
    'http://globalsign.com/iam/sso/oauth2/grant-type/sms-mt-otp',
    'http://globalsign.com/iam/sso/oauth2/grant-type/smtp-otp',
  ],
}

function create(channel: OtpChannel = 'sms', options: object = {}) {
  const mock = createMockProvider(ubisecure, {
    clients: [app, { ...app, client_id: 'other' }],
    now: () => noon * 1000,
  })
  const site = { clientId: 'app', clientSecret: 'the-secret', redirectUri, scopes }
  const sso = createClient(ubisecure, {
    ...site,
    fetch: mock.fetch,
    now: mock.clock.now,
    ...options,
  })
  const sentCode = () => /[0-9]{8}/.exec(mock.mail.last()?.message ?? '')?.[0] as string
  return { mock, sso, otp: oneTimePassword(sso, channel), sentCode }
}

const alice = { sms: '+912255550101', mail: 'alice@op.example' } as const

describe('a one-time password', () => {
  it.each(['sms', 'mail'] as const)('by %s signs in', async (channel) => {
    const { mock, sso, otp, sentCode } = create(channel)
    const username = alice[channel]
    const started = await otp.start({ username, title: 'Sign in', body: 'Code: {0}' })
    expect(started).toMatchObject({ provider: 'ubisecure', clientId: 'app', scopes: ['openid'] })
    expect(JSON.parse(JSON.stringify(started))).toEqual(started)
    expect(mock.mail.last()).toMatchObject({
      to: [username],
      subject: 'Sign in',
      message: expect.stringMatching(/^Code: [0-9]{8}$/),
    })
    const tokens = await otp.finish(started, ` ${sentCode()} `)
    expect(tokens).toMatchObject({ issuedAt: noon, scopes: ['openid'], missing: [] })
    expect(tokens.idToken).toBeDefined()
    expect(await sso.identity(tokens)).toEqual({ id: 'alice', name: 'Alice Kulkarni' })
  })

  it('reaches a number that nobody has registered', async () => {
    const { sso, otp, sentCode } = create()
    const tokens = await otp.finish(
      await otp.start({ username: '358404134252', uiLocales: 'fi' }),
      sentCode(),
    )
    expect((await sso.identity(tokens)).id).toBe('358404134252')
  })

  it('goes by the same names, wherever the provider lives', async () => {
    const { fetch, sent } = scripted(json(challenge))
    const { otp } = create('mail', { fetch, baseUrl: 'https://login.example.fi' })
    await otp.start({ username: alice.mail, uiLocales: 'fi' })
    expect(sent[0]?.url.origin).toBe('https://login.example.fi')
    expect(form(sent[0]).grant_type).toBe(
      'http://globalsign.com/iam/sso/oauth2/grant-type/smtp-otp',
    )
  })

  it('that is wrong uses its reference up; a new one can be had', async () => {
    const { otp, sentCode } = create()
    const started = await otp.start({ username: alice.sms, uiLocales: 'en' })
    const right = sentCode()
    const wrong = right === '00000000' ? '00000001' : '00000000'
    const error = await failing(otp.finish(started, wrong))
    expect(error).toMatchObject({ code: 'invalid_grant', step: 'exchange' })
    expect(await failing(otp.finish(started, right))).toHaveProperty('code', 'invalid_grant')

    const next = await otp.start({ username: alice.sms, uiLocales: 'en' })
    expect(next.reference).not.toBe(started.reference)
    await expect(otp.finish(next, sentCode())).resolves.toBeDefined()
    expect(await failing(otp.finish(next, sentCode()))).toHaveProperty('code', 'invalid_grant')
    for (const shown of [right, wrong, started.reference, alice.sms]) {
      expect(JSON.stringify(error)).not.toContain(shown)
    }
  })

  it.each(['x_globalsign_iam_challenge', 'x_globalsign_iam_sms_mt_otp_challenge'])(
    'that is wrong may be answered by a new challenge, which the error leads to: %s',
    async (name) => {
      const tokens = { access_token: 'at', token_type: 'Bearer', expires_in: 60 }
      const { otp, sent } = documentedClient(
        start,
        json(challenge),
        json({ [name]: { reference: 'the-next-one' } }),
        json(tokens),
      )
      const started = await otp.start(asked)
      const error = await failing(otp.finish(started, '00000000'))
      expect(error).toMatchObject({ code: 'invalid_grant', step: 'exchange' })
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('the-next-one')
      expect(JSON.stringify(error)).not.toContain('the-next-one')

      const next = challengeOf(error)
      expect(next).toEqual({ ...started, reference: 'the-next-one' })
      await otp.finish(next as NonNullable<typeof next>, code)
      expect(form(sent[2])).toMatchObject({
        x_globalsign_iam_reference_id: 'the-next-one',
        username: asked.username,
      })
    },
  )

  it('has no new challenge where the provider says nothing of one', async () => {
    const { otp, sentCode } = create()
    const started = await otp.start({ username: alice.sms, uiLocales: 'en' })
    const error = await failing(otp.finish(started, `${sentCode()}0`))
    for (const other of [error, new Error('any'), null, undefined, 'text']) {
      expect(challengeOf(other)).toBeNull()
    }
    const breaksOut = documentedClient(
      start,
      json(challenge),
      json({ x_globalsign_iam_challenge: { reference: 'a\r\nb' } }),
    ).otp
    const spoilt = await failing(breaksOut.finish(await breaksOut.start(asked), code))
    expect(spoilt).toHaveProperty('code', 'invalid_grant')
    expect(challengeOf(spoilt)).toBeNull()
  })

  it('expires', async () => {
    const { mock, otp, sentCode } = create()
    const started = await otp.start({ username: alice.sms, uiLocales: 'en' })
    mock.clock.advance({ minutes: 10 })
    expect(await failing(otp.finish(started, sentCode()))).toHaveProperty('code', 'invalid_grant')
  })

  it('is finished by the client that started it', async () => {
    const { sso, otp, sentCode } = create()
    const started = await otp.start({ username: alice.sms, uiLocales: 'en' })
    const others = [
      create('sms', { clientId: 'other' }).otp.finish(started, sentCode()),
      oneTimePassword(sso, 'mail').finish(started, sentCode()),
      otp.finish({ ...started, reference: 'a\nb' }, sentCode()),
      otp.finish(null as never, sentCode()),
    ]
    for (const other of others) {
      expect(await failing(other)).toHaveProperty('code', 'transaction_invalid')
    }
    await expect(otp.finish(started, sentCode())).resolves.toBeDefined()
  })
})

describe('what a one-time password needs', () => {
  it.each([
    ['sms', { username: alice.mail, uiLocales: 'en' }, 'username'],
    ['sms', { username: '+91 22 5555', uiLocales: 'en' }, 'username'],
    ['mail', { username: alice.sms, uiLocales: 'en' }, 'username'],
    ['mail', { username: undefined, uiLocales: 'en' }, 'username'],
    ['mail', { username: alice.mail }, 'uiLocales'],
    ['mail', { username: alice.mail, title: '' }, 'title'],
    ['mail', { username: alice.mail, body: 'No place for it' }, 'body'],
    ['mail', { username: alice.mail, uiLocales: 'en', scopes: ['email'] }, 'scopes.0'],
    ['mail', { username: alice.mail, uiLocales: 'en', scopes: ['userinfo'] }, 'scopes'],
  ] as const)('is asked for before any request: %s, %j', async (channel, options, key) => {
    const { mock, otp } = create(channel)
    const error = await failing(otp.start(options as never))
    expect(error).toMatchObject({ code: 'invalid_config', step: 'start', key })
    expect(mock.requests.all()).toEqual([])
  })

  it('is a code', async () => {
    const { otp } = create()
    const started = await otp.start({ username: alice.sms, uiLocales: 'en' })
    expect(await failing(otp.finish(started, ' '))).toHaveProperty('key', 'code')
  })

  it('is a provider that sends them, and an application that may ask', async () => {
    // @ts-expect-error: iitb sends none.
    const wrong = () => oneTimePassword(iitbClient(), 'sms')
    expect(await failing(wrong)).toMatchObject({ code: 'invalid_config', key: 'client' })
    const other = createClient(standard, {
      clientId: 'a',
      redirectUri,
      scopes,
      baseUrl: standard.baseUrl,
    })
    // @ts-expect-error: nor does a standard one.
    expect(await failing(() => oneTimePassword(other, 'mail'))).toHaveProperty('key', 'client')
    // @ts-expect-error: by pigeon.
    expect(await failing(() => oneTimePassword(create().sso, 'pigeon'))).toHaveProperty(
      'key',
      'channel',
    )
    const { mock, otp } = create()
    mock.reset({ clients: [{ ...app, grant_types: ['password'] }] })
    const asked = otp.start({ username: alice.sms, uiLocales: 'en' })
    expect(await failing(asked)).toMatchObject({ code: 'unauthorized_client', step: 'start' })
  })

  it.each([
    ['an HTML page', html('<html>proxy</html>'), 'response_invalid'],
    ['nothing', new Response(null), 'response_invalid'],
    ['no challenge', json({}), 'response_invalid'],
    ['a challenge that is text', json({ x_globalsign_iam_challenge: 'ref' }), 'response_invalid'],
    [
      'a reference that breaks out',
      json({ x_globalsign_iam_challenge: { reference: 'a\r\nb' } }),
      'response_invalid',
    ],
    ['no reference', json({ x_globalsign_iam_challenge: {} }), 'response_invalid'],
    ['a server error', html('<html>oops</html>', 500), 'provider_error'],
  ])('is an answer: %s ends in the one error', async (_, answer, code) => {
    const { otp } = create('sms', { fetch: scripted(answer).fetch })
    const asked = otp.start({ username: alice.sms, uiLocales: 'en' })
    expect(await failing(asked)).toMatchObject({ code, step: 'start' })
  })
})
