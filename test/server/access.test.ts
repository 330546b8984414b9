import { createClient, LoginError } from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin, memory } from '@sso-login/server'
import { describe, expect, it, vi } from 'vitest'
import { alice, bob, createSite, errorOf, type Site, sameOrigin, secret } from './site.ts'

const staff = { ...bob, type: 'stf' }
const onlyStudents = {
  users: [alice, staff],
  fields: ['type'] as const,
  allow: (user: { type?: string | null }) =>
    user.type === 'ug' || 'Only <undergraduates> can book a slot.',
}

const revocations = ({ mock }: Site) =>
  mock.requests.all().filter(({ endpoint, status }) => endpoint === 'revocation' && status === 200)

describe('an access rule', () => {
  it('lets in whom it allows', async () => {
    const site = createSite(onlyStudents)
    expect((await site.signIn({ user: 'alice' })).status).toBe(303)
    expect((await site.session()).user?.id).toBe('101')
  })

  it('tells anybody else why not, on a page of its own, and keeps nothing of theirs', async () => {
    const site = createSite(onlyStudents)
    const refused = await site.signIn({ user: 'bob', path: '/auth/login?return_to=/slots?day=2' })
    expect(refused.status).toBe(403)
    expect(refused.location).toBeNull()
    expect(refused.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(refused.body).toContain('Only &#60;undergraduates&#62; can book a slot.')
    expect(refused.body).toContain(
      '<a href="/auth/login?switch=1&#38;return_to=%2Fslots%3Fday%3D2">Log in as another user</a>',
    )
    expect(refused.headers.get('referrer-policy')).toBe('no-referrer')
    expect(site.browser.cookies()).toEqual([])
    expect(await site.store.sessions.list('iitb:102')).toEqual([])
    expect(await site.store.grants.list('iitb:102')).toEqual([])
    expect(revocations(site)).toHaveLength(1)
    expect(site.events.at(-1)).toMatchObject({
      type: 'login.failed',
      error: { code: 'not_allowed', message: 'The site does not let this person in.' },
    })
  })

  it('says what it went without, and offers to share it', async () => {
    const site = createSite(onlyStudents)
    const refused = await site.signIn({ user: 'alice', scopes: ['basic'] })
    expect(refused.status).toBe(403)
    expect(refused.body).toContain('Not shared: Your first name, last name and type')
    expect(refused.body).toContain('<a href="/auth/login?return_to=%2F">Share it and try again</a>')
  })

  it('answers a script with its reason', async () => {
    const site = createSite(onlyStudents)
    const back = await site.approve(await site.browser.get('/auth/login'), { user: 'bob' })
    const refused = await site.browser.get(back, { accept: 'application/json' })
    expect(refused.status).toBe(403)
    expect(JSON.parse(refused.body)).toEqual({
      error: 'not_allowed',
      message: 'Only <undergraduates> can book a slot.',
    })
  })

  it('leaves the session alone that is there already', async () => {
    const site = createSite(onlyStudents)
    await site.signIn({ user: 'alice' })
    await site.signIn({ user: 'bob' })
    expect((await site.session()).user?.id).toBe('101')
  })

  it.each([
    ['false', () => false],
    ['an empty text', () => ''],
    ['a promise of false', async () => false],
    ['undefined', () => undefined as unknown as boolean],
    ['1', () => 1 as unknown as boolean],
  ])('refuses in our words by %s', async (_, allow) => {
    const site = createSite({ allow })
    const refused = await site.signIn()
    expect(refused.status).toBe(403)
    expect(refused.body).toContain('This site is not open to you.')
  })

  it('that throws lets nobody in', async () => {
    const site = createSite({
      allow() {
        throw new Error('the list of students is away')
      },
    })
    expect(errorOf(await site.signIn())).toBe('server_error')
    expect(site.browser.cookies()).toEqual([])
    expect(revocations(site)).toHaveLength(1)
  })

  it('sees by its type what it has asked for, and nothing else', () => {
    const client = createClient(iitb, {
      clientId: 'site',
      clientSecret: 'client secret',
      redirectUri: 'https://site.example/auth/callback',
      scopes: ['profile'],
    })
    const good = { secrets: [secret], store: memory() }
    createLogin(client, {
      ...good,
      fields: ['type'],
      allow: (user) => user.type === 'ug',
      onLogin: ({ user, resources, tokens }) => [user.id, resources.type, tokens.accessToken],
    })
    // @ts-expect-error `type` is not among the fields
    createLogin(client, { ...good, allow: (user) => user.type === 'ug' })
    // @ts-expect-error the scope phone is not asked for
    createLogin(client, { ...good, fields: ['mobile'] })
    // @ts-expect-error `type` is no number
    createLogin(client, { ...good, fields: ['type'], allow: (user) => user.type === 1 })
  })
})

describe('a hook', () => {
  it('onLogin has the person, what was asked for and their tokens, before there is a session', async () => {
    const seen: unknown[] = []
    const site: Site = createSite({
      fields: ['type'],
      async onLogin({ user, resources, tokens }) {
        seen.push(user, resources, await site.isAlive(tokens.accessToken))
        seen.push((await site.store.sessions.list('iitb:101')).length)
      },
    })
    await site.signIn()
    expect(seen).toEqual([
      {
        id: '101',
        name: 'Alice Bose',
        picture: 'https://gymkhana.iitb.ac.in/profiles/media/alice.png',
      },
      { type: 'ug', missing: [] },
      true,
      0,
    ])
    expect((await site.session()).user?.id).toBe('101')
  })

  it('onLogin that fails, fails the login, and what was granted is revoked', async () => {
    const site = createSite({
      async onLogin() {
        throw new Error('duplicate key')
      },
    })
    expect(errorOf(await site.signIn())).toBe('server_error')
    expect(site.browser.cookies()).toEqual([])
    expect(revocations(site)).toHaveLength(1)
    expect(site.events.at(-1)).toMatchObject({
      type: 'login.failed',
      error: { code: 'server_error', cause: { name: 'Error', message: 'duplicate key' } },
    })
  })

  it('what a hook of the site throws is told whole, and in short as JSON', async () => {
    const thrown = new RangeError('duplicate key', { cause: { table: 'users' } })
    const onLogin = async () => {
      throw thrown
    }
    const onLogout = () => {
      throw thrown
    }
    const allow = () => {
      throw thrown
    }
    const leaving = createSite({ onLogout })
    await leaving.signIn()
    await leaving.browser.post('/auth/logout', sameOrigin)
    const events = [leaving.events.at(-1)]
    for (const hooks of [{ onLogin }, { allow }]) {
      const site = createSite(hooks)
      await site.signIn()
      events.push(site.events.at(-1))
    }
    for (const event of events) {
      const error = event && 'error' in event ? event.error : null
      expect(error?.cause).toBe(thrown)
      expect(JSON.parse(JSON.stringify(error))).toMatchObject({
        code: 'server_error',
        cause: { name: 'RangeError', message: 'duplicate key' },
      })
    }
  })

  it('onLogin is not told of whom the rule refuses', async () => {
    const seen: unknown[] = []
    const site = createSite({ ...onlyStudents, onLogin: (each) => seen.push(each) })
    await site.signIn({ user: 'bob' })
    expect(seen).toEqual([])
  })

  it('onLogout is told who left, and cannot keep them', async () => {
    const seen: unknown[] = []
    const site = createSite({
      async onLogout(of) {
        seen.push(of)
        throw new Error('cache is away')
      },
    })
    await site.signIn()
    expect((await site.browser.post('/auth/logout', sameOrigin)).status).toBe(303)
    expect(seen).toEqual([{ userId: '101' }])
    expect((await site.session()).user).toBeNull()
    expect(site.events.at(-1)).toMatchObject({
      type: 'hook.failed',
      hook: 'onLogout',
      error: { cause: { message: 'cache is away' } },
    })
    await site.browser.post('/auth/logout', sameOrigin)
    expect(seen).toHaveLength(1)
  })

  it('onGrantLost is told when the provider takes the refresh token no more', async () => {
    const seen: { userId: string; error: LoginError }[] = []
    const site = createSite({ onGrantLost: (of) => seen.push(of) })
    await site.signIn()
    await site.sso.revoke(await site.login.tokensFor('101'))
    site.mock.clock.advance({ hours: 10 })
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({ code: 'grant_lost' })
    expect(seen).toMatchObject([{ userId: '101', error: { code: 'grant_lost' } }])
    expect(seen[0]?.error).toBeInstanceOf(LoginError)
  })
})

describe('a listener of events', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('metrics are away')
      },
    ],
    ['rejects', () => Promise.reject(new Error('metrics are away'))],
  ])('that %s disturbs nothing', async (_, onEvent) => {
    const { sso, store, mock, origin } = createSite()
    const login = createLogin(sso, { secrets: [secret], store, now: mock.clock.now, onEvent })
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    try {
      expect((await login.fetch(new Request(`${origin}/auth/login`))).status).toBe(303)
      // Node tells of a rejection that nobody handled before the next turn of its loop.
      await new Promise((resolve) => setImmediate(resolve))
      expect(unhandled).not.toHaveBeenCalled()
    } finally {
      process.off('unhandledRejection', unhandled)
    }
  })
})
