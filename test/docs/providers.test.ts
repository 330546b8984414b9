// README begins
import { createClient } from '@sso-login/client'
import { clientCredentials } from '@sso-login/client/client-credentials'
import { discover } from '@sso-login/client/discover'
import { introspect } from '@sso-login/client/introspection'
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { expect, it } from 'vitest'

it('takes any standard provider, by its address', async () => {
  const { fetch } = createMockProvider(standard) // leave `fetch` out, and it is the network
  const provider = await discover('https://op.example', { fetch }) // once, when the process starts

  const sso = createClient(provider, {
    clientId: 'demo-app',
    clientSecret: 'demo-app-secret',
    redirectUri: 'http://localhost:3000/auth/callback',
    scopes: ['openid', 'profile', 'email'],
    fetch,
  })

  const { accessToken } = await clientCredentials(sso) // for the application itself: nobody signed in
  expect(await introspect(sso, accessToken)).toMatchObject({ active: true, clientId: 'demo-app' })
})
// README ends
