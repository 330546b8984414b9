import { createLogin, type LoginEvent } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { createBrowser } from './browser.ts'
import { createSite, type Site, type SiteOptions, sameOrigin, secret } from './site.ts'

const next = 'the next secret, at least 32 characters'
const cannotOpen = { type: 'revoke.failed', userId: '101', error: { key: 'secrets' } }

/** Another process of a site, or another site with the same store. */
function createOther(
  { sso, store, mock }: Site,
  secrets: readonly string[],
  options: Pick<SiteOptions, 'keepGrants' | 'idleTtlSeconds'> = {},
) {
  const events: LoginEvent[] = []
  const onEvent = (event: LoginEvent) => events.push(event)
  const { now } = mock.clock
  return { login: createLogin(sso, { secrets, store, now, onEvent, ...options }), events }
}

describe('what was sealed with a secret that is not there', () => {
  it('is told at a logout: the grant is gone here, and its tokens live on at the provider', async () => {
    const site = createSite()
    await site.signIn()
    await createOther(site, [next, secret]).login.refresh('101')
    await site.browser.post('/auth/logout', sameOrigin)
    expect((await site.whoIs()).user).toBeNull()
    expect(await site.store.grants.list('iitb:101')).toEqual([])
    expect(site.events.slice(-2)).toMatchObject([cannotOpen, { type: 'logout.finished' }])
  })

  it('is told where one of a person’s sessions is ended, whose grant nobody can find', async () => {
    const site = createSite()
    await site.signIn()
    const [session] = await site.login.sessions('101')
    const { login, events } = createOther(site, [next])
    expect(await login.endSession('101', session?.id ?? '')).toBe(true)
    expect(events).toMatchObject([cannotOpen, { type: 'sessions.ended' }])
  })

  it('is told where all of them are, as by another site that shares the database', async () => {
    const site = createSite()
    await site.signIn()
    const { login, events } = createOther(site, [next])
    expect(await login.signOutEverywhere('101')).toBe(1)
    expect(events).toMatchObject([cannotOpen, { type: 'sessions.ended' }])
  })

  it('is told where its time is over', async () => {
    const site = createSite({ idleTtlSeconds: 1000 })
    await site.signIn()
    site.mock.clock.advance({ seconds: 1060 })
    const { login, events } = createOther(site, [next], { idleTtlSeconds: 1000 })
    const browser = createBrowser(login.fetch, site.origin, site.mock.clock.now)
    const started = await browser.get('/auth/login')
    await browser.get(await site.approve(started, { user: 'bob' }))
    await login.close()
    expect(events.slice(-2)).toMatchObject([
      cannotOpen,
      { type: 'grant.expired', userId: '101', revoked: false },
    ])
  })

  it('is not told of a site that keeps grants, which revokes none', async () => {
    const site = createSite()
    await site.signIn()
    const { login, events } = createOther(site, [next], { keepGrants: true })
    await login.signOutEverywhere('101')
    expect(events).toMatchObject([{ type: 'sessions.ended' }])
  })
})

describe('a secret that is replaced', () => {
  const [old, both, turned, fresh] = [[secret], [secret, next], [next, secret], [next]] as const

  it.each([
    ['first put behind the old one', old, both],
    ['then before it', both, turned],
    ['alone when the old one’s time is over', turned, fresh],
  ])(
    '%s, signs nobody out and loses no grant while processes are restarted',
    async (_, before, after) => {
      const site = createSite({ keepGrants: true })
      const processes = [before, after].map(
        (secrets) => createOther(site, secrets, { keepGrants: true }).login,
      )
      for (const first of processes) {
        const browser = createBrowser(first.fetch, site.origin, site.mock.clock.now)
        await browser.get(await site.approve(await browser.get('/auth/login')))
        for (const login of [...processes, ...processes]) {
          const cookie = browser.cookieHeader('/')
          expect((await login.session({ headers: { cookie } })).user?.id).toBe('101')
          expect((await login.refresh('101')).type).toBe('refreshed')
        }
      }
    },
  )

  it('is in no kept grant any more once that was refreshed, however long the person is away', async () => {
    const site = createSite({ keepGrants: true })
    await site.signIn()
    site.mock.clock.advance({ hours: 24 * 90 })
    await createOther(site, turned, { keepGrants: true }).login.refresh('101')
    const { login } = createOther(site, fresh, { keepGrants: true })
    expect((await login.tokensFor('101')).accessToken).toBeTruthy()
  })
})
