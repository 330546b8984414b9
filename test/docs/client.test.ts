import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { expect, it } from 'vitest'

it('signs in with the client alone', async () => {
  const mock = createMockProvider(iitb)
  const sso = createClient(iitb, {
    clientId: 'demo-app',
    clientSecret: 'demo-app-secret',
    redirectUri: 'http://localhost:3000/auth/callback',
    scopes: ['basic', 'profile', 'send_mail'],
    fetch: mock.fetch,
  })
  const session = new Map<string, never>()
  const site = 'http://localhost:3000'
  const returnTo = '//evil.example/slots'
  const redirect = (target: string) => session.set('redirect', target as never)

  // README begins
  // The visitor presses the button: keep the transaction on the server, send the browser to the URL.
  const { url, transaction } = await sso.start({ returnTo })
  // README ends
  session.set('transaction', JSON.parse(JSON.stringify(transaction)) as never)
  const { location } = await mock.approve(url, { user: 'alice', scopes: ['basic', 'profile'] })
  const callbackUrl = location as string

  const outcome = async () => {
    // README begins
    // The visitor is back: the callback's whole URL, and the transaction kept for this browser.
    const tokens = await sso.finish(callbackUrl, transaction)
    tokens.missing // ['send_mail'], if the person unticked it

    const { first_name, missing } = await sso.user(tokens, ['first_name'])
    // sso.user(tokens, ['mobile']) does not compile: the scope `phone` was not asked for.

    const renewed = await sso.refresh(tokens) // the old refresh token is dead: save these
    await sso.revoke(renewed) // both tokens die

    // What `start` was given comes back unchecked: whoever made the link chose it. Stay on your site.
    const target = URL.parse(transaction.returnTo ?? '/', site)
    redirect(target?.origin === site ? target.href : site)
    // README ends
    return { asked: tokens.missing, first_name, missing }
  }
  expect(await outcome()).toEqual({ asked: ['send_mail'], first_name: 'Alice', missing: [] })
  expect(session.get('redirect')).toBe(site)
})
