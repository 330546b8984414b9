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

it('signs in by a cookie of Bridgekeeper with the client alone', async () => {
  const mock = createMockProvider(bridgekeeper)
  const fetch = mock.fetch as typeof globalThis.fetch
  const site = 'http://localhost:3000'
  const sso = createCookieSessionClient(bridgekeeper, {
    clientId: 1,
    callbackUri: `${site}/auth/callback`,
    fetch,
  })
  const kept = new Map<string, Awaited<ReturnType<typeof sso.start>>['transaction']>()

  // README begins
  // The visitor presses the button: keep the transaction for this browser, send the browser to the URL.
  const { url, transaction } = await sso.start()
  // README ends
  kept.set('this browser', JSON.parse(JSON.stringify(transaction)))
  const browser = createAuthDomain(bridgekeeper, { baseUrl: 'http://localhost:4000', fetch })
  const { session: held } = await browser.login({
    username: 'alice',
    password: 'password',
  } as never)
  const cookie = `qt-auth=${(held as { cookie: string }).cookie}`
  const exchange = await fetch(await sso.authorize(url, held), { redirect: 'manual' })
  const callback = exchange.headers.get('location') as string
  const request = new Request(callback, { headers: { cookie } })

  const outcome = async () => {
    const transaction = kept.get('this browser')
    // README begins
    // The visitor is back at `callbackUri`, with the cookie `qt-auth` that Bridgekeeper has set for your domain: `finish`
    // reads it from the request. In place of a `Request`: the whole URL, and `{ session: { cookie } }`, its value.
    const person = await sso.finish(request, transaction)

    // On any page later: who is it? Null when nobody is signed in. It asks Bridgekeeper each time.
    const session = sso.sessionOf(request)
    const user = await sso.user(session)
    // README ends
    return [person.first_name, user?.first_name]
  }
  expect(await outcome()).toEqual(['Alice', 'Alice'])
})
