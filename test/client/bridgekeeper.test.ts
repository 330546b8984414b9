import { createClient } from '@sso-login/client'
import { createClient as createBrowserClient } from '@sso-login/client/browser'
import {
  type CookieSession,
  createAuthDomain,
  createCookieSessionClient,
} from '@sso-login/client/cookie-session'
import { bridgekeeper } from '@sso-login/providers/bridgekeeper'
import { describe, expect, it, vi } from 'vitest'
import documented from '../wire/bridgekeeper.documented.json' with { type: 'json' }
import seen from '../wire/bridgekeeper.seen.json' with { type: 'json' }
import { callbackUri, client, reader, redirectUri, site, stage } from './bridgekeeper-support.ts'
import { failing, html, json, noon, scripted } from './support.ts'

const session = { cookie: 'the.session.token' } as const
const authDomain = 'https://auth.example'
const auth = (fetch: typeof globalThis.fetch) =>
  createAuthDomain(bridgekeeper, { baseUrl: authDomain, fetch })

/** A URL of the document with its blanks filled in. */
const filled = (url: string, callback: string) =>
  url
    .replace('<client-domain>', 'client.example')
    .replace('<auth-domain>', 'auth.example')
    .replace('<integration-id>', '7')
    .replace('<redirect-url>', encodeURIComponent(redirectUri))
    .replace('<callback-url>', encodeURIComponent(callback))

describe('what the document of Bridgekeeper shows', () => {
  it('is where the client sends the visitor, with a nonce inside the callback', async () => {
    const { url, transaction } = await client().start()
    const callback = `${callbackUri}?nonce=${transaction.nonce}`
    expect(url).toBe(filled(documented.authorize.url, callback))
  })

  it('is what the auth domain asks by a script, and reads', async () => {
    const page = `${authDomain}/login?client_id=7&${new URLSearchParams({ redirect_uri: redirectUri, callback_uri: callbackUri })}`
    const target = `${redirectUri}?code=c`
    const { fetch, sent } = scripted(json({ [documented.authorizeByAjax.member]: target }))
    expect(await auth(fetch).authorize(page, session)).toBe(target)
    expect(sent[0]?.url.href).toBe(filled(documented.authorizeByAjax.url, callbackUri))
    expect(sent[0]?.method).toBe(documented.authorizeByAjax.method)
  })

  it('is what a form login sends', async () => {
    const { fetch, sent } = scripted(json({ user: { id: 1 }, message: 'ok' }))
    await auth(fetch).login({ username: '', password: 'password' })
    expect(sent[0]?.url.href).toBe(filled(documented.formLogin.url, ''))
    expect(sent[0]?.headers.get('content-type')).toBe(documented.formLogin.contentType)
    expect(sent[0]?.body).toBe(documented.formLogin.body)
    expect(sent[0]?.method).toBe(documented.formLogin.method)
  })

  it('is where the client asks who is signed in, and signs out', async () => {
    const { fetch, sent } = scripted(reader(), new Response(null, { status: seen.logout }))
    await client({ fetch }).user(session)
    await client({ fetch }).logout(session)
    const paths = sent.map(({ method, url }) => [method, url.href.slice(site.length)])
    expect(paths).toEqual([
      [documented.check.method, documented.check.path],
      [documented.logout.method, documented.logout.path],
    ])
    const shown = sent.map(({ headers }) => headers.get('cookie'))
    expect(shown).toEqual(Array(2).fill(`${documented.token.cookie}=the.session.token`))
  })
})

