import { createClient, type TakeResult } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { beforeEach, describe, expect, it } from 'vitest'
import { failing, redirectUri } from './support.ts'

const secret = 'a secret with: odd/characters%+'
const scopes = ['basic', 'profile', 'picture', 'ldap', 'phone', 'program', 'send_mail'] as const

const app = {
  client_id: 'web-app',
  client_secret: secret,
  client_name: 'Slots',
  redirect_uris: [redirectUri],
}
const page = {
  client_id: 'page',
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: 'none',
}

const alice = {
  id: 101,
  first_name: 'Alice',
  last_name: 'Rao',
  type: 'ug',
  is_alumni: false,
  profile_picture: '/profiles//media/alice.png',
  sex: null,
  username: 'alice',
  email: 'alice@iitb.ac.in',
  mobile: null,
  contacts: [],
  insti_address: null,
  roll_number: '210050001',
  program: null,
  secondary_emails: [],
}

let mock: ReturnType<typeof createMockProvider<typeof iitb>>
beforeEach(() => {
  mock = createMockProvider(iitb, { clients: [app, page], users: [alice] })
})

const site = () => ({
  clientId: 'web-app',
  clientSecret: secret,
  redirectUri,
  scopes,
  fetch: mock.fetch,
  now: mock.clock.now,
})

async function signIn(
  approval: { scopes?: string[]; deny?: boolean } = {},
  sso = createClient(iitb, site()),
) {
  const { url, transaction } = await sso.start({ returnTo: '/slots' })
  const { location } = await mock.approve(url, { user: 'alice', ...approval })
  return { sso, callback: location ?? '', transaction }
}

async function signedIn(approval: { scopes?: string[] } = {}) {
  const { sso, callback, transaction } = await signIn(approval)
  return { sso, tokens: await sso.finish(callback, transaction) }
}

