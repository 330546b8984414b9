// README begins
import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { assert, expect, it } from 'vitest'

it('survives rotated keys, and refuses an id_token of another login', async () => {
  const mock = createMockProvider(standard) // or your own OpenID provider, made by defineProvider
  const sso = createClient(standard, {
    clientId: 'demo-app',
    clientSecret: 'demo-app-secret',
    redirectUri: 'http://localhost:3000/auth/callback',
    scopes: ['openid', 'profile', 'offline_access'],
    fetch: mock.fetch,
  })
  const signIn = async () => {
    const { url, transaction } = await sso.start()
    const { location } = await mock.approve(url, { user: 'alice' })
    assert(location, mock.requests.last()?.rejection ?? '')
    return sso.finish(location, transaction)
  }

  mock.faults.add('token', { keyRotated: true }, { times: 1 })
  const tokens = await signIn()

  mock.faults.add('token', { wrongNonce: true }, { times: 1 })
  await expect(signIn()).rejects.toMatchObject({ code: 'id_token_invalid' })

  // The third refresh from now on meets a provider that is down.
  const when = { grant_type: 'refresh_token' }
  mock.faults.add('token', { status: 503 }, { nth: 3, times: 1, when })
  const renewed = await sso.refresh(await sso.refresh(tokens))
  await expect(sso.refresh(renewed)).rejects.toMatchObject({ code: 'provider_error' })
  expect((await sso.identity(await sso.refresh(renewed))).name).toBe('Alice Kulkarni')
})
// README ends
