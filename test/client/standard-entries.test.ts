import { createClient } from '@sso-login/client'
import { clientCredentials } from '@sso-login/client/client-credentials'
import { discover } from '@sso-login/client/discover'
import { introspect } from '@sso-login/client/introspection'
import {
  deleteClient,
  readClient,
  registerClient,
  updateClient,
} from '@sso-login/client/registration'
import { defineProvider } from '@sso-login/providers'
import { iitb } from '@sso-login/providers/iitb'
import { standard } from '@sso-login/providers/standard'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { browser, loggedOut, secret, signIn, startOidcProvider } from './oidc-provider-server.ts'
import { failing, iitbClient, json, redirectUri, scripted } from './support.ts'

let baseUrl: string
let close: () => void

beforeAll(async () => {
  vi.spyOn(console, 'warn').mockReturnValue()
  vi.spyOn(console, 'info').mockReturnValue()
  ;({ baseUrl, close } = await startOidcProvider())
})

afterAll(() => {
  close()
  vi.restoreAllMocks()
})

const scopes = ['openid', 'email', 'offline_access'] as const

const app = async () =>
  createClient(await discover(baseUrl), {
    clientId: 'app rs',
    clientSecret: secret,
    redirectUri,
    scopes,
  })

describe('a discovered provider (oidc-provider)', () => {
  it('is a provider like any other, and says more than its endpoints', async () => {
    const found = await discover(baseUrl, { id: 'op', name: 'OP' })
    expect(found).toMatchObject({
      id: 'op',
      name: 'OP',
      protocol: 'oidc',
      issuer: baseUrl,
      issInCallback: true,
      idTokenSigningAlgs: ['RS256', 'EdDSA'],
      tokenEndpointAuthMethods: [
        'client_secret_basic',
        'client_secret_post',
        'none',
        'client_secret_jwt',
        'private_key_jwt',
      ],
      endpoints: {
        authorization: '/auth',
        registration: '/reg',
        endSession: '/session/end',
      },
    })
    expect(found.scopes).toHaveProperty('api')
  })

  it('signs a person in, from discovery to the logout at the provider', async () => {
    const sso = await app()
    const person = browser()
    const { url, transaction } = await sso.start({ parameters: { prompt: 'consent' } })
    const tokens = await sso.finish(await person(url, 'alice'), transaction)
    expect(await sso.identity?.(tokens)).toEqual({ id: 'alice', name: null })

    const alive = await introspect(sso, tokens.accessToken, { hint: 'access_token' })
    expect(alive).toMatchObject({
      active: true,
      clientId: 'app rs',
      subject: 'alice',
      issuer: baseUrl,
      tokenType: 'Bearer',
      scopes: ['openid', 'email', 'offline_access'],
    })

    await sso.revoke?.(tokens)
    expect(await introspect(sso, tokens.accessToken)).toEqual({ active: false })

    const leaving = sso.logoutUrl?.({
      idToken: tokens.idToken,
      postLogoutRedirectUri: loggedOut,
      state: 'and back',
    })
    expect(await person(leaving as string)).toBe(`${loggedOut}?state=and+back`)
    const silent = await sso.start({ parameters: { prompt: 'none' } })
    const error = await failing(sso.finish(await person(silent.url), silent.transaction))
    expect(error.code).toBe('login_required')
  })

  it('ends every token of a login when a refresh token is used twice', async () => {
    const sso = await app()
    const { url, transaction } = await sso.start({ parameters: { prompt: 'consent' } })
    const first = await sso.finish(await signIn(url, 'bob'), transaction)
    const second = await sso.refresh(first)
    expect(await failing(sso.refresh(first))).toHaveProperty('code', 'invalid_grant')
    expect(await failing(sso.refresh(second))).toHaveProperty('code', 'invalid_grant')
    expect(await introspect(sso, second.accessToken)).toEqual({ active: false })
  })

  it('refuses a callback that does not name it (RFC 9207)', async () => {
    const sso = await app()
    const { url, transaction } = await sso.start()
    const callback = new URL(await signIn(url, 'alice'))
    callback.searchParams.delete('iss')
    const error = await failing(sso.finish(callback, transaction))
    expect(error).toMatchObject({
      code: 'issuer_mismatch',
      message: 'The callback names no issuer (RFC 9207)',
    })
  })

  it('gives an application tokens of its own', async () => {
    const sso = await app()
    const tokens = await clientCredentials(sso)
    expect(tokens).not.toHaveProperty('refreshToken')
    expect(await introspect(sso, tokens.accessToken)).toMatchObject({ clientId: 'app rs' })

    const provider = defineProvider({
      ...sso.provider,
      scopes: { ...sso.provider.scopes, api: { title: 'The API' } },
    })
    const machine = createClient(provider, {
      clientId: 'app rs',
      clientSecret: secret,
      redirectUri,
      scopes: ['openid', 'api'],
    })
    expect((await clientCredentials(machine, { scopes: ['api'] })).scopes).toEqual(['api'])
  })
})