describe('what was seen of Bridgekeeper', () => {
  it('is how the client reads a person: kebab-case becomes our names', async () => {
    const { fetch } = scripted(json(seen.user))
    const person = await client({ fetch }).user(session)
    expect(person).toEqual({
      id: 1096494,
      name: 'Reader One',
      email: 'reader@quintype.example',
      username: 'reader',
      first_name: 'Reader',
      avatar_url: 'https://images.quintype.example/reader.png',
      verification_status: 'verified',
      phone_number: '+910000000000',
      is_tfa_enabled: false,
      created_at: 1592900000000,
    })
    expect(person && client().identityOf(person)).toEqual({
      id: '1096494',
      name: 'Reader One',
      picture: 'https://images.quintype.example/reader.png',
    })
  })

  it('is what nobody gets, who is signed in', async () => {
    const { fetch } = scripted(json(seen.nobody.body, seen.nobody.status))
    expect(await client({ fetch }).user(session)).toBeNull()
  })

  it('is the header, in the place of the cookie', async () => {
    const { fetch, sent } = scripted(reader())
    await client({ fetch }).user({ header: 'a.b.c' })
    expect(sent[0]?.headers.get(seen.header)).toBe('a.b.c')
    expect(sent[0]?.headers.has('cookie')).toBe(false)
  })

  it('is the other name of where to go', async () => {
    const { fetch } = scripted(json(seen.ajax))
    const sso = client({ fetch })
    const { url } = await sso.start()
    expect(await sso.authorize(url, session)).toBe(seen.ajax.redirect_uri)
  })

  it('is what a login by OTP sends, and what has the OTP sent', async () => {
    const { fetch, sent } = scripted(json({ message: 'sent' }), json({ user: { id: 1 } }))
    const phoneNumber = '+912255550101'
    await auth(fetch).sendOtp({ phoneNumber, alwaysSend: true })
    await auth(fetch).login({ phoneNumber, otp: '123456', autoSignup: true })
    const bodies = sent.map(({ body }) => Object.keys(JSON.parse(body)))
    expect(bodies).toEqual([seen.sendOtp.members, seen.loginByOtp])
    expect(sent[0]?.url.pathname).toBe(seen.sendOtp.path)
  })

  it('is sent by the member that is there, where the others are null', async () => {
    const { fetch, sent } = scripted(json({ message: 'sent' }), json({ user: { id: 1 } }))
    const email = 'reader@example.com'
    await auth(fetch).sendOtp({ phoneNumber: null, email } as never)
    await auth(fetch).login({ email, password: 'password', otp: null } as never)
    expect(sent.map(({ body }) => JSON.parse(body))).toEqual([
      { email },
      { username: '', email, password: 'password' },
    ])
  })

  it('is the link of a social login', () => {
    const redirectUrl = `${site}/a?b=c&d=é`
    const link = new URL(auth(fetch).socialLoginUrl('google', { redirectUrl }))
    expect(link.pathname).toBe(seen.socialLogin.path)
    expect([...link.searchParams.keys()]).toEqual(seen.socialLogin.parameters)
    expect(link.searchParams.get('redirect-url')).toBe(new URL(redirectUrl).href)
  })
})

