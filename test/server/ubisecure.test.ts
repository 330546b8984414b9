import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { createLogin, memory } from '@sso-login/server'
import { expect, it } from 'vitest'

const site = 'https://site.example'

it('holds a session of Ubisecure: login, who is it, refresh with the scope, logout', async () => {
  const mock = createMockProvider(ubisecure, {
    clients: [
      { client_id: 'app', client_secret: 'secret', redirect_uris: [`${site}/auth/callback`] },
    ],
  })
  const sso = createClient(ubisecure, {
    clientId: 'app',
    clientSecret: 'secret',
    redirectUri: `${site}/auth/callback`,
    scopes: ['openid', 'userinfo'],
    fetch: mock.fetch,
  })
  const login = createLogin(sso, { secrets: ['s'.repeat(32)], store: memory() })
  const cookies = new Map<string, string>()
  const visit = async (path: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { cookie, origin: site }
    const answer = await login.fetch(new Request(new URL(path, site), { ...init, headers }))
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split(/=(.*)/) ?? []
      cookies.set(name, value)
    }
    return answer
  }

  const leaving = await visit('/auth/login?return_to=/slots')
  const url = leaving.headers.get('location') as string
  const { location } = await mock.approve(url, { user: 'alice' })
  expect((await visit(location as string)).headers.get('location')).toBe('/slots')
  // What the element reads.
  const session = await (await visit('/auth/session')).json()
  expect(session).toMatchObject({
    user: { id: 'alice', name: 'Alice Kulkarni' },
    links: { logout: '/auth/logout' },
  })

  expect(await login.refresh('alice')).toMatchObject({ type: 'refreshed' })
  const { usn } = await login.withTokens('alice', (tokens) => sso.user(tokens, ['usn']))
  expect(usn).toBe('alice')
  expect(mock.requests.last('token')?.params).toMatchObject({
    grant_type: 'refresh_token',
    scope: 'openid userinfo',
  })

  // Another person, where the provider knows no choice of accounts.
  const switching = await visit('/auth/login?switch=1')
  expect(new URL(switching.headers.get('location') ?? '').searchParams.get('prompt')).toBe('login')

  await visit('/auth/logout', { method: 'POST' })
  expect(await (await visit('/auth/session')).json()).toMatchObject({ user: null })
  expect(mock.requests.last('revocation')).toMatchObject({ status: 200, rejection: null })
})