describe('registration at oidc-provider', () => {
  const metadata = {
    client_name: 'A new site',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }
  const initialAccessToken = 'an-initial-token'

  it('is made, read, changed, used, and ended', async () => {
    const provider = await discover(baseUrl)
    const made = await registerClient(provider, metadata, { initialAccessToken })
    expect(made).toMatchObject({ client_name: 'A new site', redirect_uris: [redirectUri] })
    expect(made.client_secret).toBeTypeOf('string')

    const read = await readClient(made)
    expect(read.client_id).toBe(made.client_id)
    const changed = await updateClient(read, { ...metadata, client_name: 'Renamed' })
    expect(changed.client_name).toBe('Renamed')
    // This provider gives a new token with every change: the old one is dead.
    expect(changed.registration_access_token).not.toBe(read.registration_access_token)
    expect(await failing(readClient(read))).toMatchObject({
      code: 'invalid_token',
      step: 'register',
    })

    const sso = createClient(provider, {
      clientId: changed.client_id,
      clientSecret: changed.client_secret,
      redirectUri,
      scopes: ['openid'],
    })
    const { url, transaction } = await sso.start()
    const tokens = await sso.finish(await signIn(url, 'carol'), transaction)
    expect((await sso.identity?.(tokens))?.id).toBe('carol')

    await deleteClient(changed)
    expect(await failing(readClient(changed))).toHaveProperty('code', 'invalid_token')
  })

  it('may be given back whole, with what has changed', async () => {
    const provider = await discover(baseUrl)
    const made = await registerClient(provider, metadata, { initialAccessToken })
    const changed = await updateClient(made, { ...made, client_name: 'Renamed' })
    expect(changed).toMatchObject({ client_id: made.client_id, client_name: 'Renamed' })
    await deleteClient(changed)
  })

  it('keeps its address and token where an answer says null', async () => {
    const kept = {
      client_id: 'a',
      registration_access_token: 't',
      registration_client_uri: 'https://op.example/reg/a',
    }
    const { fetch } = scripted(json({ ...kept, registration_access_token: null }))
    expect(await readClient(kept, { fetch })).toEqual(kept)
  })

  it('knows no option that is misspelt', async () => {
    const { fetch, sent } = scripted(json({}))
    const options = { fetch, initial_access_token: 'x' } as never
    const error = await failing(registerClient(standard, metadata, options))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'initial_access_token' })
    expect(sent).toEqual([])
  })

  it.each(['http://op.example/reg', 'https://['])('is not made at %s', async (endpoint) => {
    const endpoints = { ...standard.endpoints, registration: endpoint }
    const { fetch, sent } = scripted()
    const error = await failing(registerClient({ ...standard, endpoints }, metadata, { fetch }))
    expect(error).toMatchObject({
      code: 'invalid_config',
      key: 'provider.endpoints.registration',
    })
    expect(sent).toEqual([])
  })

  it.each([undefined, null, 'metadata'])('is not replaced by %j', async (nothing) => {
    const kept = {
      client_id: 'a',
      registration_access_token: 't',
      registration_client_uri: 'https://op.example/reg/a',
    }
    const { fetch, sent } = scripted()
    const error = await failing(updateClient(kept, nothing as never, { fetch }))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'metadata', step: 'register' })
    expect(sent).toEqual([])
  })

  it('is read from a media type in any case', async () => {
    const made = { client_id: 'new', redirect_uris: [redirectUri] }
    const { fetch } = scripted(json(made, 201, { 'content-type': 'Application/JSON' }))
    const endpoints = { ...standard.endpoints, registration: '/reg' }
    const provider = defineProvider({ ...standard, endpoints })
    expect(await registerClient(provider, metadata, { fetch })).toEqual(made)
  })

  it('is refused with the words of the provider, and without the token', async () => {
    const provider = await discover(baseUrl)
    const wrong = { ...metadata, redirect_uris: ['https://site.example/#fragment'] }
    const error = await failing(registerClient(provider, wrong, { initialAccessToken }))
    expect(error).toMatchObject({
      code: 'provider_error',
      step: 'register',
      provider: { status: 400, error: 'invalid_redirect_uri' },
    })
    const unknown = await failing(
      registerClient(provider, metadata, { initialAccessToken: 'not-the-token' }),
    )
    expect(unknown).toMatchObject({ code: 'invalid_token', provider: { status: 401 } })
    expect(JSON.stringify(unknown)).not.toContain('not-the-token')
  })

  it('wants what registerClient gave', async () => {
    const error = await failing(readClient({ client_id: 'a' }))
    expect(error).toMatchObject({
      code: 'invalid_config',
      key: 'registration_access_token',
      step: 'register',
    })
    const plain = {
      client_id: 'a',
      registration_access_token: 't',
      registration_client_uri: 'http://op.example/reg/a',
    }
    expect(await failing(readClient(plain))).toHaveProperty('key', 'registration_client_uri')
  })
})

