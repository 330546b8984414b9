import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { createLogin, memory } from '@sso-login/server'
import { expect, it } from 'vitest'
import { CookieJar } from '../support/cookie-jar.ts'
import { github } from './github.ts'
import { google } from './google.ts'

const site = 'https://site.example'
const redirectUri = `${site}/auth/callback`

const app = {
  client_id: 'app',
  client_secret: 'secret',
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['authorization_code'],
}

const atGoogle = () => {
  const mock = createMockProvider(google, { clients: [app] })
  const options = { clientId: 'app', clientSecret: 'secret', redirectUri, fetch: mock.fetch }
  const sso = createClient(google, { ...options, scopes: ['openid', 'profile'] })
  return { mock, login: createLogin(sso, { secrets: ['s'.repeat(32)], store: memory() }) }
}

const octocat = { id: 7, login: 'octocat', name: null, avatar_url: null, email: null }

const atGithub = () => {
  const mock = createMockProvider(github, { clients: [app], users: [octocat] })
  const options = { clientId: 'app', clientSecret: 'secret', redirectUri, fetch: mock.fetch }
  const sso = createClient(github, { ...options, scopes: ['read:user'] })
  return { mock, login: createLogin(sso, { secrets: ['s'.repeat(32)], store: memory() }) }
}

it.each([
  ['OpenID Connect', atGoogle, 'alice', { id: 'alice', name: 'Alice Kulkarni' }],
  ['plain OAuth 2.0', atGithub, '7', { id: '7', name: 'octocat' }],
] as const)(
  'signs in to a server by a provider that a user wrote: %s',
  async (_, create, user, expected) => {
    const { mock, login } = create()
    const jar = new CookieJar()
    const visit = async (url: string) => {
      const answer = await login.fetch(new Request(url, { headers: { cookie: jar.header() } }))
      jar.keep(answer)
      return answer
    }
    const leaving = await visit(`${site}/auth/login?return_to=/slots`)
    const { location } = await mock.approve(leaving.headers.get('location') as string, { user })
    const back = await visit(location as string)
    expect(back.headers.get('location')).toBe('/slots')

    // What the element reads.
    const session = await visit(`${site}/auth/session`)
    expect(await session.json()).toMatchObject({
      user: expected,
      links: { logout: '/auth/logout' },
    })
  },
)

it('needs no config: the demo application is known in a way that the provider has, people by ids of its kind', () => {
  const method = (name: string) => [
    expect.objectContaining({ client_id: 'demo-app', token_endpoint_auth_method: name }),
  ]
  expect(createMockProvider(google).clients).toEqual(method('client_secret_basic'))
  const mock = createMockProvider(github)
  expect(mock.clients).toEqual(method('client_secret_post'))
  expect(mock.users.map(({ id, name }) => [id, name])).toEqual([
    [248289761001, 'Alice Kulkarni'],
    [248289761002, "Bob D'Souza"],
    [248289761003, 'Nadia'],
  ])
})
