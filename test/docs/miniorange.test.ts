// README begins
import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { miniorange, miniorangeAt } from '@sso-login/providers/miniorange'
import { jwkOfCertificate } from '@sso-login/server/certificate'
import { assert, expect, it } from 'vitest'

it('signs in at miniOrange, by the certificate that it provides', async () => {
  const mock = createMockProvider(miniorange) // has a certificate of its own; yours an administrator downloads
  const pem = await (await mock.fetch(`${miniorange.baseUrl}/moas/certificate.pem`)).text()

  const provider = miniorangeAt({ tenant: 'login', idTokenKeys: [jwkOfCertificate(pem)] })
  const sso = createClient(provider, {
    clientId: 'demo-app',
    clientSecret: 'demo-app-secret',
    redirectUri: 'http://localhost:3000/auth/callback',
    scopes: ['openid', 'profile', 'email'],
    fetch: mock.fetch, // leave it out, and it is the network
  })
  const { url, transaction } = await sso.start()
  const { location } = await mock.approve(url, { user: 'alice' })
  assert(location, mock.requests.last()?.rejection ?? '')
  const tokens = await sso.finish(location, transaction)
  expect(await sso.identity(tokens)).toEqual({ id: 'alice', name: 'Alice Kulkarni' })
})
// README ends