describe('at IITB', () => {
  it('a person signs in, and is who they are', async () => {
    const { sso, tokens } = await signedIn()
    expect(tokens.scopes.toSorted()).toEqual([...scopes].sort())
    expect(tokens.missing).toEqual([])
    expect((tokens.expiresAt ?? 0) - tokens.issuedAt).toBe(36_000)
    expect(await sso.identity(tokens)).toEqual({
      id: '101',
      name: 'Alice Rao',
      picture: 'https://gymkhana.iitb.ac.in/profiles//media/alice.png',
    })
    expect(await sso.user(tokens, ['type', 'mobile', 'roll_number', 'program'])).toEqual({
      type: 'ug',
      mobile: null,
      roll_number: '210050001',
      program: null,
      missing: [],
    })
  })

  it('a public client signs in with its id and PKCE alone', async () => {
    const { clientSecret: _, ...options } = site()
    const sso = createClient(iitb, { ...options, clientId: 'page' })
    const { callback, transaction } = await signIn({}, sso)
    const tokens = await sso.finish(callback, transaction)
    expect(await sso.user(tokens, ['id'])).toEqual({ id: 101, missing: [] })
    expect(await sso.refresh(tokens)).toHaveProperty('refreshToken')
  })

  it('whoever grants little is told apart, resource by resource', async () => {
    const { sso, tokens } = await signedIn({ scopes: ['ldap'] })
    expect(tokens.scopes.toSorted()).toEqual(['basic', 'ldap'])
    expect(tokens.missing).toEqual(['profile', 'picture', 'phone', 'program', 'send_mail'])
    expect(await sso.user(tokens, ['username', 'mobile', 'program'])).toEqual({
      username: 'alice',
      missing: ['mobile', 'program'],
    })
    expect(await sso.identity(tokens)).toEqual({ id: '101', name: 'alice' })
    const mail = { subject: 'a', message: 'b' }
    expect(await failing(sso.sendMail(tokens, mail))).toMatchObject({ code: 'insufficient_scope' })
  })

  it('whoever grants too little is revoked, as the guide asks', async () => {
    const { sso, tokens } = await signedIn({ scopes: ['ldap'] })
    const error = await failing(sso.requireScopes(tokens, ['ldap', 'program']))
    expect(error).toMatchObject({ code: 'scope_missing', missing: ['program'] })
    expect(await failing(sso.user(tokens, ['id']))).toHaveProperty('code', 'invalid_token')
    expect(await failing(sso.refresh(tokens))).toHaveProperty('code', 'invalid_grant')
  })

  it('whoever refuses is heard', async () => {
    const { sso, callback, transaction } = await signIn({ deny: true })
    expect(await failing(sso.finish(callback, transaction))).toMatchObject({
      code: 'access_denied',
      step: 'callback',
      provider: { error: 'access_denied' },
    })
  })

  it('a code works once, with its own verifier, within a minute', async () => {
    const first = await signIn()
    await first.sso.finish(first.callback, first.transaction)
    const again = await failing(first.sso.finish(first.callback, first.transaction))
    expect(again).toMatchObject({ code: 'invalid_grant', step: 'exchange' })

    const second = await signIn()
    const other = { ...second.transaction, codeVerifier: first.transaction.codeVerifier }
    expect(await failing(second.sso.finish(second.callback, other))).toMatchObject({
      code: 'invalid_grant',
      provider: { status: 400, error: 'invalid_grant' },
    })

    const third = await signIn()
    mock.clock.advance({ seconds: 61 })
    expect(await failing(third.sso.finish(third.callback, third.transaction))).toHaveProperty(
      'code',
      'invalid_grant',
    )
  })

  it('a replayed callback stops before the provider is asked', async () => {
    const taken = new Set<string>()
    const take = async (hash: string): Promise<TakeResult> => {
      if (taken.has(hash)) return 'consumed'
      taken.add(hash)
      return 'ok'
    }
    const { sso, callback, transaction } = await signIn()
    const both = await Promise.allSettled([
      sso.finish(callback, transaction, { take }),
      sso.finish(callback, transaction, { take }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(mock.requests.all({ endpoint: 'token' })).toHaveLength(1)
  })

  it('a refresh rotates, works after ten hours, and kills what was before', async () => {
    const { sso, tokens } = await signedIn()
    mock.clock.advance({ hours: 10, seconds: 1 })
    expect(await failing(sso.user(tokens, ['id']))).toMatchObject({
      code: 'invalid_token',
      provider: { status: 401, description: 'The access token has expired.' },
    })
    const renewed = await sso.refresh(tokens)
    expect(renewed.refreshToken).not.toBe(tokens.refreshToken)
    expect(renewed.issuedAt - tokens.issuedAt).toBe(36_001)
    expect(await sso.user(renewed, ['id'])).toEqual({ id: 101, missing: [] })
    expect(await failing(sso.refresh(tokens))).toHaveProperty('code', 'invalid_grant')
  })

  it('a revocation ends the pair', async () => {
    const { sso, tokens } = await signedIn()
    await sso.revoke(tokens)
    expect(await failing(sso.user(tokens, ['id']))).toHaveProperty('code', 'invalid_token')
    expect(await failing(sso.refresh(tokens))).toHaveProperty('code', 'invalid_grant')
    await sso.revoke(tokens)
  })

  it('a refresh after the access token alone was revoked is a typed error, not a crash', async () => {
    const { sso, tokens } = await signedIn()
    await sso.revoke({ accessToken: tokens.accessToken })
    expect(await failing(sso.refresh(tokens))).toMatchObject({
      code: 'provider_error',
      step: 'refresh',
      provider: { status: 500 },
    })
  })

  it('a wrong secret is named, whatever the challenge says', async () => {
    const sso = createClient(iitb, { ...site(), clientSecret: 'wrong' })
    const { callback, transaction } = await signIn({}, sso)
    expect(await failing(sso.finish(callback, transaction))).toMatchObject({
      code: 'invalid_client',
      step: 'exchange',
      provider: { status: 401, error: 'invalid_client' },
    })
    expect(await failing(sso.revoke({ accessToken: 'x' }))).toHaveProperty('code', 'invalid_client')
  })

  it('mail arrives, and a refused one says why', async () => {
    const { sso, tokens } = await signedIn()
    const mail = { subject: 'Your slot', message: 'At nine', replyTo: ['help@site.example'] }
    const { messageId, sent } = await sso.sendMail(tokens, mail)
    expect(sent).toBe(true)
    expect(mock.mail.all().map((mail) => mail['Message-ID'])).toEqual([messageId])
    expect(mock.mail.all()[0]).toMatchObject({
      subject: '[SSO] [Slots] Your slot',
      reply_to: ['help@site.example'],
    })
    const refused = { ...mail, replyTo: ['help@site.example', 'nobody'] }
    const error = await failing(sso.sendMail(tokens, refused))
    expect(error).toMatchObject({ code: 'mail_invalid', step: 'mail' })
    expect(error.fields).toEqual({ 'reply_to.1': ['Enter a valid email address.'] })
  })

  it('a field of a newer client is named', async () => {
    const { tokens } = await signedIn()
    const resources = {
      ...iitb.resources,
      nickname: { scope: 'profile', shape: 'string' },
    } as const
    const sso = createClient({ ...iitb, resources }, site())
    const error = await failing(sso.user(tokens, ['id', 'nickname']))
    expect(error).toMatchObject({ code: 'unknown_resource', step: 'user' })
    expect(error.provider?.description).toBe('fields (nickname) not found')
  })

  it('a provider that fails once lets the next login through', async () => {
    mock.faults.add('token', { html: 502 }, { times: 1 })
    const { sso, callback, transaction } = await signIn()
    expect(await failing(sso.finish(callback, transaction))).toMatchObject({
      code: 'provider_error',
      step: 'exchange',
      provider: { status: 502 },
    })
    await expect(signedIn()).resolves.toBeDefined()
  })
})

it('asks nobody again who has agreed, with approval_prompt=auto (seen)', async () => {
  const mock = createMockProvider(iitb)
  const sso = createClient(iitb, {
    clientId: 'demo-app',
    clientSecret: 'demo-app-secret',
    redirectUri: 'http://localhost:3000/auth/callback',
    scopes: ['basic', 'ldap'],
    fetch: mock.fetch,
  })
  const signIn = async (parameters: { approval_prompt?: 'auto' }, deny: boolean) => {
    const { url, transaction } = await sso.start({ parameters })
    const { location } = await mock.approve(url, { user: 'alice', deny })
    return sso.finish(location as string, transaction)
  }
  await signIn({}, false)
  // Whoever would say no now is not asked.
  await expect(signIn({ approval_prompt: 'auto' }, true)).resolves.toHaveProperty('missing', [])
  await expect(signIn({}, true)).rejects.toHaveProperty('code', 'access_denied')
})
