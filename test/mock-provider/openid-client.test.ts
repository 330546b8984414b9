/** A client that nobody here wrote signs in at the `iitb` mock, by `fetch` and over HTTP, and where metadata say how. */
import { createMockProvider, type Listener } from '@sso-login/mock-provider'
import type { OidcProvider } from '@sso-login/providers'
import { iitb } from '@sso-login/providers/iitb'
import { miniorange } from '@sso-login/providers/miniorange'
import { usso } from '@sso-login/providers/usso'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { app } from './sign-in.ts'

const mock = createMockProvider(iitb, { clients: [app] })
let listener: Listener
beforeAll(async () => {
  listener = await mock.listen()
})
afterAll(() => listener.close())

function configure(auth: client.ClientAuth, byFetch: boolean): client.Configuration {
  const { authorization, token, revocation } = mock.endpoints
  const config = new client.Configuration(
    {
      issuer: mock.provider.baseUrl,
      authorization_endpoint: authorization as string,
      token_endpoint: token as string,
      revocation_endpoint: revocation as string,
    },
    app.client_id,
    undefined,
    auth,
  )
  client.allowInsecureRequests(config)
  if (byFetch) config[client.customFetch] = mock.fetch as client.CustomFetch
  return config
}

async function start(
  config: client.Configuration,
  scope = 'basic profile',
  redirect_uri = app.redirect_uris[0] as string,
) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri,
    scope,
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  return { url, checks: { pkceCodeVerifier, expectedState } }
}

const landed = (location: string | null) => new URL(location ?? '')

describe.each([
  ['by fetch', true],
  ['over HTTP', false],
])('openid-client at the iitb mock, %s', (_, byFetch) => {
  const basic = () => configure(client.ClientSecretBasic(app.client_secret), byFetch)
  const post = () => configure(client.ClientSecretPost(app.client_secret), byFetch)

  test.each([
    ['Basic', basic],
    ['its secret in the body', post],
  ])('signs in with %s, reads the user, refreshes and revokes', async (_, configured) => {
    const config = configured()
    const { url, checks } = await start(config)
    const { location } = await mock.approve(url, { user: 'alice' })
    const tokens = await client.authorizationCodeGrant(config, landed(location), checks)
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 36_000 })
    expect(tokens.scope?.split(' ').sort()).toEqual(['basic', 'profile'])

    const userUrl = new URL(`${mock.endpoints.userinfo}?fields=first_name`)
    const read = (token: string) => client.fetchProtectedResource(config, token, userUrl, 'GET')
    expect(await (await read(tokens.access_token)).json()).toEqual({
      id: 1001,
      first_name: 'Alice',
    })

    const newer = await client.refreshTokenGrant(config, tokens.refresh_token as string)
    expect(newer.refresh_token).not.toBe(tokens.refresh_token)
    await expect(
      client.refreshTokenGrant(config, tokens.refresh_token as string),
    ).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })

    await client.tokenRevocation(config, newer.refresh_token as string)
    await expect(read(newer.access_token)).rejects.toMatchObject({
      name: 'WWWAuthenticateChallengeError',
      status: 401,
    })
  })

  test('hears of a denial, of a verifier of somebody else and of a wrong secret', async () => {
    const config = basic()
    const denied = await start(config)
    const denial = await mock.approve(denied.url, { user: 'bob', deny: true })
    await expect(
      client.authorizationCodeGrant(config, landed(denial.location), denied.checks),
    ).rejects.toMatchObject({ error: 'access_denied' })

    const { url, checks } = await start(config)
    const { location } = await mock.approve(url, { user: 'bob' })
    const foreign = { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() }
    await expect(
      client.authorizationCodeGrant(config, landed(location), foreign),
    ).rejects.toMatchObject({ error: 'invalid_grant' })

    const wrong = configure(client.ClientSecretBasic('another-secret-9876543210'), byFetch)
    await expect(
      client.authorizationCodeGrant(wrong, landed(location), checks),
    ).rejects.toMatchObject({ error: 'invalid_client', status: 401 })
    expect(mock.requests.last('token')?.rejection).toBe(
      'the client secret in the Basic header is wrong',
    )
  })
})

describe.each<[OidcProvider, string]>([
  [usso, 'openid profile'],
  // Its id_tokens have no `sub`, which this client wants.
  [miniorange, 'profile'],
])('openid-client, told of $id by its metadata alone', (provider, scope) => {
  test.each([
    ['as a client that names no way does', undefined],
    ['with Basic', client.ClientSecretBasic('demo-app-secret')],
    ['with its secret in the body', client.ClientSecretPost('demo-app-secret')],
  ])('signs in %s', async (_, authentication) => {
    const there = createMockProvider(provider)
    const config = await client.discovery(
      new URL(provider.issuer),
      'demo-app',
      'demo-app-secret',
      authentication,
      {
        [client.customFetch]: there.fetch as client.CustomFetch,
        execute: [client.allowInsecureRequests],
      },
    )
    const { url, checks } = await start(config, scope, 'http://localhost:3000/auth/callback')
    const { location } = await there.approve(url, { user: 'alice' })
    const tokens = await client.authorizationCodeGrant(config, landed(location), checks)
    expect(tokens.access_token).toBeTruthy()
  })
})
