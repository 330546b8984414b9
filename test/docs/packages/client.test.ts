// README begins
import { createClient } from '@sso-login/client'
// README ends
import { createMockProvider } from '@sso-login/mock-provider'
// README begins
import { iitb } from '@sso-login/providers/iitb'
// README ends
import { afterEach, assert, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

it("signs in as the client's own README does", async () => {
  const mock = createMockProvider(iitb)
  vi.stubGlobal('fetch', mock.fetch)
  vi.stubEnv('SSO_CLIENT_ID', 'demo-app')
  vi.stubEnv('SSO_CLIENT_SECRET', 'demo-app-secret')
  const approved = async (url: string) => {
    const { location } = await mock.approve(url, { user: 'alice' })
    assert(location)
    return location
  }

  // README begins

  const sso = createClient(iitb, {
    clientId: process.env.SSO_CLIENT_ID,
    clientSecret: process.env.SSO_CLIENT_SECRET,
    redirectUri: 'http://localhost:3000/auth/callback', // as registered with the provider
    scopes: ['basic', 'profile'],
  })

  // The visitor presses the button: keep the transaction in their session, send them to the URL.
  const { url, transaction } = await sso.start()
  // README ends
  const callbackUrl = await approved(url)
  // README begins

  // The visitor is back at the redirect URI: the whole URL, and what was kept for this browser.
  const tokens = await sso.finish(callbackUrl, transaction)
  const { first_name } = await sso.user(tokens, ['first_name'])
  // README ends
  expect(first_name).toBe('Alice')
})