describe('a login', () => {
  it('goes to the auth domain and comes back with a cookie and our nonce', async () => {
    const { sso, browser, signInAt } = stage()
    const { url, transaction } = await sso.start({ returnTo: '/slots' })
    const page = await browser.follow(url)
    expect(page.split('?')[0]).toBe(`${authDomain}/login`)

    const callback = await browser.follow(await signInAt(page, 'alice'))
    expect(callback).toBe(`${callbackUri}?nonce=${transaction.nonce}`)
    const person = await sso.finish(browser.request(callback), transaction)
    expect(person).toMatchObject({ id: 301, first_name: 'Alice', is_tfa_enabled: true })
    expect(person.avatar_url).toBe(`${site}/pictures/alice.svg`)
    expect(transaction.returnTo).toBe('/slots')
  })

  it('needs no second sign-in on the auth domain', async () => {
    const { signIn, sso } = stage()
    await signIn()
    const again = await signIn()
    expect(await sso.finish(again.request, again.transaction)).toHaveProperty('id', 301)
  })

  it('is used once, by the store of who asks', async () => {
    const { signIn, sso } = stage()
    const { request, transaction } = await signIn()
    const taken = new Set<string>()
    const take = async (hash: string) => {
      if (taken.has(hash)) return 'consumed' as const
      taken.add(hash)
      return 'ok' as const
    }
    await sso.finish(request, transaction, { take })
    const error = await failing(sso.finish(request, transaction, { take }))
    expect(error).toMatchObject({ code: 'transaction_used', step: 'callback' })
    expect([...taken].join()).not.toContain(transaction.nonce)
    // A reload is no forced login.
    expect(await sso.user(sso.sessionOf(request))).toHaveProperty('id', 301)
  })

  it('is left as it was by a caller that has gone: not taken, and nobody signed out', async () => {
    const { signIn, sso } = stage()
    const { request, transaction } = await signIn()
    const take = vi.fn(async () => 'ok' as const)
    const signal = AbortSignal.abort()
    const error = await failing(sso.finish(request, transaction, { take, signal }))
    expect(error).toMatchObject({ code: 'aborted', message: 'The caller stopped waiting' })
    expect(take).not.toHaveBeenCalled()
    expect(await sso.finish(request, transaction, { take })).toHaveProperty('id', 301)
  })

  it('by form and script needs no page of the provider', async () => {
    const { sso, auth, browser } = stage()
    const { url, transaction } = await sso.start()
    const page = await sso.authorize(url, null)
    const { user, session } = await auth.login({
      email: 'alice@reader.example',
      password: 'password',
    })
    expect(user.username).toBe('alice')
    const back = await browser.follow(await auth.authorize(page, session))
    const person = await sso.finish(browser.request(back), transaction)
    expect(person.username).toBe('alice')
  })

  it('by OTP takes it once, and not for long', async () => {
    const { auth, mock } = stage()
    const phoneNumber = '+912255550101'
    const sentOtp = async () => {
      await auth.sendOtp({ phoneNumber })
      return mock.mail.last()?.message as string
    }
    const otp = await sentOtp()
    expect((await auth.login({ phoneNumber, otp })).user.username).toBe('alice')
    const late = await sentOtp()
    mock.clock.advance({ minutes: 6 })
    for (const used of [otp, late]) {
      const error = await failing(auth.login({ phoneNumber, otp: used }))
      expect(error).toMatchObject({ code: 'invalid_grant', provider: { status: 401 } })
      expect(JSON.stringify(error)).not.toContain(used)
    }
  })

  it('by a social login comes back the same way', async () => {
    const { sso, auth, browser, signInAt } = stage()
    const { url, transaction } = await sso.start()
    const social = auth.socialLoginUrl('google', { redirectUrl: url.replace(site, authDomain) })
    const callback = await browser.follow(await signInAt(social, 'bob'))
    const person = await sso.finish(browser.request(callback), transaction)
    expect(person.username).toBe('bob')
  })
})

describe('a callback that this browser has not asked for', () => {
  it.each([
    ['with the nonce of another login', 'state_mismatch'],
    ['without a nonce', 'state_mismatch'],
    ['when no login is waiting', 'transaction_missing'],
    ['with a damaged transaction', 'transaction_invalid'],
    ['with a transaction of another client', 'transaction_invalid'],
    ['with a transaction of another callback', 'transaction_invalid'],
    ['with two nonces', 'callback_invalid'],
    ['that is no URL', 'callback_invalid'],
    ['with a transaction that leads nowhere', 'transaction_invalid'],
    ['too late', 'transaction_expired'],
    ['saying that nobody is signed in', 'state_mismatch'],
  ])('%s is refused, and the visitor signed out', async (what, code) => {
    const { signIn, sso, mock, browser } = stage()
    const { callback, transaction } = await signIn('bob')
    const { nonce } = transaction
    const own = (await sso.start()).transaction
    const variants: Record<string, [string, unknown]> = {
      'with the nonce of another login': [callback, own],
      'without a nonce': [callbackUri, own],
      'when no login is waiting': [callback, null],
      'with a damaged transaction': [callback, { ...transaction, madeAt: 'now' }],
      'with a transaction of another client': [callback, { ...transaction, clientId: '8' }],
      'with a transaction of another callback': [
        callback,
        { ...transaction, callbackUri: `${site}/other` },
      ],
      'with two nonces': [`${callback}&nonce=${nonce}`, transaction],
      'that is no URL': ['/auth/callback', transaction],
      'with a transaction that leads nowhere': [callback, { ...transaction, returnTo: {} }],
      'too late': [callback, transaction],
      'saying that nobody is signed in': [`${callbackUri}?logged_in=false&nonce=other`, own],
    }
    const [address, kept] = variants[what] as [string, never]
    if (what === 'too late') mock.clock.advance({ minutes: 10 })
    const request = browser.request(callback)
    const session = sso.sessionOf(request)
    expect(await sso.user(session)).toHaveProperty('username', 'bob')
    const error = await failing(sso.finish(address, kept, { session }))
    expect(error).toMatchObject({ code, step: 'callback' })
    expect(JSON.stringify(error)).not.toContain(nonce)
    expect(await sso.user(session)).toBeNull()
    // On the auth domain too: the next login shows its page.
    expect(await browser.follow((await sso.start()).url)).toContain(`${authDomain}/login`)
  })

  it('tells no nonce, whatever the provider quotes', async () => {
    const { transaction } = await client().start()
    const { nonce } = transaction
    const { fetch } = scripted(json({ message: `What is ${nonce}?` }, 418))
    const callback = `${callbackUri}?nonce=${nonce}`
    const error = await failing(client({ fetch }).finish(callback, transaction))
    expect(error.provider?.description).toBe('What is ***?')
  })

  it('says so where the visitor could not be signed out', async () => {
    const { fetch } = scripted(html('<h1>502</h1>', 502))
    const error = await failing(client({ fetch }).finish(callbackUri, null, { session }))
    expect(error).toMatchObject({ code: 'transaction_missing' })
    expect(error.message).toContain('could not be signed out')
    expect(error.cause).toMatchObject({ code: 'provider_error' })
  })
})

