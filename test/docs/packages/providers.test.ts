import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
// README begins
import { defineProvider } from '@sso-login/providers'
// README ends
import { assert, expect, it } from 'vitest'

// README begins

const acme = defineProvider({
  id: 'acme', // short and stable: it is part of stored keys
  name: 'Acme',
  protocol: 'oauth2', // or 'oidc', with `issuer` and `endpoints.jwks`
  baseUrl: 'https://login.acme.example',
  endpoints: { authorization: '/authorize', token: '/token', userinfo: '/me' },
  tokenEndpointAuthMethods: ['client_secret_basic'],
  browserTokens: 'no',
  scopes: { basic: { title: 'Your name' } },
  resources: {
    id: { scope: 'basic', shape: 'integer' },
    name: { scope: 'basic', shape: 'string' },
  },
  identity: { id: 'id', name: [['name']] },
})
// README ends

it("signs in at the provider of the providers' own README", async () => {
  const mock = createMockProvider(acme, {
    users: [{ id: 7, name: 'Meera Iyer' }],
  })
  const sso = createClient(acme, {
    clientId: 'demo-app',
    clientSecret: 'demo-app-secret',
    redirectUri: 'http://localhost:3000/auth/callback',
    scopes: ['basic'],
    fetch: mock.fetch,
  })
  const { url, transaction } = await sso.start()
  const { location } = await mock.approve(url, { user: mock.usernames[0] as string })
  assert(location, mock.requests.last()?.rejection ?? '')
  const tokens = await sso.finish(location, transaction)
  expect(await sso.identity(tokens)).toEqual({ id: '7', name: 'Meera Iyer' })
})
