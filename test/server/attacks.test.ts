import { inspect } from 'node:util'
import type { Fault } from '@sso-login/mock-provider'
import { afterEach, describe, expect, it } from 'vitest'
import { closeSites, run, send } from './http-site.ts'
import { alice, createSite, errorOf, type Site, sameOrigin, secret } from './site.ts'

afterEach(closeSites)

const sessionOf = async ({ login }: Site, cookie: string) =>
  (await login.session({ headers: { cookie } })).user

describe('a callback that was not asked for', () => {
  it("does not sign a victim in as the attacker (login CSRF), whose browser holds nothing of the attacker's login", async () => {
    const site = createSite()
    const attacker = site.newBrowser()
    const back = await site.approve(await attacker.get('/auth/login'), { user: 'bob' })
    expect(errorOf(await site.browser.get(back))).toBe('transaction_missing')
    expect((await site.session()).user).toBeNull()
    expect(site.mock.requests.all().filter(({ endpoint }) => endpoint === 'token')).toEqual([])
  })

  it('does not sign a victim in who is just signing in, either', async () => {
    const site = createSite()
    const attacker = site.newBrowser()
    const back = await site.approve(await attacker.get('/auth/login'), { user: 'bob' })
    await site.browser.get('/auth/login?return_to=/slots')
    const done = await site.browser.get(back)
    expect(done.location).toBe('https://site.example/?sso_error=state_mismatch')
    expect((await site.session()).user).toBeNull()
  })

  it("does not put the attacker's code into the victim's own login", async () => {
    const site = createSite()
    const attacker = site.newBrowser()
    const theirs = new URL(await site.approve(await attacker.get('/auth/login'), { user: 'bob' }))
    const own = new URL(await site.approve(await site.browser.get('/auth/login')))
    own.searchParams.set('code', theirs.searchParams.get('code') ?? '')
    expect(errorOf(await site.browser.get(own.href))).toBe('invalid_grant')
    expect((await site.session()).user).toBeNull()
  })

  it('leaves a victim who is signed in as they are', async () => {
    const site = createSite()
    await site.signIn({ user: 'alice' })
    const attacker = site.newBrowser()
    const back = await site.approve(await attacker.get('/auth/login'), { user: 'bob' })
    expect((await site.browser.get(back)).location).toBe('https://site.example/')
    expect((await site.session()).user?.id).toBe('101')
  })

  it.each([
    ['state', 'another-state', 'state_mismatch'],
    ['state', '', 'state_mismatch'],
  ])('with a changed %s (%j) is refused', async (name, value, code) => {
    const site = createSite()
    const back = new URL(await site.approve(await site.browser.get('/auth/login')))
    back.searchParams.set(name, value)
    expect(errorOf(await site.browser.get(back.href))).toBe(code)
    expect((await site.session()).user).toBeNull()
  })

  it('with a second state or code beside the right one is refused', async () => {
    for (const name of ['state', 'code']) {
      const site = createSite()
      const back = await site.approve(await site.browser.get('/auth/login'))
      expect(errorOf(await site.browser.get(`${back}&${name}=another`))).toBe('callback_invalid')
    }
  })

  it('replayed with everything the browser had signs nobody in again', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get('/auth/login'))
    const thief = site.newBrowser()
    for (const { name, value, path } of site.browser.cookies()) thief.setCookie(name, value, path)
    await site.browser.get(back)
    expect(errorOf(await thief.get(back))).toBe('transaction_used')
    expect((await site.session(thief)).user).toBeNull()
    expect((await site.session()).user?.id).toBe('101')
  })
})

