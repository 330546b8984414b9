import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@sso-login/client'
import { defineProvider } from '@sso-login/providers'
import { createLogin, type LoginEvent, memory } from '@sso-login/server'
import { type JWTPayload, SignJWT } from 'jose'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { browser as createPerson } from '../client/oidc-provider-server.ts'
import { createBrowser } from './browser.ts'
import { errorOf, sameOrigin, secret } from './site.ts'

// The site at a provider that nobody here wrote: what only OpenID Connect has.

const origin = 'https://site.example'
const bye = `${origin}/bye`
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

const definition = defineProvider({
  id: 'op',
  name: 'oidc-provider',
  protocol: 'oidc',
  issuer: 'https://op.example',
  baseUrl: 'https://op.example',
  endpoints: {
    authorization: '/auth',
    token: '/token',
    revocation: '/token/revocation',
    userinfo: '/me',
    jwks: '/jwks',
    endSession: '/session/end',
  },
  tokenEndpointAuthMethods: ['client_secret_basic'],
  browserTokens: 'no',
  scopes: { openid: { title: 'Who you are' }, email: { title: 'Your email' } },
  resources: { sub: { scope: 'openid', shape: 'string' } },
  identity: { id: 'sub', name: [['sub']] },
})

let issuer: string
let stop: () => void
let site: ReturnType<typeof createSite>

function createSite() {
  const events: LoginEvent[] = []
  const store = memory()
  const client = createClient(definition, {
    clientId: 'site',
    clientSecret: 'client secret of the site',
    redirectUri: `${origin}/auth/callback`,
    scopes: ['openid', 'email'],
    baseUrl: issuer,
  })
  const login = createLogin(client, {
    secrets: [secret],
    store,
    postLogoutRedirectUri: bye,
    onEvent: (event) => events.push(event),
  })
  const newBrowser = () => createBrowser(login.fetch, origin, Date.now)
  return {
    client,
    login,
    store,
    events,
    newBrowser,
    async signIn(browser: ReturnType<typeof newBrowser>, person = createPerson()) {
      const { location } = await browser.get('/auth/login')
      const back = await person(location ?? '', 'alice')
      await browser.get(back)
      return person
    },
    userOf: async (browser: ReturnType<typeof newBrowser>) =>
      (await login.session({ headers: { cookie: browser.cookieHeader('/') } })).user?.id ?? null,
    tell: (logoutToken: string) =>
      login.fetch(
        new Request(`${origin}/auth/backchannel-logout`, {
          method: 'POST',
          body: new URLSearchParams({ logout_token: logoutToken }),
        }),
      ),
  }
}

/** What the provider has posted to the site. */
const posted: { url: string; status: number }[] = []