describe('discovery', () => {
  const metadata = {
    issuer: 'https://op.example/tenant',
    authorization_endpoint: 'https://op.example/authorize',
    token_endpoint: 'https://op.example/token',
    jwks_uri: 'https://op.example/jwks',
    userinfo_endpoint: 'https://op.example/me',
  }
  const found = (body: object, protocol: 'oidc' | 'oauth2' = 'oidc') => {
    const { fetch, sent } = scripted(json(body))
    const asked = discover('https://op.example/tenant', { fetch, protocol } as never)
    return { asked, sent }
  }

  it('asks where OpenID Connect Discovery and RFC 8414 say', async () => {
    const oidc = found(metadata)
    await oidc.asked
    expect(oidc.sent[0]?.url.pathname).toBe('/tenant/.well-known/openid-configuration')
    const oauth = found(metadata, 'oauth2')
    expect(await oauth.asked).toMatchObject({ protocol: 'oauth2', resources: {} })
    expect(oauth.sent[0]?.url.pathname).toBe('/.well-known/oauth-authorization-server/tenant')
  })

  it('takes what the standard means by what is not said', async () => {
    expect(await found(metadata).asked).toMatchObject({
      id: 'op.example~tenant',
      tokenEndpointAuthMethods: ['client_secret_basic'],
      idTokenSigningAlgs: ['RS256'],
    })
  })

  it.each([
    [
      'of another issuer',
      { ...metadata, issuer: 'https://op.example' },
      'The answer does not conform',
    ],
    ['without keys', { ...metadata, jwks_uri: undefined }, 'The metadata has no URL as jwks_uri'],
    [
      'with half a URL',
      { ...metadata, token_endpoint: '/token' },
      'The metadata has no URL as token_endpoint',
    ],
    ['of an error', { error: 'x' }, 'The answer does not conform'],
  ])('refuses metadata %s', async (_, body, message) => {
    expect(await failing(found(body).asked)).toMatchObject({
      code: 'response_invalid',
      step: 'discover',
      message,
    })
  })

  it.each([
    [{ grant_types_supported: 5 }, 'a wrong grant_types_supported'],
    [{ scopes_supported: 'openid' }, 'a wrong scopes_supported'],
    [
      { token_endpoint_auth_methods_supported: {} },
      'a wrong token_endpoint_auth_methods_supported',
    ],
    [
      { id_token_signing_alg_values_supported: [7] },
      'a wrong id_token_signing_alg_values_supported',
    ],
    [{ revocation_endpoint: 5 }, 'no URL as revocation_endpoint'],
    [{ introspection_endpoint: '' }, 'no URL as introspection_endpoint'],
    [{ end_session_endpoint: {} }, 'no URL as end_session_endpoint'],
    [{ userinfo_endpoint: 5 }, 'no URL as userinfo_endpoint'],
  ])('refuses metadata with %j', async (wrong, problem) => {
    expect(await failing(found({ ...metadata, ...wrong }).asked)).toMatchObject({
      code: 'response_invalid',
      message: `The metadata has ${problem}`,
    })
  })

  it('takes an issuer without a user API (OpenID Connect Discovery 3 only recommends one)', async () => {
    const provider = await found({ ...metadata, userinfo_endpoint: undefined }).asked
    const site = { clientId: 'a', clientSecret: 'b', redirectUri, scopes: ['openid'] as const }
    const client = createClient(provider, site)
    expect(client.identity).toBeUndefined()
    expect(client.refresh).toBeTypeOf('function')
  })

  it('tells the realms of one host apart', async () => {
    const idOf = async (issuer: string) => {
      const { fetch } = scripted(json({ ...metadata, issuer }))
      return (await discover(issuer, { fetch })).id
    }
    expect(await idOf('https://op.example')).toBe('op.example')
    expect(await idOf('https://op.example/realms/a')).toBe('op.example~realms~a')
    const alike = ['/a/b', '/a~b', '/a/b/', '/a:b', '/a!7eb', '//a/b', ':4000/a', '/4000/a']
    const ids = await Promise.all(alike.map((path) => idOf(`https://op.example${path}`)))
    expect(new Set(ids).size).toBe(alike.length)
  })

  it('has an id that may begin a key, `id:person`, also where its issuer has a port', async () => {
    const issuer = 'http://localhost:4000/realms/a:b'
    const { fetch } = scripted(json({ ...metadata, issuer }))
    expect((await discover(issuer, { fetch })).id).toBe('localhost!3a4000~realms~a!3ab')
  })

  it.each(['//token', '/.//token', '/\\token'])(
    'keeps an endpoint at %s on the host that it names',
    async (path) => {
      const token_endpoint = `https://op.example${path}`
      const provider = await found({ ...metadata, token_endpoint }).asked
      const site = { clientId: 'a', clientSecret: 'b', redirectUri, scopes: ['openid'] as const }
      const { token } = createClient(provider, site).endpoints
      expect(new URL(token as string).href).toBe(new URL(token_endpoint).href)
    },
  )

  it('knows no option that is misspelt', async () => {
    const { fetch, sent } = scripted(json(metadata))
    const asked = discover(metadata.issuer, { fetch, timeout: 5 } as never)
    expect(await failing(asked)).toMatchObject({ code: 'invalid_config', key: 'timeout' })
    expect(sent).toEqual([])
  })

  it('moves with a base URL as a whole, but for what lives elsewhere', async () => {
    const elsewhere = { ...metadata, userinfo_endpoint: 'https://api.example/me' }
    const baseUrl = 'http://localhost:4000'
    const site = { clientId: 'a', clientSecret: 'b', redirectUri, scopes, baseUrl }
    const { endpoints, start } = createClient(await found(elsewhere).asked, site)
    expect(endpoints).toEqual({
      authorization: `${baseUrl}/authorize`,
      token: `${baseUrl}/token`,
      jwks: `${baseUrl}/jwks`,
      userinfo: 'https://api.example/me',
    })
    expect((await start()).url).toMatch(/^http:\/\/localhost:4000\/authorize\?/)
  })

  it('reads metadata of a media type in any case', async () => {
    const answer = json(metadata, 200, { 'content-type': 'Application/JSON; charset=UTF-8' })
    const { fetch } = scripted(answer)
    const asked = discover('https://op.example/tenant', { fetch })
    await expect(asked).resolves.toHaveProperty('issuer', metadata.issuer)
  })

  it('leaves out what is null', async () => {
    const nothing = { revocation_endpoint: null, scopes_supported: null }
    const { endpoints } = await found({ ...metadata, ...nothing }).asked
    expect(endpoints).not.toHaveProperty('revocation')
  })

  it('without options that are there is as without any', async () => {
    const asked = discover('nowhere', null as never)
    expect(await failing(asked)).toMatchObject({ code: 'invalid_config', key: 'issuer' })
  })

  it('leads to no endpoint that plain http reaches', async () => {
    const provider = await found({ ...metadata, token_endpoint: 'http://op.example/token' }).asked
    const create = () =>
      createClient(provider, { clientId: 'a', clientSecret: 'b', redirectUri, scopes })
    expect(await failing(create)).toHaveProperty('key', 'provider.endpoints.token')
  })

  it.each([
    ['http://op.example', 'issuer'],
    ['op.example', 'issuer'],
    [undefined, 'issuer'],
  ])('of %j is refused before any request', async (issuer, key) => {
    expect(await failing(discover(issuer as string))).toMatchObject({ code: 'invalid_config', key })
  })

  it('ends a wrong status in the typed error', async () => {
    const { fetch } = scripted(json({}, 404))
    expect(await failing(discover('https://op.example', { fetch }))).toMatchObject({
      code: 'provider_error',
      step: 'discover',
      provider: { status: 404 },
    })
  })
})

