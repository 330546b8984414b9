import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { createLogin, memory } from '@sso-login/server'
import { expect, it } from 'vitest'
import { createBrowser } from './browser.ts'

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
  const browser = createBrowser(login.fetch, site, Date.now)

  const leaving = await browser.get('/auth/login?return_to=/slots')
  const { location } = await mock.approve(leaving.location as string, { user: 'alice' })
  expect((await browser.get(location as string)).location).toBe(`${site}/slots`)
  // What the element reads.
  const session = JSON.parse((await browser.get('/auth/session')).body)
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
  const switching = await browser.get('/auth/login?switch=1')
  expect(new URL(switching.location ?? '').searchParams.get('prompt')).toBe('login')

  await browser.post('/auth/logout', { origin: site })
  const after = JSON.parse((await browser.get('/auth/session')).body)
  expect(after).toMatchObject({ user: null })
  expect(mock.requests.last('revocation')).toMatchObject({ status: 200, rejection: null })
})