beforeAll(async () => {
  // It warns on the console about its development pages, which are what this test wants.
  for (const name of ['warn', 'info', 'error'] as const) vi.spyOn(console, name).mockReturnValue()
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const op = new Provider(issuer, {
    clients: [
      {
        client_id: 'site',
        client_secret: 'client secret of the site',
        redirect_uris: [`${origin}/auth/callback`],
        post_logout_redirect_uris: [bye],
        backchannel_logout_uri: `${origin}/auth/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    cookies: { keys: ['a key of this test'] },
    features: {
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: true },
    },
    async fetch(url: URL, init: RequestInit) {
      const token = new URLSearchParams(String(init.body)).get('logout_token') ?? ''
      const { status } = await site.tell(token)
      posted.push({ url: String(url), status })
      return new Response(null, { status })
    },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    jwks: {
      keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'k' }],
    },
  })
  server.on('request', op.callback())
  stop = () => server.close()
})

beforeEach(() => {
  posted.length = 0
  site = createSite()
})

afterAll(() => {
  stop()
  vi.restoreAllMocks()
})

describe('a silent login at oidc-provider', () => {
  it('signs in whom the provider knows, without a page', async () => {
    const person = await site.signIn(site.newBrowser())
    const browser = site.newBrowser()
    const { location } = await browser.get('/auth/login?prompt=none&return_to=/slots')
    const answer = await browser.get(await person(location ?? ''))
    expect(answer.location).toBe(`${origin}/slots`)
    expect(await site.userOf(browser)).toBe('alice')
  })

  it('fails at once for whom it does not', async () => {
    const browser = site.newBrowser()
    const { location } = await browser.get('/auth/login?prompt=none')
    const answer = await browser.get(await createPerson()(location ?? ''))
    expect(errorOf(answer)).toBe('login_required')
    expect(await site.userOf(browser)).toBeNull()
  })
})

describe('a logout at oidc-provider', () => {
  it.each(['/bye', 'http://site.example/bye', 'https://site.example/bye#top', ''])(
    'cannot be configured to come back to %j',
    (postLogoutRedirectUri) => {
      const make = () =>
        createLogin(site.client, { secrets: [secret], store: site.store, postLogoutRedirectUri })
      expect(make).toThrow(
        expect.objectContaining({ code: 'invalid_config', key: 'postLogoutRedirectUri' }),
      )
    },
  )

  it("ends the provider's session too, and comes back", async () => {
    const browser = site.newBrowser()
    const person = await site.signIn(browser)
    const { status, location } = await browser.post('/auth/logout', sameOrigin)
    expect(status).toBe(303)
    expect(location).toContain(`${issuer}/session/end?id_token_hint=`)
    expect(await site.userOf(browser)).toBeNull()
    expect((await person(location ?? '')).split('?')[0]).toBe(bye)
    const again = await browser.get('/auth/login?prompt=none')
    expect(errorOf(await browser.get(await person(again.location ?? '')))).toBe('login_required')
  })

  it('tells a script where to go', async () => {
    const browser = site.newBrowser()
    await site.signIn(browser)
    const answer = await browser.post('/auth/logout', { ...sameOrigin, accept: 'application/json' })
    expect(answer.status).toBe(200)
    const { location } = JSON.parse(answer.body) as { location: string }
    expect(location).toContain(`${issuer}/session/end?`)
    expect(await site.userOf(browser)).toBeNull()
    const nobody = await browser.post('/auth/logout', { ...sameOrigin, accept: 'application/json' })
    expect(nobody.status).toBe(204)
  })
})

describe('a second login in the same browser at oidc-provider', () => {
  it('for a scope asks for openid too, also when nobody is signed in', async () => {
    const { location } = await site.newBrowser().get('/auth/login?scope=email')
    expect(new URL(location ?? '').searchParams.get('scope')).toBe('openid email')
  })

  it('leaves tokens that work, and one grant', async () => {
    const browser = site.newBrowser()
    const person = await site.signIn(browser)
    const revoke = vi.spyOn(site.client, 'revoke')
    await site.signIn(browser, person)
    expect(revoke).not.toHaveBeenCalled()
    expect(await site.store.grants.list('op:alice')).toHaveLength(1)
    expect(await site.store.sessions.list('op:alice')).toHaveLength(1)
    const tokens = await site.login.tokensFor('alice')
    expect(await site.client.user(tokens as never, ['sub'])).toMatchObject({ sub: 'alice' })
  })
})

describe('a login in the same browser after another one at oidc-provider', () => {
  it('revokes the tokens of before: no newer ones die with them', async () => {
    const browser = site.newBrowser()
    await site.signIn(browser)
    const revoke = vi.spyOn(site.client, 'revoke')
    const old = await site.login.tokensFor('alice')
    await site.signIn(browser)
    expect(revoke.mock.calls.map(([{ accessToken }]) => accessToken)).toEqual([old.accessToken])
    expect(await site.store.grants.list('op:alice')).toHaveLength(1)
    const tokens = await site.login.tokensFor('alice')
    expect(await site.client.user(tokens as never, ['sub'])).toMatchObject({ sub: 'alice' })
  })
})

describe('a logout that begins at oidc-provider', () => {
  /** The person logs out at the provider, as if by another site. */
  const leave = (person: ReturnType<typeof createPerson>) =>
    person(`${issuer}/session/end?client_id=site&post_logout_redirect_uri=${bye}`)

  it('ends the session that began in theirs, and no other', async () => {
    const [laptop, phone] = [site.newBrowser(), site.newBrowser()]
    const person = await site.signIn(laptop)
    await site.signIn(phone)
    expect(await site.store.grants.list('op:alice')).toHaveLength(2)
    await leave(person)
    expect(posted).toEqual([{ url: `${origin}/auth/backchannel-logout`, status: 204 }])
    expect(await site.userOf(laptop)).toBeNull()
    expect(await site.userOf(phone)).toBe('alice')
    expect(await site.store.grants.list('op:alice')).toHaveLength(1)
    expect(site.events.at(-1)).toEqual({ type: 'sessions.ended', userId: 'alice', sessions: 1 })
  })

  const signed = (claims: { [claim in keyof JWTPayload]: unknown }, key = privateKey) =>
    new SignJWT({
      iss: issuer,
      aud: 'site',
      sub: 'alice',
      jti: crypto.randomUUID(),
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 120,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      ...(claims as JWTPayload),
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'k', typ: 'logout+jwt' })
      .sign(key)

  it('without a session named ends all of them, once', async () => {
    const [laptop, phone] = [site.newBrowser(), site.newBrowser()]
    await site.signIn(laptop)
    await site.signIn(phone)
    const token = await signed({})
    expect((await site.tell(token)).status).toBe(204)
    expect(await site.userOf(laptop)).toBeNull()
    expect(await site.userOf(phone)).toBeNull()
    await site.signIn(laptop)
    expect((await site.tell(token)).status).toBe(204)
    expect(await site.userOf(laptop)).toBe('alice')
  })

  it('by a session alone ends that one, with its grant', async () => {
    const [laptop, phone] = [site.newBrowser(), site.newBrowser()]
    await site.signIn(laptop)
    await site.signIn(phone)
    const [newest, oldest] = await site.store.sessions.list('op:alice')
    const sid = oldest?.providerSessionId?.slice('op:'.length)
    expect((await site.tell(await signed({ sub: undefined, sid }))).status).toBe(204)
    expect(await site.userOf(laptop)).toBeNull()
    expect(await site.userOf(phone)).toBe('alice')
    const grants = await site.store.grants.list('op:alice')
    expect(grants.map(({ providerSessionId }) => providerSessionId)).toEqual([
      newest?.providerSessionId,
    ])
    expect(site.events.at(-1)).toEqual({ type: 'sessions.ended', userId: 'alice', sessions: 1 })
  })

  it('by a session that began nothing here ends nothing', async () => {
    const laptop = site.newBrowser()
    await site.signIn(laptop)
    const token = await signed({ sub: undefined, sid: 'another' })
    expect((await site.tell(token)).status).toBe(204)
    expect(await site.userOf(laptop)).toBe('alice')
  })

  it.each([
    ['sessions', 'get'],
    ['sessions', 'delete'],
    ['grants', 'list'],
    ['sessions', 'create'],
  ] as const)('is done by its next try where the store fails at %s.%s', async (kind, method) => {
    const laptop = site.newBrowser()
    await site.signIn(laptop)
    const token = await signed({})
    vi.spyOn(site.store[kind], method).mockRejectedValueOnce(new Error('connection lost') as never)
    expect((await site.tell(token)).status).toBe(503)
    expect((await site.tell(token)).status).toBe(204)
    expect(await site.userOf(laptop)).toBeNull()
    expect(await site.store.grants.list('op:alice')).toEqual([])
  })

  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  it.each<[string, () => Promise<string>]>([
    ['signed by somebody else', () => signed({}, stranger)],
    ['for another site', () => signed({ aud: 'another site' })],
    ['of another provider', () => signed({ iss: 'https://evil.example' })],
    ['that is over', () => signed({ exp: Math.floor(Date.now() / 1000) - 60 })],
    ['without a beginning', () => signed({ iat: undefined })],
    ['without an end', () => signed({ exp: undefined })],
    ['without an audience', () => signed({ aud: undefined })],
    ['without a name of its own', () => signed({ jti: undefined })],
    ['without the event', () => signed({ events: {} })],
    ['that is an id_token', () => signed({ nonce: 'n' })],
    ['that names nobody', () => signed({ sub: undefined })],
    ['by a session, signed by somebody else', () => signed({ sub: undefined, sid: 's' }, stranger)],
    ['by a session, for another site', () => signed({ sub: undefined, sid: 's', aud: 'another' })],
    ['for what is no person', () => signed({ sub: 101, sid: 's' })],
    ['changed', async () => (await signed({})).replace(/\.[^.]+\./, '.eyJzdWIiOiJhbGljZSJ9.')],
    ['unsigned', async () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.'],
    ['that is none', async () => 'x'],
    ['that is empty', async () => ''],
  ])('by a token %s is refused', async (_, makeToken) => {
    const browser = site.newBrowser()
    await site.signIn(browser)
    const token = await makeToken()
    const answer = await site.tell(token)
    expect(answer.status).toBe(400)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toEqual({ error: 'invalid_request' })
    expect(await site.userOf(browser)).toBe('alice')
    const event = site.events.at(-1)
    expect(event).toMatchObject({
      type: 'request.failed',
      error: { code: 'invalid_token', step: 'logout' },
    })
    if (token.length > 1) expect(JSON.stringify(event)).not.toContain(token)
  })
})
