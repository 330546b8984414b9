// README begins
import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { assert, expect, it } from 'vitest'

it('signs in somebody who grants little, and survives a provider that is down', async () => {
  const mock = createMockProvider(iitb) // alice, bob and nadia; or your own clients and users
  const sso = createClient(iitb, {
    clientId: 'demo-app',
    clientSecret: 'demo-app-secret',
    redirectUri: 'http://localhost:3000/auth/callback',
    scopes: ['basic', 'profile'],
    fetch: mock.fetch, // no network, no port
  })

  const { url, transaction } = await sso.start()
  const { location } = await mock.approve(url, { user: 'alice', scopes: ['basic'] })
  assert(location, mock.requests.last()?.rejection ?? '') // where the request was refused: why
  const tokens = await sso.finish(location, transaction)
  expect(tokens.missing).toEqual(['profile'])

  mock.faults.add('token', { html: 502 }, { times: 1 })
  await expect(sso.refresh(tokens)).rejects.toMatchObject({ code: 'provider_error' })
})
// README ends
