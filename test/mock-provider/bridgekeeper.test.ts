import { createAuthDomain, createCookieSessionClient } from '@sso-login/client/cookie-session'
import { createMockProvider, type MockProvider, signInAs } from '@sso-login/mock-provider'
import type { CookieSessionQuirk } from '@sso-login/providers'
import { bridgekeeper, bridgekeeperAt } from '@sso-login/providers/bridgekeeper'
import { describe, expect, it } from 'vitest'
import { browse, callbackUri, redirectUri, site, stage } from '../client/bridgekeeper-support.ts'
import { failing } from '../client/support.ts'

const request = {
  client_id: '7',
  response_type: 'code',
  redirect_uri: redirectUri,
  callback_uri: callbackUri,
}

const authorize = ({ fetch }: Pick<MockProvider, 'fetch'>, changes: object = {}) => {
  const query = new URLSearchParams({ ...request, ...changes } as Record<string, string>)
  return fetch(`${site}/api/auth/v1/oauth/authorize?${query}`)
}

describe('the authorization endpoint', () => {
  it.each([
    ['client_id', '', 'invalid_request'],
    ['client_id', 'web-app', 'invalid_request'],
    ['client_id', '8', 'invalid_client'],
    ['response_type', 'token', 'unsupported_response_type'],
    ['redirect_uri', `${redirectUri}/`, 'invalid_request'],
    ['redirect_uri', 'https://evil.example/api/auth/v1/oauth/token', 'invalid_request'],
    ['callback_uri', '', 'invalid_request'],
    ['callback_uri', 'https://evil.example/', 'invalid_request'],
    ['callback_uri', 'javascript://client.example/', 'invalid_request'],
    ['callback_uri', '/auth/callback', 'invalid_request'],
  ])('refuses a request with %s=%s, by script and by page', async (name, value, error) => {
    const { mock } = stage()
    const byScript = await authorize(mock, { [name]: value, allow_ajax: 'true' })
    expect(byScript.status).toBe(400)
    expect(await byScript.json()).toMatchObject({ error })
    const page = await authorize(mock, { [name]: value })
    expect([page.status, page.headers.get('content-type')]).toEqual([
      400,
      'text/html; charset=utf-8',
    ])
    expect(mock.requests.all().at(-1)?.rejection).toBeTruthy()
  })

  it('shows a login page on the auth domain, which knows what was asked', async () => {
    const { mock, authDomain } = stage()
    const answer = await authorize(mock)
    expect(answer.status).toBe(302)
    const page = new URL(answer.headers.get('location') as string)
    expect(page.origin + page.pathname).toBe(`${authDomain}/login`)
    expect(Object.fromEntries(page.searchParams)).toEqual(request)
  })

  it.each([
    [bridgekeeper, 'redirect_uri'],
    [bridgekeeperAt({ ajaxAnswer: 'redirect_url' }), 'redirect_url'],
  ] as const)(
    'answers a script in the words of the document that it is to follow',
    async (provider, member) => {
      const { mock } = stage({ provider })
      const answer = await authorize(mock, { allow_ajax: 'true' })
      expect(Object.keys(await answer.json())).toEqual([member])
    },
  )

  it('is answered by `approve` when it is silent: by a person who is signed in there', async () => {
    const { mock, sso } = stage()
    const { url } = await sso.start({ silent: true })
    const { location } = await mock.approve(url, { user: 'alice' })
    expect(new URL(location ?? '').searchParams.has('code')).toBe(true)
    const nobody = await mock.fetch(url, { redirect: 'manual' })
    expect(nobody.headers.get('location')).toContain('logged_in=false')
  })

  it('is answered by `approve` with a code of the provider, for the provider', async () => {
    const { mock, sso } = stage()
    const { url } = await sso.start()
    const { location } = await mock.approve(url, { user: 'alice' })
    const target = new URL(location as string)
    expect(target.origin + target.pathname).toBe(redirectUri)
    // Seen: a UUID and the time in milliseconds.
    expect(target.searchParams.get('code')).toMatch(
      /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}-\d{13}$/,
    )
    const denied = await mock.approve(url, { user: 'alice', deny: true })
    expect(denied.location).toContain('/login?')
  })
})