describe('a silent login', () => {
  it('of whoever is signed in comes back so', async () => {
    const { signIn, sso, browser } = stage()
    await signIn()
    const { url, transaction } = await sso.start({ silent: true })
    expect(new URL(url).pathname).toBe(seen.autoSso.path)
    const callback = await browser.follow(url)
    expect(await sso.finish(browser.request(callback), transaction)).toHaveProperty('id', 301)
  })

  it('of anybody else ends in login_required, and is not asked again', async () => {
    const { sso, browser } = stage()
    const { url, transaction } = await sso.start({ silent: true })
    const page = await browser.follow(url)
    expect(page).toContain(seen.autoSso.signedOut)
    const expected = { code: 'login_required', hint: expect.stringContaining('in circles') }
    expect(await failing(sso.finish(browser.request(page), transaction))).toMatchObject(expected)
    expect(await failing(sso.start({ silent: true, page }))).toMatchObject(expected)
    // Somebody who asks for it may log in.
    await expect(sso.start({ page })).resolves.toHaveProperty('url')
  })

  it.each(['?logged_in=false', '?a=b&logged_in=false', '?logged_in=false&a=b#c'])(
    'finds the answer in %s',
    async (query) => {
      const again = client().start({ silent: true, page: `/page${query}` })
      expect(await failing(again)).toHaveProperty('code', 'login_required')
    },
  )
})

describe('a logout', () => {
  it('is one on all domains', async () => {
    const { signIn, sso, browser } = stage()
    const { request, transaction } = await signIn()
    await sso.finish(request, transaction)
    await sso.logout(sso.sessionOf(request))
    expect(await sso.user(sso.sessionOf(request))).toBeNull()
    expect(await browser.follow((await sso.start()).url)).toContain(`${authDomain}/login`)
  })

  it('leaves who signed in elsewhere', async () => {
    const { auth, sso } = stage()
    const credentials = { username: 'alice', password: 'password' }
    const one = await auth.login(credentials)
    const two = await auth.login(credentials)
    await sso.logout(one.session)
    expect(await sso.user(two.session)).toHaveProperty('id', 301)
  })

  it.each([
    [null, 0],
    [session, 1],
  ] as const)('of %j asks %i times', async (shown, times) => {
    const { fetch, sent } = scripted(json(seen.nobody.body, 401))
    await client({ fetch }).logout(shown)
    expect(sent).toHaveLength(times)
  })
})

describe('the session of a request', () => {
  const sessionOf = (headers: Record<string, string>) =>
    client().sessionOf({ headers: new Headers(headers) })

  it('is its own cookie or header, and nothing else', () => {
    expect(sessionOf({ cookie: 'a=b; qt-auth=x.y.z; c=d' })).toEqual({ cookie: 'x.y.z' })
    expect(sessionOf({ 'x-qt-auth': 'x.y.z', cookie: 'qt-auth=other' })).toEqual({
      header: 'x.y.z',
    })
    expect(sessionOf({ cookie: 'not-qt-auth=x; qt-auth2=y' })).toBeNull()
    expect(sessionOf({})).toBeNull()
  })

  it.each(['', ' ', 'a b', 'a,b', 'too long'])('is not %j', (value) => {
    const sent = value === 'too long' ? 'x'.repeat(5000) : value
    expect(sessionOf({ cookie: `qt-auth=${sent}` })).toBeNull()
  })

  it.each([{ cookie: 'a\r\nx: y' }, { header: '' }, { cookie: 7 }, 'cookie'])(
    'that somebody made up is refused before it is sent: %j',
    async (made) => {
      const { fetch, sent } = scripted(reader())
      const error = await failing(client({ fetch }).user(made as CookieSession))
      expect(error.code).toBe('cookie_invalid')
      expect(sent).toHaveLength(0)
    },
  )
})

