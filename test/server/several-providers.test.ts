import { createClient, isLoginError } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { standard } from '@sso-login/providers/standard'
import { createLogin, memory } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { createBrowser } from './browser.ts'
import { alice, bob, sameOrigin, secret } from './site.ts'

const origin = 'https://site.example'

/** Two providers that both know somebody as 101. */
function createSite() {
  const mocks = [alice, { ...bob, id: 101 }].map((user, index) => {
    const redirectUri = `${origin}/auth/callback/${['iitb', 'staff'][index]}`
    const client = {
      client_id: `site at ${index}`,
      client_secret: 'client secret of the site',
      client_name: 'The site',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    } as const
    const mock = createMockProvider(iitb, { clients: [client], users: [user] })
    const options = {
      clientId: client.client_id,
      clientSecret: client.client_secret,
      redirectUri,
      scopes: ['basic', 'profile'] as const,
      fetch: mock.fetch,
    }
    return { mock, options }
  })
  const [{ mock: students, options }, { mock: staff, options: staffOptions }] = mocks as [
    (typeof mocks)[0],
    (typeof mocks)[0],
  ]
  const clients = [
    createClient(iitb, options),
    createClient({ ...iitb, id: 'staff', name: 'Staff <SSO>' }, staffOptions),
  ]
  const store = memory()
  const login = createLogin(clients, { secrets: [secret], store })
  const browser = createBrowser(login.fetch, origin, Date.now)
  const session = async () =>
    (await login.session({ headers: { cookie: browser.cookieHeader('/page') } })).user

  async function approve(provider: 'iitb' | 'staff', url: string | null) {
    const [mock, user] = provider === 'iitb' ? [students, 'alice'] : [staff, 'bob']
    return (await mock.approve(url ?? '', { user })).location ?? ''
  }
  return {
    login,
    store,
    clients,
    browser,
    session,
    students,
    staff,
    approve,
    signIn: async (provider: 'iitb' | 'staff', visitor = browser) =>
      visitor.get(await approve(provider, (await visitor.get(`/auth/login/${provider}`)).location)),
  }
}