describe('a session cookie', () => {
  it('of the attacker, planted before the sign-in, is not the one after it (session fixation)', async () => {
    const site = createSite()
    const attacker = site.newBrowser()
    await site.signIn({ browser: attacker, user: 'bob' })
    const planted = attacker.cookie('session')
    site.browser.setCookie(planted?.name ?? '', planted?.value ?? '')
    await site.signIn({ user: 'alice' })
    expect((await site.session()).user?.id).toBe('101')
    expect(site.browser.cookie('session')?.value).not.toBe(planted?.value)
    expect((await site.session(attacker)).user).toBeNull()
  })

  it('changed, cut, too long or of another secret is no session, and no failure', async () => {
    const site = createSite()
    await site.signIn()
    const { name, value } = site.browser.cookie('session') ?? { name: '', value: '' }
    expect((await sessionOf(site, `${name}=${value}`))?.id).toBe('101')
    const middle = Math.floor(value.length / 2)
    const flipped = value[middle] === 'A' ? 'B' : 'A'
    const stranger = createSite({ secrets: ['another secret, at least 32 characters'] })
    await stranger.signIn()
    const wrong = [
      value.slice(0, middle) + flipped + value.slice(middle + 1),
      value.slice(0, -1),
      value.slice(0, 20),
      value.replace('v1.', 'v2.'),
      `${value}A`,
      `v1.${'A'.repeat(5000)}`,
      'v1.',
      '%E0%A4%A',
      '',
      '"',
      'null',
      stranger.browser.cookie('session')?.value ?? '',
    ]
    for (const each of wrong) expect(await sessionOf(site, `${name}=${each}`)).toBeNull()
    expect(await sessionOf(site, ';;;=;')).toBeNull()
  })

  it('is not opened as a transaction, nor a transaction as a session', async () => {
    const site = createSite()
    await site.browser.get('/auth/login')
    const transaction = site.browser.cookie('') ?? { name: '', value: '' }
    expect(await sessionOf(site, `__Host-sso-login.session=${transaction.value}`)).toBeNull()
    await site.signIn()
    const session = site.browser.cookie('session')
    const started = await site.browser.get('/auth/login')
    const name = site.browser.cookies().at(-1)?.name ?? ''
    site.browser.setCookie(name, session?.value ?? '', '/auth')
    const victim = site.newBrowser()
    victim.setCookie(name, session?.value ?? '', '/auth')
    expect(errorOf(await victim.get(await site.approve(started)))).toBe('transaction_missing')
  })

  it('beside one that a subdomain has planted under the same name is still found', async () => {
    const site = createSite({ origin: 'http://localhost:3000' })
    await site.signIn()
    const { name, value } = site.browser.cookie('session') ?? { name: '', value: '' }
    expect((await sessionOf(site, `${name}=planted; ${name}=${value}`))?.id).toBe('101')
    expect((await sessionOf(site, `${name}=${value}; ${name}=planted`))?.id).toBe('101')
  })

  it('opens after the secret was replaced, as long as the old one is in the list', async () => {
    const site = createSite()
    await site.signIn()
    const cookie = site.browser.cookieHeader('/')
    const store = () => site.store
    const secrets = ['the new secret, at least 32 characters', secret]
    expect((await sessionOf(createSite({ store, secrets }), cookie))?.id).toBe('101')
    expect(await sessionOf(createSite({ store, secrets: secrets.slice(0, 1) }), cookie)).toBeNull()
  })
})

describe('a cookie tossed by a subdomain', () => {
  /** What a browser makes of `Domain=site.example` from evil.site.example (RFC 6265bis 5.7): no host-only name gets in. */
  const toss = (
    { browser }: Site,
    { name, value, path }: { name: string; value: string; path: string },
  ) => {
    if (!name.startsWith('__Host-')) browser.setCookie(name, value, path)
  }

  it("with the attacker's own login in it does not sign the victim in as the attacker", async () => {
    const site = createSite()
    const attacker = site.newBrowser()
    const back = await site.approve(await attacker.get('/auth/login'), { user: 'bob' })
    for (const cookie of attacker.cookies()) toss(site, cookie)
    expect(errorOf(await site.browser.get(back))).toBe('transaction_missing')
    expect((await site.session()).user).toBeNull()
  })

  it("with the attacker's own session in it is nobody's session", async () => {
    const site = createSite()
    const attacker = site.newBrowser()
    await site.signIn({ browser: attacker, user: 'bob' })
    for (const cookie of attacker.cookies()) toss(site, cookie)
    expect((await site.session()).user).toBeNull()
  })

  it('under any name of ours is not ours: each is for this host and https alone', async () => {
    const site = createSite()
    const answers = [
      await site.browser.get('/auth/login'),
      await site.browser.get(`/auth/login?return_to=/${'a'.repeat(1900)}`),
      await site.signIn(),
      await site.signIn({ deny: true }),
      await site.browser.post('/auth/logout', sameOrigin),
    ]
    const lines = answers.flatMap(({ headers }) => headers.getSetCookie())
    expect(lines).toHaveLength(6)
    for (const line of lines) {
      expect(line).toMatch(
        /^__Host-sso-login\.[\w.-]+=[\w.-]*; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      )
    }
  })

  it.each([
    '__proto__=x; constructor=y; toString=z',
    `${'a=b; '.repeat(2000)}a=b`,
    `__Host-sso-login.tx.=v1.AAAA; __Host-sso-login.tx.${'x'.repeat(300)}=v1.AAAA`,
    '__Host-sso-login.session',
    '=__Host-sso-login.session=v1.AAAA',
    '__host-sso-login.session=v1.AAAA',
  ])('breaks nothing (%.40s)', async (cookie) => {
    const site = createSite()
    const ask = (path: string, method = 'GET') =>
      site.login.fetch(
        new Request(site.origin + path, { method, headers: { cookie, ...sameOrigin } }),
      )
    expect(await (await ask('/auth/session')).json()).toMatchObject({ user: null })
    expect((await ask('/auth/login')).status).toBe(303)
    expect((await ask('/auth/callback?code=x&state=y')).status).toBe(303)
    expect((await ask('/auth/logout', 'POST')).status).toBe(303)
  })
})