describe('an answer that is none', () => {
  const hostile = [
    [html('<h1>Welcome to the hotel</h1>'), 'response_invalid'],
    [new Response(null, { status: 200 }), 'response_invalid'],
    [json({}), 'response_invalid'],
    [json({ user: [] }), 'response_invalid'],
    [json({ user: { id: '1; drop' } }), 'response_invalid'],
    [json({ user: { name: 'No id' } }), 'response_invalid'],
    [json({ user: { id: 1, 'avatar-url': 'javascript:alert(1)' } }), 'response_invalid'],
    [json({ user: JSON.parse('{"__proto__": {"id": 1}}') }), 'response_invalid'],
    [json({ error: { message: 'down' } }, 500), 'provider_error'],
    [json({ message: 'the.session.token is a teapot' }, 418), 'provider_error'],
    [new Response(null, { status: 302, headers: { location: '/login' } }), 'redirect_refused'],
    [json({ user: { id: 1, name: 'x'.repeat(2_000_000) } }), 'response_too_large'],
  ] as const

  it.each(hostile.map(([answer, code], index) => [index, code, answer] as const))(
    'to who is signed in ends in the one error: %i, %s',
    async (_, code, answer) => {
      const { fetch } = scripted(answer.clone())
      const error = await failing(client({ fetch }).user(session))
      expect(error).toMatchObject({ code, step: 'user' })
      expect(JSON.stringify(error)).not.toContain('the.session.token')
    },
  )

  it.each([
    {},
    { redirect_url: 7 },
    { redirect_url: 'javascript:alert(1)' },
    { redirect_url: '/relative' },
    { redirect_uri: 'http://plain.example/' },
  ])('to where to go ends in the one error: %j', async (body) => {
    const { fetch } = scripted(json(body))
    const sso = client({ fetch })
    const { url } = await sso.start()
    expect(await failing(sso.authorize(url, session))).toMatchObject({ code: 'response_invalid' })
  })

  it.each(['', '?client_id=7', '?client_id=7&redirect_uri=a&callback_uri=b&client_id=8'])(
    'of a login page opened with %j is none: it says what is missing',
    async (query) => {
      const { fetch, sent } = scripted(json({}))
      const error = await failing(auth(fetch).authorize(`${authDomain}/login${query}`, session))
      expect([error.code, sent.length]).toEqual(['invalid_request', 0])
    },
  )

  it('to a form login is told by what it is', async () => {
    const login = async (answer: Response) =>
      failing(auth(scripted(answer).fetch).login({ username: 'a', password: 'pass word!' }))
    // The status of a refusal is not documented.
    for (const status of [200, 400, 401, 403]) {
      const error = await login(json({ message: 'pass word! is wrong' }, status))
      expect(error).toMatchObject({
        code: 'invalid_grant',
        provider: { description: '*** is wrong' },
      })
    }
    expect(await login(json({}))).toHaveProperty('code', 'response_invalid')
    expect(await login(json({ message: 'down' }, 503))).toHaveProperty('code', 'provider_error')
  })

  it('to a logout is an error: nobody must believe to be signed out', async () => {
    const { fetch } = scripted(json({}, 404))
    expect(await failing(client({ fetch }).logout(session))).toMatchObject({
      code: 'provider_error',
      step: 'logout',
    })
  })

  it('that never comes ends in a timeout', async () => {
    const never = () => new Promise<Response>(() => {})
    const sso = client({ fetch: never, timeoutMs: 20 })
    expect(await failing(sso.user(session))).toHaveProperty('code', 'timeout')
  })
})

