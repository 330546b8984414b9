/** Clients that nobody here wrote, over HTTP: what they accept and refuse is what applications will. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMockProvider, type Listener, type MockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { standard } from '@sso-login/providers/standard'
import express from 'express'
import * as oauth from 'oauth4webapi'
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts'
import * as openid from 'openid-client'
import passport from 'passport'
import { Strategy } from 'passport-oauth2'
import { AuthorizationCode, ClientCredentials } from 'simple-oauth2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { challenge, verifier } from './standard-sign-in.ts'

const redirectUri = 'http://127.0.0.1:3999/cb'
const common = { redirect_uris: [redirectUri], x_loopback_redirects: true }
const grantTypes = ['authorization_code', 'refresh_token']
const basic = { ...common, client_id: 'basic', client_secret: 's3cret: with+odd/characters%' }
const post = { ...common, client_id: 'post', client_secret: 'another-secret' }
const clients = [basic, post, { ...common, client_id: 'page' }].map((client) => ({
  ...client,
  token_endpoint_auth_method: {
    basic: 'client_secret_basic',
    post: 'client_secret_post',
    page: 'none',
  }[client.client_id] as string,
}))

const atIitb = createMockProvider(iitb, { clients })
const atStandard = createMockProvider(standard, {
  clients: clients.map((client) => ({
    ...client,
    grant_types: client.client_id === 'basic' ? [...grantTypes, 'client_credentials'] : grantTypes,
    post_logout_redirect_uris: ['http://127.0.0.1:3999/bye'],
    id_token_signed_response_alg: client.client_id === 'post' ? 'EdDSA' : 'RS256',
  })),
})
let listeners: Listener[]
beforeAll(async () => {
  listeners = [await atIitb.listen(), await atStandard.listen()]
})
afterAll(async () => {
  for (const { close } of listeners) await close()
})

const both: [string, MockProvider, string, string][] = [
  ['iitb', atIitb as unknown as MockProvider, 'basic profile', 'fields=first_name'],
  ['standard', atStandard as unknown as MockProvider, 'openid email offline_access', ''],
]
const sub = '248289761001'

/** What the person's browser brings back. */
async function approve(mock: MockProvider, url: string | URL): Promise<URL> {
  const { location } = await mock.approve(url, { user: 'alice' })
  return new URL(location ?? '')
}

describe('openid-client at the standard mock', () => {
  const flavours = [
    ['Basic and RS256', basic.client_id, openid.ClientSecretBasic(basic.client_secret)],
    [
      'its secret in the body and EdDSA',
      post.client_id,
      openid.ClientSecretPost(post.client_secret),
    ],
    ['no secret', 'page', openid.None()],
  ] as const

  test.each(flavours)(
    'with %s: discovery, sign-in, userinfo, refresh, revocation, logout',
    async (_, id, auth) => {
      const alg = id === 'post' ? 'EdDSA' : 'RS256'
      const config = await openid.discovery(
        new URL(atStandard.provider.issuer),
        id,
        { id_token_signed_response_alg: alg },
        auth,
        { execute: [openid.allowInsecureRequests] },
      )
      const pkceCodeVerifier = openid.randomPKCECodeVerifier()
      const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()]
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid email offline_access',
        state: expectedState,
        nonce: expectedNonce,
        max_age: '60',
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      })
      const callback = await approve(atStandard as unknown as MockProvider, url)
      const checks = { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 60 }
      const tokens = await openid.authorizationCodeGrant(config, callback, checks)
      expect(tokens.claims()).toMatchObject({ sub, aud: id })
      expect(await openid.fetchUserInfo(config, tokens.access_token, sub)).toEqual({
        sub,
        email: 'alice@op.example',
        email_verified: true,
      })

      const newer = await openid.refreshTokenGrant(config, tokens.refresh_token as string)
      await openid.tokenRevocation(config, newer.refresh_token as string)
      await expect(openid.fetchUserInfo(config, newer.access_token, sub)).rejects.toMatchObject({
        status: 401,
      })
      const logout = openid.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token as string,
        post_logout_redirect_uri: 'http://127.0.0.1:3999/bye',
        state: 'bye',
      })
      const goodbye = await fetch(logout, { redirect: 'manual' })
      expect(goodbye.headers.get('location')).toBe('http://127.0.0.1:3999/bye?state=bye')
    },
  )

  test('introspects tokens, and acts for itself', async () => {
    const config = await openid.discovery(
      new URL(atStandard.provider.issuer),
      basic.client_id,
      undefined,
      openid.ClientSecretBasic(basic.client_secret),
      { execute: [openid.allowInsecureRequests] },
    )
    const { access_token } = await openid.clientCredentialsGrant(config, { scope: 'email' })
    expect(await openid.tokenIntrospection(config, access_token)).toMatchObject({
      active: true,
      client_id: 'basic',
      scope: 'email',
    })
  })
})

test('oauth4webapi at the standard mock, with every check of its own', async () => {
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(atStandard.provider.issuer)
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, insecure),
  )
  const client = { client_id: basic.client_id }
  const auth = oauth.ClientSecretBasic(basic.client_secret)
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  const url = new URL(server.authorization_endpoint as string)
  url.search = new URLSearchParams({
    client_id: basic.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid offline_access',
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }).toString()
  const callback = await approve(atStandard as unknown as MockProvider, url)
  // It refuses a callback without iss, for the metadata promises one.
  const params = oauth.validateAuthResponse(server, client, callback, state)
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    auth,
    params,
    redirectUri,
    verifier,
    insecure,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(server, answer, insecure)
  expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub, nonce })
  const again = await oauth.refreshTokenGrantRequest(
    server,
    client,
    auth,
    tokens.refresh_token as string,
    insecure,
  )
  expect(await oauth.processRefreshTokenResponse(server, client, again)).toHaveProperty('id_token')
})