describe('the exchange that the provider makes itself', () => {
  async function withCode() {
    const all = stage()
    const { url, transaction } = await all.sso.start()
    const { location } = await all.mock.approve(url, { user: 'alice' })
    return { ...all, transaction, location: location as string }
  }

  it('sets the cookie, and leads to the callback', async () => {
    const { mock, location, transaction } = await withCode()
    const answer = await mock.fetch(location)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(`${callbackUri}?nonce=${transaction.nonce}`)
    expect(answer.headers.get('set-cookie')).toMatch(
      /^qt-auth=[\w-]+\.[\w-]+\.\w+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
    )
  })

  it.each([
    ['used', 'invalid_grant'],
    ['expired', 'invalid_grant'],
    ['made up', 'invalid_grant'],
    ['signed out meanwhile', 'invalid_grant'],
    ['with another callback', 'invalid_request'],
  ])('refuses a code that is %s, and sets nothing', async (what, error) => {
    const { mock, location } = await withCode()
    const url = new URL(location)
    if (what === 'used') await mock.fetch(location)
    if (what === 'expired') mock.clock.advance({ minutes: 1 })
    if (what === 'made up') url.searchParams.set('code', 'made-up')
    if (what === 'signed out meanwhile') mock.reset()
    if (what === 'with another callback') url.searchParams.set('callback_uri', `${site}/other`)
    const answer = await mock.fetch(url)
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([400, null])
    expect(await answer.json()).toMatchObject({ error })
  })
})