describe('options', () => {
  it.each([
    [{ clientId: undefined }, 'clientId'],
    [{ clientId: 'web-app' }, 'clientId'],
    [{ clientId: 1.5 }, 'clientId'],
    [{ clientId: -1 }, 'clientId'],
    [{ callbackUri: '/callback' }, 'callbackUri'],
    [{ callbackUri: 'myapp://callback' }, 'callbackUri'],
    [{ callbackUri: 'http://client.example/' }, 'callbackUri'],
    [{ callbackUri: `${callbackUri}?nonce=1` }, 'callbackUri'],
    [{ baseUrl: 'http://client.example' }, 'baseUrl'],
    [{ transactionTtlSeconds: 0 }, 'transactionTtlSeconds'],
    [{ now: 7 }, 'now'],
    [{ fetch: 'fetch' }, 'fetch'],
  ])('%j are refused by name', async (options, key) => {
    const create = () => client(options as never)
    expect(await failing(create)).toMatchObject({ code: 'invalid_config', key })
  })

  it('of a method are refused by name too: a misspelt take would let a callback in twice', async () => {
    const { transaction } = await client().start()
    const callback = `${callbackUri}?nonce=${transaction.nonce}`
    const wrong = { tkae: () => 'ok' } as never
    for (const call of [client().start(wrong), client().finish(callback, transaction, wrong)]) {
      expect(await failing(call)).toMatchObject({ code: 'invalid_config', key: 'tkae' })
    }
  })

  it.each([
    ['endpoints.login', { endpoints: { ...bridgekeeper.endpoints, login: 'http://' } }],
    ['endpoints.token', { endpoints: { ...bridgekeeper.endpoints, token: 'http://a.example/' } }],
    ['quirks', { quirks: 'kebab-case' }],
    ['session', { session: {} }],
  ])('%s of the definition is refused by name', async (member, wrong) => {
    const create = () =>
      createCookieSessionClient(
        { ...bridgekeeper, ...(wrong as object) },
        { clientId: 7, callbackUri },
      )
    expect(await failing(create)).toMatchObject({
      code: 'invalid_config',
      key: `provider.${member}`,
    })
  })

  it('of other protocols neither compile nor run', async () => {
    const options = { clientId: 7, callbackUri }
    const creates = {
      // @ts-expect-error: there are no scopes.
      scopes: () => client({ scopes: ['basic'] }),
      // @ts-expect-error: there is no secret.
      clientSecret: () => client({ clientSecret: 's' }),
      // @ts-expect-error: it is the provider's own.
      redirectUri: () => client({ redirectUri }),
      // @ts-expect-error: nobody has it.
      tenant: () => createCookieSessionClient(bridgekeeper, { ...options, tenant: 'acme' }),
    }
    for (const [key, create] of Object.entries(creates)) {
      expect(await failing(create)).toMatchObject({ code: 'invalid_config', key })
    }
  })

  it('has no methods for what does not exist', () => {
    const sso = client()
    // @ts-expect-error: nothing to refresh.
    expect(sso.refresh).toBeUndefined()
    // @ts-expect-error: nothing to revoke.
    expect(sso.revoke).toBeUndefined()
  })

  it('say which entry is meant, where the provider is of another protocol', async () => {
    const options = { clientId: '7', redirectUri: callbackUri, scopes: [] }
    // @ts-expect-error: it gives no tokens.
    const asTokens = () => createClient(bridgekeeper, options)
    expect(await failing(asTokens)).toMatchObject({
      code: 'invalid_config',
      key: 'provider',
      hint: 'Use @sso-login/client/cookie-session.',
    })
    // @ts-expect-error: it gives none to a page either.
    const inPage = () => createBrowserClient(bridgekeeper, options)
    expect(await failing(inPage)).toMatchObject({
      key: 'provider',
      hint: 'Use @sso-login/server, or /cookie-session.',
    })
    const { iitb } = await import('@sso-login/providers/iitb')
    // @ts-expect-error: it gives tokens.
    const asCookie = () => createCookieSessionClient(iitb, { clientId: 7, callbackUri })
    expect(await failing(asCookie)).toMatchObject({
      code: 'invalid_config',
      key: 'provider',
      hint: 'Use createClient of @sso-login/client.',
    })
  })

  it('of the client domain are its own: the host of the callback', () => {
    expect(client().endpoints.userinfo).toBe(`${site}${documented.check.path}`)
    const other = client({ baseUrl: 'http://localhost:4000' })
    expect(other.endpoints.logout).toBe(`http://localhost:4000${documented.logout.path}`)
  })
})

it('moves its time: a transaction made at noon is of noon', async () => {
  expect((await client().start()).transaction.madeAt).toBe(noon)
})