describe.each(both)('at the %s mock', (name, mock, scope, query) => {
  const read = async (token: string) => {
    const headers = { Authorization: `Bearer ${token}` }
    return (await fetch(`${mock.endpoints.userinfo}?${query}`, { headers })).json()
  }
  const alice = name === 'iitb' ? { id: 1001, first_name: 'Alice' } : { sub }
  const pathOf = (endpoint: string) => new URL(mock.endpoints[endpoint] as string).pathname

  test('simple-oauth2 signs in, refreshes and revokes', async () => {
    const client = new AuthorizationCode({
      client: { id: basic.client_id, secret: basic.client_secret },
      auth: {
        tokenHost: mock.provider.baseUrl,
        tokenPath: pathOf('token'),
        authorizePath: pathOf('authorization'),
        revokePath: pathOf('revocation'),
      },
      options: { credentialsEncodingMode: 'strict' },
      // Its default wants JSON of every answer, also of a revocation, which RFC 7009 2.2 leaves empty.
      http: { json: true },
    })
    const url = client.authorizeURL({
      redirect_uri: redirectUri,
      scope,
      state: 'a-state',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    } as never)
    const code = (await approve(mock, url)).searchParams.get('code') ?? ''
    const granted = await client.getToken({
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    } as never)
    expect(granted.expired()).toBe(false)
    expect(await read(granted.token.access_token as string)).toMatchObject(alice)

    const newer = await granted.refresh()
    expect(newer.token.refresh_token).not.toBe(granted.token.refresh_token)
    await newer.revoke('refresh_token')
    await expect(newer.refresh()).rejects.toMatchObject({ output: { statusCode: 400 } })
  })

  test('passport-oauth2 with Express signs a browser in', async () => {
    const app = express()
    const site = createServer(app).listen(0, '127.0.0.1')
    await once(site, 'listening')
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
    const session: Record<string, unknown> = {}
    app.use((request, _, next) => {
      Object.assign(request, { session })
      next()
    })
    const strategy = new Strategy(
      {
        authorizationURL: mock.endpoints.authorization as string,
        tokenURL: mock.endpoints.token as string,
        clientID: post.client_id,
        clientSecret: post.client_secret,
        callbackURL: `${origin}/cb`,
        scope: scope.split(' '),
        state: true,
        pkce: true,
      } as never,
      (token: string, _: string, __: unknown, done: (error: unknown, user: object) => void) => {
        read(token).then((user) => done(null, user), done as never)
      },
    )
    const signIn = new passport.Passport()
    signIn.use(strategy)
    app.get('/login', signIn.authenticate('oauth2', { session: false }))
    app.get('/cb', signIn.authenticate('oauth2', { session: false }), (request, response) => {
      response.json(request.user)
    })
    try {
      const leave = await fetch(`${origin}/login`, { redirect: 'manual' })
      const callback = await approve(mock, leave.headers.get('location') ?? '')
      expect(await (await fetch(callback)).json()).toMatchObject(alice)
      // The same callback again: its state is used up.
      expect((await fetch(callback)).status).toBe(403)
    } finally {
      site.close()
    }
  })
})

test('simple-oauth2 acts for itself at the standard mock', async () => {
  const client = new ClientCredentials({
    client: { id: basic.client_id, secret: basic.client_secret },
    auth: { tokenHost: atStandard.provider.baseUrl, tokenPath: '/token' },
    options: { credentialsEncodingMode: 'strict' },
  })
  const { token } = await client.getToken({ scope: 'email' })
  expect(token).toMatchObject({ token_type: 'Bearer', scope: 'email' })
})

test('oidc-client-ts, a page without a backend, at the standard mock', async () => {
  const client = new OidcClient({
    authority: atStandard.provider.issuer,
    client_id: 'page',
    redirect_uri: redirectUri,
    post_logout_redirect_uri: 'http://127.0.0.1:3999/bye',
    scope: 'openid profile offline_access',
    loadUserInfo: true,
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  })
  const { url } = await client.createSigninRequest({ state: { cart: 7 }, nonce: 'a-nonce' })
  const callback = await approve(atStandard as unknown as MockProvider, url)
  const signedIn = await client.processSigninResponse(callback.href)
  expect(signedIn.profile).toMatchObject({ sub, name: 'Alice Kulkarni' })
  expect(signedIn.userState).toEqual({ cart: 7 })

  const renewed = await client.useRefreshToken({
    state: {
      id_token: signedIn.id_token,
      refresh_token: signedIn.refresh_token as string,
      session_state: null,
      scope: signedIn.scope,
      profile: signedIn.profile,
    } as never,
  })
  expect(renewed.access_token).not.toBe(signedIn.access_token)
  await client.revokeToken(renewed.refresh_token as string, 'refresh_token')
  const request = await client.createSignoutRequest({ id_token_hint: signedIn.id_token as string })
  const goodbye = await fetch(request.url, { redirect: 'manual' })
  expect(goodbye.headers.get('location')).toBe('http://127.0.0.1:3999/bye')
})
