// README begins
import { createClient } from '@sso-login/client'
import { oneTimePassword } from '@sso-login/client/otp'
import { readRegistrationResponse, registrationRequest } from '@sso-login/client/registration-json'
import { createMockProvider } from '@sso-login/mock-provider'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { expect, it } from 'vitest'

it('registers by hand, and signs in by a code in a text message', async () => {
  // Paste this into SSO Management, press Activate, and keep what it answers.
  const redirectUri = 'https://client.example.com/response'
  const request = registrationRequest(ubisecure, { redirect_uris: [redirectUri] })
  const answer = { ...JSON.parse(request), client_id: '2001221477', client_secret: 'its-secret' }
  const { clientId, clientSecret, grantTypes } = readRegistrationResponse(ubisecure, answer)
  expect(grantTypes).toContain('http://globalsign.com/iam/sso/oauth2/grant-type/sms-mt-otp')

  const baseUrl = 'https://login.your.example' // everybody runs their own
  const mock = createMockProvider(ubisecure, { clients: [answer], baseUrl })
  const sso = createClient(ubisecure, {
    clientId,
    clientSecret,
    redirectUri,
    scopes: ['openid'],
    baseUrl,
    fetch: mock.fetch,
  })
  const otp = oneTimePassword(sso, 'sms') // or 'mail'
  const challenge = await otp.start({ username: '+912255550101', body: 'Your code is {0}.' })

  // A reference counts for one attempt: `start` again for a new code.
  await expect(otp.finish(challenge, 'wrong')).rejects.toMatchObject({ code: 'invalid_grant' })
  const again = await otp.start({ username: '+912255550101', uiLocales: 'en' })
  const [typed = ''] = mock.mail.last()?.message.match(/[0-9]+/) ?? []
  const tokens = await otp.finish(again, typed)
  expect(tokens.scopes).toEqual(['openid'])
})
// README ends
