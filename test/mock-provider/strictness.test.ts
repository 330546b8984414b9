/**
 * Wrong requests, none of which may pass. Each wrong thing is done to both dialects; where the real
 * IITB server was seen to let it pass, the table says so, and `strict` does not change that: it is
 * the server's own rule, not a crash.
 */
import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { standard } from '@sso-login/providers/standard'
import { describe, expect, test } from 'vitest'
import { type Changes, challenge, changed, verifier } from './standard-sign-in.ts'

const redirectUri = 'https://app.example.test/cb'
const secret = 'web-secret-0123456789'
const clients = [
  {
    client_id: 'web',
    client_secret: secret,
    redirect_uris: [redirectUri, 'https://app.example.test/second'],
    token_endpoint_auth_method: 'client_secret_basic',
  },
  {
    client_id: 'other',
    client_secret: 'other-secret-0123456789',
    redirect_uris: ['https://other.example.test/cb'],
    token_endpoint_auth_method: 'client_secret_basic',
  },
  {
    client_id: 'page',
    redirect_uris: ['https://page.example.test/cb'],
    token_endpoint_auth_method: 'none',
  },
  {
    client_id: 'narrow',
    client_secret: secret,
    redirect_uris: [redirectUri],
    scope: 'openid',
    grant_types: ['authorization_code'],
  },
]

/** A mock with the good values of its dialect; every wrong request is a good one with a change. */
class Subject {
  readonly name: 'iitb' | 'standard'
  readonly mock: MockProvider
  readonly scope: string

  constructor(name: 'iitb' | 'standard') {
    this.name = name
    const own = clients.map((client) =>
      name === 'iitb' && client.scope ? { ...client, scope: 'basic' } : client,
    )
    this.mock = (name === 'iitb'
      ? createMockProvider(iitb, { clients: own })
      : createMockProvider(standard, { clients: own })) as unknown as MockProvider
    this.scope = name === 'iitb' ? 'basic profile' : 'openid email offline_access'
  }

  url(endpoint: string, query: URLSearchParams | string = ''): string {
    const address = this.mock.endpoints[endpoint] as string
    return `${query}` === '' ? address : `${address}?${query}`
  }

  authorizeUrl(changes: Changes = {}): string {
    const good = {
      response_type: 'code',
      client_id: 'web',
      redirect_uri: redirectUri,
      scope: this.scope,
      state: 'a-state',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }
    return this.url('authorization', changed(good, changes))
  }

  /** A code, if the request gets one. */
  async authorize(changes: Changes = {}, extra = ''): Promise<string | null> {
    const url = this.authorizeUrl(changes) + extra
    const { location } = await this.mock.approve(url, { user: 'alice' })
    return location === null ? null : new URL(location, redirectUri).searchParams.get('code')
  }

  async code(changes: Changes = {}): Promise<string> {
    return (await this.authorize(changes)) as string
  }

  post(
    endpoint: string,
    form: Changes,
    auth: string | null = `web:${secret}`,
    init: RequestInit = {},
  ) {
    return this.mock.fetch(this.url(endpoint), {
      method: 'POST',
      headers: auth === null ? {} : { Authorization: `Basic ${btoa(auth)}` },
      body: changed({}, form),
      ...init,
    })
  }

  exchange(code: string, changes: Changes = {}, auth?: string | null, init?: RequestInit) {
    const good = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }
    return this.post('token', { ...good, ...changes }, auth, init)
  }

  async tokens(): Promise<{ access_token: string; refresh_token: string }> {
    return (await this.exchange(await this.code())).json()
  }

  refresh(token: string, changes: Changes = {}, auth?: string | null) {
    return this.post(
      'token',
      { grant_type: 'refresh_token', refresh_token: token, ...changes },
      auth,
    )
  }

  read(token: string | null, init: RequestInit = {}) {
    const headers = token === null ? {} : { Authorization: `Bearer ${token}` }
    return this.mock.fetch(this.url('userinfo'), { headers, ...init })
  }
}

/** What a wrong request got: a code, or an answer. */
type Attempt = (subject: Subject) => Promise<string | null | Response>

const ask =
  (changes: Changes, extra?: string): Attempt =>
  (subject) =>
    subject.authorize(changes, extra)

const redeem =
  (changes: Changes, auth?: string | null): Attempt =>
  async (subject) =>
    subject.exchange(await subject.code(), changes, auth)

const renew =
  (changes: Changes, auth?: string | null): Attempt =>
  async (subject) =>
    subject.refresh((await subject.tokens()).refresh_token, changes, auth)

