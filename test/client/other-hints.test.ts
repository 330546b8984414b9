import { createClient } from '@sso-login/client'
import { manageClients } from '@sso-login/client/client-management'
import { discover } from '@sso-login/client/discover'
import { oneTimePassword } from '@sso-login/client/otp'
import { signInByPassword } from '@sso-login/client/password'
import { readClient, registerClient } from '@sso-login/client/registration'
import { standard } from '@sso-login/providers/standard'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { usso } from '@sso-login/providers/usso'
import { expect, it } from 'vitest'
import { failing, html, json, redirectUri, scripted } from './support.ts'

// What a refusal asks for depends on what was asked: nobody refreshes the token of an administrator.

const baseUrl = 'https://sso.your.example'
const metadata = { redirect_uris: [redirectUri] }
const registration = {
  client_id: 'a',
  registration_access_token: 't',
  registration_client_uri: `${baseUrl}/reg/a`,
}
const site = { clientId: 'a', clientSecret: 's', redirectUri, scopes: ['openid'], baseUrl } as const
const challenge = {
  provider: 'ubisecure',
  clientId: 'a',
  grantType: 'http://globalsign.com/iam/sso/oauth2/grant-type/sms-mt-otp',
  reference: 'r',
  username: '+912255550101',
  scopes: ['openid'],
} as const

const refusal = (error: string, status = 400) => json({ error }, status)

it.each([
  [
    'an address without metadata',
    html('Not Found', 404),
    (fetch: typeof globalThis.fetch) => discover(baseUrl, { fetch }),
    /^Is this the issuer/,
  ],
  [
    'metadata of another issuer',
    json({ issuer: `${baseUrl}/` }),
    (fetch: typeof globalThis.fetch) => discover(`${baseUrl}/tenant`, { fetch }),
    /^Is this the issuer/,
  ],
  [
    'a redirect URI that is not taken',
    refusal('invalid_redirect_uri'),
    (fetch: typeof globalThis.fetch) => registerClient(standard, metadata, { fetch, baseUrl }),
    /^Change the metadata/,
  ],
  [
    'a wrong initial access token',
    refusal('invalid_token', 401),
    (fetch: typeof globalThis.fetch) => registerClient(standard, metadata, { fetch, baseUrl }),
    /initialAccessToken/,
  ],
  [
    'the token of a registration that was renewed',
    refusal('invalid_token', 401),
    (fetch: typeof globalThis.fetch) => readClient(registration, { fetch }),
    /saved last/,
  ],
  [
    "an administrator's token that is over",
    json({ detail: 'Unauthorized' }, 401),
    (fetch: typeof globalThis.fetch) =>
      manageClients(usso, { adminToken: 'a', fetch, baseUrl }).list(),
    /administrator/,
  ],
  [
    'an application that is not there',
    json({ detail: 'Not found' }, 404),
    (fetch: typeof globalThis.fetch) =>
      manageClients(usso, { adminToken: 'a', fetch, baseUrl }).get('b'),
    /^See provider/,
  ],
  [
    'a wrong password',
    refusal('invalid_grant'),
    (fetch: typeof globalThis.fetch) =>
      signInByPassword(createClient(ubisecure, { ...site, fetch }), {
        username: 'bob',
        password: 'x',
      }),
    /^Ask the person again/,
  ],
  [
    'a wrong one-time password',
    refusal('invalid_grant'),
    (fetch: typeof globalThis.fetch) =>
      oneTimePassword(createClient(ubisecure, { ...site, fetch }), 'sms').finish(challenge, '1'),
    /code is wrong/,
  ],
])('%s says what to do there', async (_, answer, call, hint) => {
  const error = await failing(call(scripted(answer).fetch))
  expect(error.hint).toMatch(hint)
})

it('a server that is down is to be asked later, whatever was asked', async () => {
  const { fetch } = scripted(html('Bad Gateway', 502))
  for (const call of [
    discover(baseUrl, { fetch }),
    registerClient(standard, metadata, { fetch, baseUrl }),
    readClient(registration, { fetch }),
    manageClients(usso, { adminToken: 'a', fetch, baseUrl }).list(),
  ]) {
    expect((await failing(call)).hint).toContain('try again later')
  }
})
