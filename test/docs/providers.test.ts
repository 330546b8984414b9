// README begins
import { createClient } from '@sso-login/client'
import { clientCredentials } from '@sso-login/client/client-credentials'
import { discover } from '@sso-login/client/discover'
import { introspect } from '@sso-login/client/introspection'
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { assert, expect, it } from 'vitest'

it('takes any standard provider, by its address', async () => {
  const { fetch, approve } = createMockProvider(standard) // leave `fetch` out, and it is the network
  const provider = await discover('https://op.example', { fetch }) // once, when the process starts

  const sso = createClient(provider, {
    clientId: 'demo-app',
    clientSecret: 'demo-app-secret',
    redirectUri: 'http://localhost:3000/auth/callback',
    scopes: ['openid', 'profile', 'email'],
    fetch,
  })

  // What the metadata do not name, the client does not have: without `?.` this does not compile.
  const { url, transaction } = await sso.start()
  const { location } = await approve(url, { user: 'alice' })
  assert(location)
  const tokens = await sso.finish(location, transaction)
  expect((await sso.identity?.(tokens))?.name).toBe('Alice Kulkarni')
  await sso.revoke?.(tokens)

  const { accessToken } = await clientCredentials(sso) // for the application itself: nobody signed in
  expect(await introspect(sso, accessToken)).toMatchObject({ active: true, clientId: 'demo-app' })
})
// README ends