describe('a provider without the endpoint', () => {
  it('does not compile, and is a typed error for plain JavaScript', async () => {
    const client = iitbClient()
    // @ts-expect-error: iitb has no introspection endpoint.
    const asked = introspect(client, 'token')
    expect(await failing(asked)).toMatchObject({ code: 'invalid_config', key: 'client' })
    // @ts-expect-error: iitb gives no tokens to applications (seen).
    const given = clientCredentials(client)
    expect(await failing(given)).toMatchObject({ code: 'invalid_config', key: 'client' })
    // @ts-expect-error: iitb registers by a form.
    const registered = registerClient(iitb, {})
    expect(await failing(registered)).toMatchObject({ code: 'invalid_config', key: 'provider' })
    // @ts-expect-error: iitb has no logout for applications.
    expect(client.logoutUrl).toBeUndefined()
  })

  it('tells what is no client at all', async () => {
    const error = await failing(introspect({} as never, 'token'))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'client' })
  })
})

describe('an introspection', () => {
  it.each([{}, { active: 'yes' }, { active: 1 }])('that answers %j is refused', async (answer) => {
    const provider = defineProvider({
      ...iitb,
      endpoints: { ...iitb.endpoints, introspection: '/introspect/' },
    })
    const { fetch, sent } = scripted(json(answer))
    const client = createClient(provider, {
      clientId: 'a',
      clientSecret: secret,
      redirectUri,
      scopes: ['basic'],
      fetch,
    })
    expect(await failing(introspect(client, 'the-token'))).toMatchObject({
      code: 'response_invalid',
      step: 'introspect',
    })
    expect(sent[0]?.body).toBe('token=the-token')
    expect(await failing(introspect(client, ''))).toHaveProperty('code', 'invalid_token')
  })
})
