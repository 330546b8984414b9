import { createAuthDomain, createCookieSessionClient } from '@sso-login/client/cookie-session'
import { createMockProvider } from '@sso-login/mock-provider'
import { bridgekeeper } from '@sso-login/providers/bridgekeeper'
import { createLogin, memory } from '@sso-login/server'
import { expect, it } from 'vitest'

it('signs in by a cookie of Bridgekeeper', async () => {
  const mock = createMockProvider(bridgekeeper)
  const fetch = mock.fetch as typeof globalThis.fetch
  const secrets = ['a secret for tests, at least 32 characters']
  const INTEGRATION_ID = '1'
  // README begins
  const sso = createCookieSessionClient(bridgekeeper, {
    clientId: INTEGRATION_ID, // a number
    callbackUri: 'http://localhost:3000/auth/callback', // on the domain that Bridgekeeper answers on
    fetch, // the mock's; leave it out
  })
  const login = createLogin(sso, { secrets, store: memory() }) // login, callback, session, logout, as ever

  // For a login page of your own, on the domain where people sign in.
  const auth = createAuthDomain(bridgekeeper, { baseUrl: 'http://localhost:4000', fetch })
  await auth.sendOtp({ phoneNumber: '+912255550101' })
  const otp = mock.mail.last()?.message ?? '' // a person reads it from their phone
  const { session } = await auth.login({ phoneNumber: '+912255550101', otp })

  const person = await sso.user(session) // null when nobody is signed in
  expect(person?.first_name).toBe('Alice')
  await sso.logout(session) // on all domains
  expect(await sso.user(session)).toBeNull()
  // README ends
  expect((await login.fetch(new Request('http://localhost:3000/auth/login'))).status).toBe(303)
})