describe('who is signed in', () => {
  it('is told by cookie or header, in kebab-case, with how many sessions there are', async () => {
    const { auth, mock } = stage()
    const { session } = await auth.login({ username: 'alice', password: 'password' })
    const { cookie } = session as { cookie: string }
    const ask = (headers: Record<string, string>) =>
      mock.fetch(`${site}/api/auth/v1/users/me`, { headers })
    for (const headers of [{ cookie: `qt-auth=${cookie}` }, { 'x-qt-auth': cookie }]) {
      const answer = await ask(headers as Record<string, string>)
      expect(await answer.json()).toEqual({
        user: expect.objectContaining({ id: 301, 'first-name': 'Alice', 'is-tfa-enabled': true }),
        'active-sessions-count': 1,
        source: 'bridgekeeper',
      })
    }
    mock.clock.advance({ hours: 24 * 30 })
    expect((await ask({ 'x-qt-auth': cookie })).status).toBe(401)
  })

  it('is told by a cookie that any person fits into', async () => {
    const provider = { ...bridgekeeper, identity: { ...bridgekeeper.identity, id: 'username' } }
    const [template] = createMockProvider(bridgekeeper).users
    const users = ['नादिया', 'zoë?>~'].map((username, i) => ({ ...template, id: i, username }))
    const mock = createMockProvider(provider as never, { users } as never)
    for (const username of mock.usernames) {
      const answer = await mock.fetch(`${site}/api/auth/v1/login`, {
        method: 'POST',
        body: JSON.stringify({ username, password: 'password' }),
      })
      const [, claims = ''] =
        /^qt-auth=[\w-]+\.([\w-]+)\.\w+;/.exec(answer.headers.get('set-cookie') ?? '') ?? []
      const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString())
      expect(sub).toBe(username)
    }
  })

  it.each([
    [{ username: 'alice', email: '', password: 'wrong' }],
    [{ username: '', email: '', password: 'password' }],
    [{ username: 'nobody', email: '', password: 'password' }],
    [{ 'phone-number': '+912255550101', otp: '000000' }],
    ['not an object'],
  ])('is not whoever sends %j', async (body) => {
    const { mock } = stage()
    const answer = await mock.fetch(`${site}/api/auth/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null])
    expect(Object.keys(await answer.json())).toEqual(['message'])
  })
})

it.each(['/login', '/api/auth/v1/google/callback'])(
  'takes no form at %s that another site has sent',
  async (path) => {
    const { mock } = stage()
    const body = new URLSearchParams({ user: 'alice', next: '/' })
    const answer = await mock.fetch(site + path, { method: 'POST', body })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null])
  },
)

describe('an OTP', () => {
  it('comes by the mailbox, to those who are known unless it is always sent', async () => {
    const { auth, mock } = stage()
    await auth.sendOtp({ email: 'nobody@reader.example' })
    expect(mock.mail.all()).toEqual([])
    await auth.sendOtp({ email: 'nobody@reader.example', alwaysSend: true })
    await auth.sendOtp({ phoneNumber: '+912255550101' })
    expect(mock.mail.all().map(({ to, message }) => [to[0], /^\d{6}$/.test(message)])).toEqual([
      ['nobody@reader.example', true],
      ['+912255550101', true],
    ])
    const answer = await mock.fetch(mock.endpoints.sendOtp ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: '' }),
    })
    expect(answer.status).toBe(400)
  })

  it('signs up whoever has no account, if asked to, and only once', async () => {
    const { auth, sso, mock } = stage()
    const phoneNumber = '+910000000000'
    const otpFor = async () => {
      await auth.sendOtp({ phoneNumber, alwaysSend: true })
      return mock.mail.last()?.message as string
    }
    const refused = auth.login({ phoneNumber, otp: await otpFor() })
    expect(await failing(refused)).toMatchObject({ code: 'invalid_grant' })
    const wrong = auth.login({ phoneNumber, otp: 'wrong', autoSignup: true })
    expect(await failing(wrong)).toMatchObject({ code: 'invalid_grant' })

    const first = await auth.login({ phoneNumber, otp: await otpFor(), autoSignup: true })
    expect(await sso.user(first.session)).toMatchObject({ phone_number: phoneNumber, name: null })
    const again = await auth.login({ phoneNumber, otp: await otpFor(), autoSignup: true })
    expect(again.user.id).toBe(first.user.id)
    expect(mock.users.map(({ id }) => id)).not.toContain(first.user.id)

    mock.reset()
    const gone = auth.login({ phoneNumber, otp: await otpFor() })
    expect(await failing(gone)).toMatchObject({ code: 'invalid_grant' })
  })

  it('opens nothing any more once the mock is reset', async () => {
    const { auth, mock } = stage()
    const phoneNumber = '+912255550101'
    await auth.sendOtp({ phoneNumber })
    const otp = mock.mail.last()?.message as string
    mock.reset()
    expect(await failing(auth.login({ phoneNumber, otp }))).toMatchObject({ code: 'invalid_grant' })
    await auth.sendOtp({ phoneNumber })
    const another = mock.mail.last()?.message as string
    expect((await auth.login({ phoneNumber, otp: another })).user).toHaveProperty('id', 301)
  })
})

describe('a social login', () => {
  const at = (query: string) => stage().mock.fetch(`${site}/api/auth/v1/login?${query}`)

  it('shows who there is to be', async () => {
    const page = await (await at(`auth-provider=google&redirect-url=${callbackUri}`)).text()
    for (const name of ['alice', 'bob', 'nadia']) expect(page).toContain(`value="${name}"`)
  })

  it.each(['', 'auth-provider=../x', 'auth-provider=google&redirect-url=https://evil.example/'])(
    'refuses %s',
    async (query) => expect((await at(query)).status).toBe(400),
  )
})

describe('over HTTP', () => {
  it('plays two domains by two host names of one machine', async () => {
    const mock = createMockProvider(bridgekeeper)
    const { url: auth, close } = await mock.listen({ port: 0 })
    try {
      const client = auth.replace(/localhost|127\.0\.0\.1/, (host) =>
        host === 'localhost' ? '127.0.0.1' : 'localhost',
      )
      const sso = createCookieSessionClient(bridgekeeper, {
        clientId: '1',
        callbackUri: `${client}/app/callback`,
      })
      const browser = browse((url, init) => fetch(url, init))
      const { url, transaction } = await sso.start()
      const page = await browser.follow(url)
      expect(new URL(page).origin).toBe(auth)
      const domain = createAuthDomain(bridgekeeper, { baseUrl: auth })
      const { session } = await domain.login({ username: 'bob', password: 'password' })
      const callback = await browser.follow(await domain.authorize(page, session))
      expect(new URL(callback).origin).toBe(client)
      const person = await sso.finish(browser.request(callback), transaction)
      expect(person.username).toBe('bob')
      // A logout on the one domain is one on the other.
      await sso.logout(sso.sessionOf(browser.request(callback)))
      expect(await domain.authorize(page, session)).toContain(`${auth}/login?`)
    } finally {
      await close()
    }
  })
})

it('is signed in to by signInAs, as any mock is', async () => {
  const mock = createMockProvider(bridgekeeper)
  const { url: auth, close } = await mock.listen({ port: 0 })
  try {
    const sso = createCookieSessionClient(bridgekeeper, {
      clientId: 1,
      callbackUri: `${auth}/app/callback`,
    })
    const browser = browse((url, init) => fetch(url, init))
    const { url, transaction } = await sso.start()
    let at = await browser.follow(url)
    const goto = async (next: string) => {
      at = await browser.follow(next)
    }
    await signInAs({ url: () => at, goto }, 'alice')
    expect(await sso.finish(browser.request(at), transaction)).toHaveProperty('id', 301)
  } finally {
    await close()
  }
})

/** Each quirk that there is: another one does not compile without its flip. */
const flips: Readonly<
  Record<CookieSessionQuirk, { clientId: number | string; code: string; run: 'otp' | 'authorize' }>
> = {
  'kebab-case': { clientId: 7, code: 'invalid_request', run: 'otp' },
  'integer-client-id': { clientId: 'web-app', code: 'invalid_request', run: 'authorize' },
}

describe.each(Object.entries(flips) as [CookieSessionQuirk, (typeof flips)[CookieSessionQuirk]][])(
  'the quirk %s',
  (quirk, { clientId, code, run }) => {
    const others = bridgekeeper.quirks.filter((each) => each !== quirk)
    const runWith = async (
      atMock: readonly CookieSessionQuirk[],
      atClient: readonly CookieSessionQuirk[],
    ) => {
      const mock = createMockProvider(
        { ...bridgekeeper, quirks: atMock },
        { clients: [{ client_id: String(clientId), redirect_uris: [redirectUri] }] },
      )
      const provider = { ...bridgekeeper, quirks: atClient }
      const network = { fetch: mock.fetch as typeof globalThis.fetch }
      if (run === 'otp') {
        const auth = createAuthDomain(provider, { baseUrl: site, ...network })
        return auth.sendOtp({ phoneNumber: '+912255550101' })
      }
      const sso = createCookieSessionClient(provider, { clientId, callbackUri, ...network })
      return sso.authorize((await sso.start()).url, null)
    }

    it('at the provider alone makes the client fail, with a code', async () => {
      expect(await failing(runWith([quirk, ...others], others))).toMatchObject({ code })
    })

    it('is known to the client in one place', async () => {
      const all = [quirk, ...others]
      if (run === 'otp') await expect(runWith(all, all)).resolves.toBeUndefined()
      // Here already, before anything is sent.
      else expect(await failing(runWith(all, all))).toMatchObject({ key: 'clientId' })
    })

    it('does no harm where neither has it', async () => {
      await expect(runWith(others, others)).resolves.not.toThrow()
    })
  },
)

describe('a datum that the mock alone has otherwise', () => {
  const at = (changes: object) => stage({ provider: { ...bridgekeeper, ...changes } as never })

  it('the name of the cookie: nobody is signed in', async () => {
    const { signIn, sso } = at({ session: { cookie: 'other', header: 'x-other' } })
    const { request, transaction } = await signIn()
    expect(await failing(sso.finish(request, transaction))).toHaveProperty('code', 'login_required')
  })

  it('the member that says where to go: no answer', async () => {
    const { sso } = at({ ajaxAnswer: 'location' })
    const { url } = await sso.start()
    expect(await failing(sso.authorize(url, null))).toHaveProperty('code', 'response_invalid')
  })

  it('the path of who is signed in: no answer', async () => {
    const { userinfo: _, ...rest } = bridgekeeper.endpoints
    const { sso } = at({ endpoints: { ...rest, userinfo: '/api/auth/v2/users/me' } })
    const error = await failing(sso.user({ cookie: 'a' }))
    expect(error).toMatchObject({ code: 'provider_error', provider: { status: 404 } })
  })
})

it('offers its people without a config, with faces', async () => {
  const mock = createMockProvider(bridgekeeper)
  expect(mock.usernames).toEqual(['alice', 'bob', 'nadia'])
  expect(mock.clients).toMatchObject([{ client_id: '1' }])
  expect((await mock.fetch(`${site}/pictures/alice.svg`)).status).toBe(200)
})