describe('a transaction cookie', () => {
  it('changed, cut, of another secret or another login is none', async () => {
    const site = createSite()
    const stranger = createSite({ secrets: ['another secret, at least 32 characters'] })
    const started = await site.browser.get('/auth/login')
    const back = await site.approve(started)
    const [own] = site.browser.cookies()
    const { name, value } = own ?? { name: '', value: '' }
    await site.browser.get('/auth/login')
    await stranger.browser.get('/auth/login')
    const middle = Math.floor(value.length / 2)
    const wrong = [
      value.slice(0, middle) + (value[middle] === 'A' ? 'B' : 'A') + value.slice(middle + 1),
      value.slice(0, -1),
      value.replace('v1.', 'v2.'),
      `v1.${'A'.repeat(5000)}`,
      'v1.',
      site.browser.cookies().at(-1)?.value ?? '',
      stranger.browser.cookies()[0]?.value ?? '',
    ]
    for (const each of wrong) {
      const victim = site.newBrowser()
      victim.setCookie(name, each)
      expect(errorOf(await victim.get(back))).toBe('transaction_missing')
    }
    const browser = site.newBrowser()
    browser.setCookie(name, value)
    expect((await browser.get(back)).location).toBe('https://site.example/')
    expect((await site.session(browser)).user?.id).toBe('101')
  })

  it('beside one of the same name that somebody planted is still found', async () => {
    const site = createSite({ origin: 'http://localhost:3000' })
    const back = await site.approve(await site.browser.get('/auth/login'))
    const [own] = site.browser.cookies()
    const { name, value } = own ?? { name: '', value: '' }
    const cookie = `${name}=planted; ${name}=${value}`
    const done = await site.login.fetch(new Request(back, { headers: { cookie } }))
    expect(done.headers.get('location')).toBe('/')
  })
})

describe('a request that grows and grows (431)', () => {
  it('is never ours: however many logins are begun, its header stays below what proxies take', async () => {
    const name = 'ü'.repeat(5000)
    const long = { ...alice, first_name: name, profile_picture: `/profiles/${'p'.repeat(1500)}` }
    const { origin, browser, approve } = await run((login) => login.node(), {
      maxHeaderSize: 8192,
      users: [long],
    })
    const signedIn = await browser.get(await approve((await browser.get('/auth/login')).location))
    expect(signedIn.status).toBe(303)
    for (let tab = 0; tab < 12; tab += 1) {
      const { status } = await browser.get(`/auth/login?return_to=/${'a'.repeat(tab * 150)}`)
      expect(status).toBe(303)
    }
    expect(browser.cookieHeader('/page').length).toBeGreaterThan(3000)
    const { status, body } = await browser.get('/auth/session')
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ user: { id: '101' } })
    const tooLong = await send(new Request(`${origin}/`, { headers: { x: 'x'.repeat(8192) } }))
    expect(tooLong.status).toBe(431)
  })

  it('gets smaller again when the login is done', async () => {
    const site = createSite()
    await site.browser.get('/auth/login')
    const before = site.browser.cookies().length
    await site.signIn()
    expect(site.browser.cookies()).toHaveLength(before + 1)
    await site.browser.post('/auth/logout', sameOrigin)
    expect(site.browser.cookies()).toHaveLength(before)
  })
})