/** `iitb`: why the real server lets it pass (seen). */
const wrong: readonly [what: string, attempt: Attempt, iitb?: string][] = [
  ['an unknown client', ask({ client_id: 'nobody' })],
  ['no client', ask({ client_id: undefined })],
  ['a client in other letters', ask({ client_id: 'WEB' })],
  ['a redirect URI of another client', ask({ redirect_uri: 'https://other.example.test/cb' })],
  ['a redirect URI with a longer path', ask({ redirect_uri: `${redirectUri}/more` })],
  ['a redirect URI with a slash more', ask({ redirect_uri: `${redirectUri}/` })],
  ['a redirect URI with a path climbing up', ask({ redirect_uri: `${redirectUri}/../cb` })],
  ['a redirect URI on another port', ask({ redirect_uri: 'https://app.example.test:444/cb' })],
  ['a redirect URI on plain http', ask({ redirect_uri: 'http://app.example.test/cb' })],
  ['a redirect URI on a subdomain', ask({ redirect_uri: 'https://x.app.example.test/cb' })],
  ['a redirect URI with a user', ask({ redirect_uri: 'https://app.example.test@evil.test/cb' })],
  ['a redirect URI in other letters', ask({ redirect_uri: 'https://app.example.test/CB' })],
  ['a redirect URI with a fragment', ask({ redirect_uri: `${redirectUri}#there` })],
  [
    'a redirect URI with a query',
    ask({ redirect_uri: `${redirectUri}?next=x` }),
    'extra query allowed',
  ],
  ['an empty redirect URI', ask({ redirect_uri: '' })],
  ['no redirect URI', ask({ redirect_uri: undefined }), 'the first registered one counts'],
  ['two redirect URIs', ask({}, `&redirect_uri=${encodeURIComponent(redirectUri)}`)],
  ['two clients', ask({}, '&client_id=other')],
  ['two states', ask({}, '&state=second')],
  ['no response type', ask({ response_type: undefined })],
  ['another response type', ask({ response_type: 'id_token' })],
  ['the implicit grant', ask({ response_type: 'token' })],
  ['an unknown scope', ask({ scope: 'everything' })],
  ['a scope in other letters', ask({ scope: 'OPENID BASIC' })],
  ['scopes parted by commas', ask({ scope: 'openid,basic' })],
  ['an empty scope', ask({ scope: '' })],
  ['a scope that the client may not ask for', ask({ client_id: 'narrow', scope: 'email profile' })],
  ['an unknown challenge method', ask({ code_challenge_method: 'S512' })],
  ['a plain challenge', ask({ code_challenge_method: 'plain' }), 'plain is allowed'],
  [
    'no challenge',
    ask({ code_challenge: undefined, code_challenge_method: undefined }),
    'PKCE is optional',
  ],
  ['a challenge that is too short', ask({ code_challenge: 'short' }), 'any challenge is kept'],
  ['an unknown prompt', ask({ prompt: 'please' }), 'prompt is not known there'],
  ['prompt none beside another', ask({ prompt: 'none login' }), 'prompt is not known there'],
  ['a max_age that is no number', ask({ max_age: 'soon' }), 'max_age is not known there'],
  ['a request object', ask({ request: 'e30.e30.' }), 'request objects are not known there'],
  ['an id_token_hint of nobody', ask({ id_token_hint: 'e30.e30.x' }), 'hints are not known there'],

  ['a made-up code', (subject) => subject.exchange('Zm9yZ2VkLWNvZGUtb2Ytbm9ib2R5')],
  ['no code', redeem({ code: undefined })],
  [
    'a code for the second time',
    async (subject) => {
      const code = await subject.code()
      await subject.exchange(code)
      return subject.exchange(code)
    },
  ],
  [
    'a code a minute late',
    async (subject) => {
      const code = await subject.code()
      subject.mock.clock.advance({ minutes: 1 })
      return subject.exchange(code)
    },
  ],
  ['a code of another client', redeem({}, 'other:other-secret-0123456789')],
  ['a code of another client, by a public one', redeem({ client_id: 'page' }, null)],
  [
    'another redirect URI at the exchange',
    redeem({ redirect_uri: 'https://app.example.test/second' }),
  ],
  ['a redirect URI with a slash more at the exchange', redeem({ redirect_uri: `${redirectUri}/` })],
  [
    'no redirect URI at the exchange',
    redeem({ redirect_uri: undefined }),
    'optional where it was the first registered one',
  ],
  ['no verifier', redeem({ code_verifier: undefined })],
  ['an empty verifier', redeem({ code_verifier: '' })],
  ['a wrong verifier', redeem({ code_verifier: `${verifier.slice(1)}A` })],
  ['the challenge as verifier', redeem({ code_verifier: challenge })],
  ['a wrong secret', redeem({}, 'web:wrong')],
  ['an empty secret', redeem({}, 'web:')],
  ['the secret of another client', redeem({}, 'web:other-secret-0123456789')],
  ['a secret with a blank more', redeem({}, `web:${secret}%20`)],
  ['no client authentication', redeem({}, null)],
  ['a client_id without its secret', redeem({ client_id: 'web' }, null)],
  ['an unknown client at the exchange', redeem({}, `nobody:${secret}`)],
  [
    'a secret in another way than registered',
    redeem({ client_id: 'web', client_secret: secret }, null),
    'Basic or body',
  ],
  [
    'two ways to authenticate at once',
    redeem({ client_id: 'web', client_secret: secret }),
    'Basic is looked at first',
  ],
  ['no grant type', redeem({ grant_type: undefined })],
  ['an unknown grant type', redeem({ grant_type: 'urn:example:whatever' })],
  ['the password grant', redeem({ grant_type: 'password', username: 'alice', password: 'x' })],
  ['client credentials without leave', redeem({ grant_type: 'client_credentials' })],
  [
    'a token request as JSON',
    async (subject) => {
      const form = { grant_type: 'authorization_code', code: await subject.code() }
      return subject.post('token', {}, undefined, {
        headers: {
          Authorization: `Basic ${btoa(`web:${secret}`)}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(form),
      })
    },
  ],
  [
    'a token request in the URL',
    async (subject) => {
      const query = changed({ grant_type: 'authorization_code', code: await subject.code() }, {})
      return subject.mock.fetch(subject.url('token', query), { method: 'POST' })
    },
  ],
  ['a token request by GET', (subject) => subject.mock.fetch(subject.url('token'))],
  [
    'two codes',
    async (subject) => {
      const [first, second] = [await subject.code(), await subject.code()]
      const body = changed(
        { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier },
        {},
      )
      body.append('code', first)
      body.append('code', second)
      return subject.post('token', {}, undefined, { body })
    },
    'the last value counts',
  ],

  ['a made-up refresh token', renew({ refresh_token: 'Zm9yZ2VkLXRva2VuLW9mLW5vYm9keQ' })],
  ['no refresh token', renew({ refresh_token: undefined })],
  ['a refresh token of another client', renew({}, 'other:other-secret-0123456789')],
  ['a refresh token without authentication', renew({}, null)],
  ['a refresh with a wrong secret', renew({}, 'web:wrong')],
  ['a wider scope at the refresh', renew({ scope: 'openid basic phone ldap address' })],
  [
    'an access token as refresh token',
    async (subject) => subject.refresh((await subject.tokens()).access_token),
  ],
  [
    'a refresh token that was exchanged',
    async (subject) => {
      const { refresh_token } = await subject.tokens()
      await subject.refresh(refresh_token)
      return subject.refresh(refresh_token)
    },
  ],
  [
    'a refresh token that was revoked',
    async (subject) => {
      const { refresh_token } = await subject.tokens()
      await subject.post('revocation', { token: refresh_token })
      return subject.refresh(refresh_token)
    },
  ],

  ['a garbage bearer', (subject) => subject.read('garbage')],
  ['no bearer', (subject) => subject.read(null)],
  [
    'a bearer in a Basic header',
    async (subject) => {
      const { access_token } = await subject.tokens()
      return subject.read(null, { headers: { Authorization: `Basic ${access_token}` } })
    },
  ],
  [
    'a refresh token as bearer',
    async (subject) => subject.read((await subject.tokens()).refresh_token),
  ],
  [
    'a bearer after its time',
    async (subject) => {
      const { access_token } = await subject.tokens()
      subject.mock.clock.advance({ hours: 10 })
      return subject.read(access_token)
    },
  ],
  [
    'a bearer after its revocation',
    async (subject) => {
      const { access_token } = await subject.tokens()
      await subject.post('revocation', { token: access_token })
      return subject.read(access_token)
    },
  ],
  [
    'a bearer whose refresh token was revoked',
    async (subject) => {
      const { access_token, refresh_token } = await subject.tokens()
      await subject.post('revocation', { token: refresh_token })
      return subject.read(access_token)
    },
  ],
  [
    'a bearer in the URL',
    async (subject) => {
      const { access_token } = await subject.tokens()
      return subject.mock.fetch(subject.url('userinfo', changed({ access_token }, {})))
    },
    'the URL is looked at where there is no header',
  ],
  ['a revocation by a stranger', (subject) => subject.post('revocation', { token: 'x' }, null)],
  [
    'a revocation with a wrong secret',
    (subject) => subject.post('revocation', { token: 'x' }, 'web:no'),
  ],
  ['a revocation of nothing', (subject) => subject.post('revocation', {})],
  [
    'a revocation by another client',
    async (subject) => {
      const { access_token } = await subject.tokens()
      return subject.post('revocation', { token: access_token }, 'other:other-secret-0123456789')
    },
    'the client is not compared',
  ],
]

const isAccepted = (result: string | null | Response): boolean =>
  result instanceof Response ? result.status < 400 : Boolean(result)

test('there are at least 40 of them', () => {
  expect(wrong.length).toBeGreaterThanOrEqual(40)
  expect(new Set(wrong.map(([what]) => what)).size).toBe(wrong.length)
})

describe.each(['iitb', 'standard'] as const)('%s', (name) => {
  test('accepts the good requests that these are made from', async () => {
    const subject = new Subject(name)
    const { access_token, refresh_token } = await subject.tokens()
    expect((await subject.read(access_token)).status).toBe(200)
    expect((await subject.refresh(refresh_token)).status).toBe(200)
  })

  test.each(wrong)('%s', async (_, attempt, seen) => {
    const subject = new Subject(name)
    const passes = name === 'iitb' && seen !== undefined
    expect(isAccepted(await attempt(subject))).toBe(passes)
    // And the log says why.
    if (!passes) expect(subject.mock.requests.last()?.rejection).toMatch(/\w{3}/)
  })
})
