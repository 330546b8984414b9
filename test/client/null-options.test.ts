import { createClient, isLoginError } from '@sso-login/client'
import { manageClients } from '@sso-login/client/client-management'
import { createAuthDomain, createCookieSessionClient } from '@sso-login/client/cookie-session'
import { readLogoutToken } from '@sso-login/client/logout-token'
import { oneTimePassword } from '@sso-login/client/otp'
import { signInByPassword } from '@sso-login/client/password'
import {
  deleteClient,
  readClient,
  registerClient,
  updateClient,
} from '@sso-login/client/registration'
import { endSession, listSessions, logout } from '@sso-login/client/sessions'
import { bridgekeeper } from '@sso-login/providers/bridgekeeper'
import { miniorange } from '@sso-login/providers/miniorange'
import { standard } from '@sso-login/providers/standard'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'
import { failing, json, scripted } from './support.ts'

const { fetch } = scripted(() => json({}))
const site = {
  clientId: 'app',
  clientSecret: 'the-client-secret',
  redirectUri: 'https://site.example/cb',
  scopes: ['openid'] as const,
  fetch,
}
const home = 'https://sso.example'
const person = createClient(usso, { ...site, baseUrl: home })
const tokens = { accessToken: 'a' }
const clients = manageClients(usso, { adminToken: 'a', baseUrl: home, fetch })
const cookie = createCookieSessionClient(bridgekeeper, {
  clientId: 7,
  callbackUri: 'https://site.example/cb',
  fetch,
})
const login = createAuthDomain(bridgekeeper, { baseUrl: home, fetch })
const otp = oneTimePassword(createClient(ubisecure, { ...site, baseUrl: home }), 'sms')
const byPassword = createClient(miniorange, { ...site, baseUrl: home })
const registration = {
  client_id: 'app',
  registration_client_uri: `${home}/clients/app`,
  registration_access_token: 't',
}

const callback = 'https://site.example/cb'
const challenge = null as never
const credentials = { username: 'alice', password: 'secret' }
const application = { name: 'a', redirectUris: [callback] }
const metadata = { redirect_uris: [callback] }
const provider = {
  ...standard,
  baseUrl: home,
  endpoints: { ...standard.endpoints, registration: '/register' },
} as const

/** What came of it: a value, or the code of a LoginError; anything else that is thrown fails the test. */
async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    return await call()
  } catch (error) {
    if (isLoginError(error)) return error.code
    throw error
  }
}

describe('null for the options is as if there were none', () => {
  it.each<[string, (...options: never[]) => unknown]>([
    ['registerClient', (...options) => registerClient(provider, { redirect_uris: [] }, ...options)],
    ['readClient', (...options) => readClient(registration, ...options)],
    ['updateClient', (...options) => updateClient(registration, metadata, ...options)],
    ['deleteClient', (...options) => deleteClient(registration, ...options)],
    ['listSessions', (...options) => listSessions(person, tokens, ...options)],
    ['endSession', (...options) => endSession(person, tokens, 'a', ...options)],
    ['logout', (...options) => logout(person, tokens, ...options)],
    ['register', (...options) => clients.register(application, ...options)],
    ['list', (...options) => clients.list(...options)],
    ['get', (...options) => clients.get('a', ...options)],
    ['update', (...options) => clients.update('a', {}, ...options)],
    ['rotateSecret', (...options) => clients.rotateSecret('a', ...options)],
    ['user of a cookie session', (...options) => cookie.user(null, ...options)],
    ['logout of a cookie session', (...options) => cookie.logout(null, ...options)],
    ['finish of a cookie session', (...options) => cookie.finish(callback, null, ...options)],
    ['login', (...options) => login.login({ email: 'a', password: 'b' }, ...options)],
    ['sendOtp', (...options) => login.sendOtp({ email: 'a' }, ...options)],
    ['finish of an OTP', (...options) => otp.finish(challenge, '1234', ...options)],
    ['signInByPassword', (...options) => signInByPassword(byPassword, credentials, ...options)],
    ['readLogoutToken', (...options) => readLogoutToken(person, 'a.b.c', ...options)],
  ])('for %s', async (_, call) => {
    expect(await outcomeOf(() => call(null as never))).toEqual(await outcomeOf(() => call()))
  })

  it('for start of a cookie session', async () => {
    expect(await cookie.start(null as never)).toHaveProperty('transaction')
  })
})

describe('what has to be there is named where it is null or missing', () => {
  it.each<[string, (nothing: never) => unknown, string]>([
    ['start of an OTP', (nothing) => otp.start(nothing), 'username'],
    ['signInByPassword', (nothing) => signInByPassword(byPassword, nothing), 'username'],
    ['sendOtp', (nothing) => login.sendOtp(nothing), 'to'],
    ['socialLoginUrl', (nothing) => login.socialLoginUrl('google', nothing), 'redirectUrl'],
    ['sessionOf', (nothing) => cookie.sessionOf(nothing), 'request'],
  ])('by %s', async (_, call, key) => {
    for (const nothing of [null, undefined] as never[]) {
      const error = await failing(async () => call(nothing))
      expect(error).toMatchObject({ code: 'invalid_config', key })
    }
  })

  it('by identityOf, as an answer without an id', async () => {
    const error = await failing(async () => cookie.identityOf(null as never))
    expect(error).toMatchObject({ code: 'response_invalid' })
  })
})