describe('a logout', () => {
  it.each([
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://site.example' }],
    [{ 'sec-fetch-site': 'same-site', origin: 'https://other.site.example' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'https://site.example.evil.example' }],
    [{ origin: 'http://site.example' }],
    [{ origin: 'null' }],
    [{ referer: 'https://site.example/' }],
    [{}],
  ])('from another site is refused (%j)', async (headers: Record<string, string>) => {
    const site = createSite()
    await site.signIn()
    const refused = await site.browser.post('/auth/logout', headers)
    expect(refused.status).toBe(403)
    expect(refused.body).toContain('cross_site_request')
    expect(refused.headers.getSetCookie()).toEqual([])
    expect((await site.session()).user?.id).toBe('101')
  })

  it.each([[sameOrigin], [{ origin: 'https://site.example' }]])(
    'from the site itself is done (%j)',
    async (headers: Record<string, string>) => {
      const site = createSite()
      await site.signIn()
      await site.browser.post('/auth/logout', headers)
      expect((await site.whoIs()).user).toBeNull()
    },
  )

  it('is not done by following a link', async () => {
    const site = createSite()
    await site.signIn()
    expect((await site.browser.get('/auth/logout', sameOrigin)).status).toBe(405)
    expect((await site.session()).user?.id).toBe('101')
  })
})

describe('what leads away from the site', () => {
  it.each([
    '//evil.example',
    '/%09/evil.example',
    '/%5Cevil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/.//evil.example',
  ])('is not followed after a sign-in, a failure or a logout (%s)', async (address) => {
    const site = createSite()
    const path = `/auth/login?return_to=${address}`
    expect((await site.signIn({ path })).location).toBe('https://site.example/')
    const denied = await site.signIn({ path, deny: true })
    expect(denied.location).toBe('https://site.example/?sso_error=access_denied')
    const done = await site.browser.post(`/auth/logout?return_to=${address}`, sameOrigin)
    expect(done.location).toBe('https://site.example/')
  })
})

describe('what can be read', () => {
  it('of the store is no token, name or id of a person but the key', async () => {
    const site = createSite()
    await site.signIn()
    const tokens = await site.login.tokensFor('101')
    const kept = JSON.stringify([
      await site.store.sessions.list('iitb:101'),
      await site.store.grants.list('iitb:101'),
    ])
    for (const hidden of [tokens.accessToken, tokens.refreshToken, 'Alice', 'client secret']) {
      expect(kept).not.toContain(hidden)
    }
  })

  it('of a record moved to another id is nothing', async () => {
    const site = createSite()
    await site.signIn({ user: 'bob' })
    const [grant] = await site.store.grants.list('iitb:102')
    await site.store.grants.create({
      id: 'another id',
      userId: 'iitb:101',
      data: grant?.data ?? '',
      expiresAt: null,
    })
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({ code: 'grant_missing' })
  })

  it('of errors and events is no secret, code, token, state or verifier', async () => {
    const site = createSite()
    const seen: string[] = []
    const faults: Fault[] = [
      { html: 502 },
      { malformed: true },
      { truncated: true },
      { drop: true },
    ]
    for (const fault of faults) {
      const started = await site.browser.get('/auth/login?return_to=/slots')
      const back = await site.approve(started)
      const query = new URL(back).searchParams
      site.mock.faults.add('token', fault, { times: 1 })
      const done = await site.browser.get(back)
      const told =
        inspect(site.events, { depth: null, showHidden: true }) + done.location + done.body
      for (const name of ['code', 'state']) {
        expect(query.get(name)).toBeTypeOf('string')
        expect(told).not.toContain(query.get(name))
      }
      expect(told).not.toContain('client secret')
      expect(told).not.toContain(secret)
      seen.push(told)
    }
    expect(seen).toHaveLength(4)
  })
})