describe('several providers', () => {
  it('are offered by the login route, which passes on what was asked', async () => {
    const { browser } = createSite()
    const { status, body } = await browser.get('/auth/login?return_to=/slots')
    expect(status).toBe(200)
    expect(body).toContain(
      '<a href="/auth/login/iitb?return_to=/slots">Log in with IIT Bombay SSO</a>',
    )
    expect(body).toContain(
      '<a href="/auth/login/staff?return_to=/slots">Log in with Staff &#60;SSO&#62;</a>',
    )
  })

  it.each([
    ['prompt=none&return_to=/slots?a=1', '/slots?a=1&sso_error=login_required'],
    ['prompt=none&return_to=//evil.example', '/?sso_error=login_required'],
    ['prompt=none&popup=1', '/auth/done?sso_error=login_required'],
  ])('are nothing to choose from without a page: %s', async (query, expected) => {
    const { location } = await createSite().browser.get(`/auth/login?${query}`)
    expect(location).toBe(`${origin}${expected}`)
  })

  it('are all there to try again with after a popup has failed', async () => {
    const { body } = await createSite().browser.get('/auth/done?sso_error=server_error')
    expect(body).toContain('<a href="/auth/login?popup=1">')
  })

  it('never mix up people who have one id', async () => {
    const site = createSite()
    await site.signIn('iitb')
    expect(await site.session()).toMatchObject({ id: 'iitb:101', name: 'Alice Bose' })
    const other = createBrowser(site.login.fetch, origin, Date.now)
    await site.signIn('staff', other)
    const { user } = await site.login.session({ headers: { cookie: other.cookieHeader('/') } })
    expect(user).toMatchObject({ id: 'staff:101', name: 'Bob Iyer' })
    const [one, two] = await Promise.all([
      site.login.tokensFor('iitb:101'),
      site.login.tokensFor('staff:101'),
    ])
    expect(one.accessToken).not.toBe(two.accessToken)
    expect(await site.login.sessions('iitb:101')).toHaveLength(1)
    expect(await site.login.signOutEverywhere('staff:101')).toBe(1)
    expect(await site.session()).toMatchObject({ id: 'iitb:101' })
    for (const of of [site.login.tokensFor, site.login.signOutEverywhere, site.login.sessions]) {
      const whose = { code: 'invalid_config', key: 'userId', hint: 'E.g. iitb:101.' }
      await expect(of('101')).rejects.toMatchObject(whose)
    }
    await expect(site.login.tokensFor('other:101')).rejects.toMatchObject({
      code: 'grant_missing',
    })
  })

  it('end the grant where it was given, whichever comes next', async () => {
    const site = createSite()
    await site.signIn('iitb')
    await site.signIn('staff')
    const revoked = ({ requests }: typeof site.staff) =>
      requests.all().filter(({ endpoint, status }) => endpoint === 'revocation' && status === 200)
    expect(revoked(site.students)).toHaveLength(1)
    expect(revoked(site.staff)).toHaveLength(0)
    await site.browser.post('/auth/logout', sameOrigin)
    expect(revoked(site.staff)).toHaveLength(1)
  })

  it("do not finish each other's logins (mix-up)", async () => {
    const site = createSite()
    const started = await site.browser.get('/auth/login/iitb')
    const back = await site.approve('iitb', started.location)
    const mixed = await site.browser.get(back.replace('/callback/iitb', '/callback/staff'))
    expect(new URL(mixed.location ?? '').searchParams.get('sso_error')).toBe('transaction_invalid')
    expect(await site.session()).toBeNull()
    expect(site.staff.requests.all().filter(({ endpoint }) => endpoint === 'token')).toEqual([])
  })

  it.each(['/auth/callback', '/auth/login/other', '/auth/session/iitb', '/auth/login/iitb/x'])(
    'have no %s',
    async (path) => {
      expect((await createSite().browser.get(path)).status).toBe(404)
    },
  )

  it.each([
    ['none at all', [], 'client'],
    ['one twice', [0, 0], 'client'],
  ])('are refused: %s', (_, picked: number[], key) => {
    const { clients, store } = createSite()
    try {
      createLogin(
        picked.map((index) => clients[index] as never),
        { secrets: [secret], store },
      )
      throw new Error('it was accepted')
    } catch (error) {
      expect(isLoginError(error) && error.key).toBe(key)
    }
  })

  describe('that know different things of people', () => {
    const site = 'http://localhost:3000'
    const createPair = (fields: readonly string[]) => {
      const students = createMockProvider(iitb)
      const others = createMockProvider(standard)
      const app = { clientId: 'demo-app', clientSecret: 'demo-app-secret' }
      const clients = [
        createClient(iitb, {
          ...app,
          redirectUri: `${site}/auth/callback/iitb`,
          scopes: ['basic', 'profile'],
          fetch: students.fetch,
        }),
        createClient(standard, {
          ...app,
          redirectUri: `${site}/auth/callback/standard`,
          scopes: ['openid', 'profile'],
          fetch: others.fetch,
        }),
      ]
      const seen: unknown[] = []
      const login = createLogin(clients, {
        secrets: [secret],
        store: memory(),
        fields,
        allow: (user) => seen.push(user) > 0,
      })
      const browser = createBrowser(login.fetch, site, Date.now)
      const signIn = async (id: string, mock: { approve: typeof others.approve }) => {
        const { location } = await browser.get(`/auth/login/${id}`)
        const back = await mock.approve(location ?? '', { user: 'alice' })
        return (await browser.get(back.location ?? '')).location
      }
      return { students, others, seen, signIn }
    }

    it('are each asked for what they know of the fields', async () => {
      const { students, others, seen, signIn } = createPair(['type', 'given_name'])
      expect(await signIn('iitb', students)).toBe(`${site}/`)
      expect(await signIn('standard', others)).toBe(`${site}/`)
      expect(seen).toEqual([
        { type: 'ug', missing: [] },
        { given_name: 'Alice', missing: [] },
      ])
    })

    it('need one that knows a field', () => {
      const field = 'fields.1 is not a resource of any of the providers.'
      expect(() => createPair(['type', 'shoe_size'])).toThrow(field)
    })
  })

  it('need to be asked for every required scope: which one is not is said', () => {
    const client = (id: string, scopes: readonly ('basic' | 'profile')[]) => {
      const redirectUri = `${origin}/auth/callback/${id}`
      const options = { clientId: 'site', clientSecret: 'x', redirectUri, scopes }
      return createClient({ ...iitb, id }, options)
    }
    const clients = [client('iitb', ['basic', 'profile']), client('staff', ['basic'])]
    const options = { secrets: [secret], store: memory(), requiredScopes: ['profile'] }
    expect(() => createLogin(clients, options)).toThrow(
      'requiredScopes.0 is not among the scopes of the client of staff.',
    )
  })

  it('need redirect URIs of their own, on one origin', () => {
    const client = (redirectUri: string, id = 'iitb') =>
      createClient(
        { ...iitb, id },
        { clientId: 'site', clientSecret: 'x', redirectUri, scopes: ['basic'] },
      )
    const make = (other: string) => () =>
      createLogin([client(`${origin}/auth/callback/iitb`), client(other, 'staff')], {
        secrets: [secret],
        store: memory(),
      })
    expect(make(`${origin}/auth/callback/staff`)).not.toThrow()
    expect(make('https://other.example/auth/callback/staff')).toThrow(
      'The clients have redirect URIs of different origins.',
    )
    expect(make(`${origin}/auth/callback`)).toThrow(
      "The client's redirectUri has the path /auth/callback, the callback is at basePath/callback/staff: /auth/callback/staff.",
    )
  })
})
