import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { expect, it } from 'vitest'
import { failing } from './support.ts'

const redirectUri = 'http://localhost:3000/auth/callback'

const stage = () => {
  const mock = createMockProvider(standard)
  const { fetch, clock } = mock
  const site = { clientId: 'demo-app', clientSecret: 'demo-app-secret', redirectUri }
  const sso = createClient(standard, { ...site, scopes: ['openid'], fetch, now: clock.now })
  const signIn = async () => {
    const { url, transaction } = await sso.start()
    const { location } = await mock.approve(url, { user: 'alice' })
    return sso.finish(location as string, transaction)
  }
  const fetched = () => mock.requests.all({ endpoint: 'jwks' }).length
  return { mock, signIn, fetched }
}

it('a key that the provider has changed just after its keys were fetched is fetched, once', async () => {
  const { mock, signIn, fetched } = stage()
  await signIn()
  await signIn()
  expect(fetched()).toBe(1)
  mock.faults.add('token', { keyRotated: true }, { times: 1 })
  await expect(signIn()).resolves.toHaveProperty('idToken')
  expect(fetched()).toBe(2)
  await signIn()
  expect(fetched()).toBe(2)
})

it('keys are not fetched anew for every id_token that names an unknown one', async () => {
  const { mock, signIn, fetched } = stage()
  await signIn()
  mock.faults.add('token', { unknownKid: true })
  for (let i = 0; i < 5; i++) {
    expect(await failing(signIn())).toHaveProperty('code', 'id_token_invalid')
  }
  expect(fetched()).toBe(2)
  mock.clock.advance({ seconds: 10 })
  expect(await failing(signIn())).toHaveProperty('code', 'id_token_invalid')
  expect(fetched()).toBe(3)
})
