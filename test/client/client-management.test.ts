import { createClient } from '@sso-login/client'
import { clientCredentials } from '@sso-login/client/client-credentials'
import { type ClientManagerOptions, manageClients } from '@sso-login/client/client-management'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'
import { failing, json, noon, scripted } from './support.ts'

const app = {
  client_id: 'app',
  client_secret: 'the-secret',
  redirect_uris: ['https://myapp.com/callback'],
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['authorization_code', 'client_credentials'],
}

async function managed(more: Partial<ClientManagerOptions> = {}) {
  const mock = createMockProvider(usso, { clients: [app], now: () => noon * 1000 })
  const options = {
    clientId: 'app',
    clientSecret: 'the-secret',
    redirectUri: 'https://myapp.com/callback',
    scopes: ['openid', 'profile'] as const,
    fetch: mock.fetch,
    now: mock.clock.now,
  }
  const sso = createClient(usso, options)
  const { accessToken: adminToken } = await clientCredentials(sso)
  const clients = manageClients(usso, { adminToken, fetch: mock.fetch, ...more })
  const ask = (path: string, init: RequestInit = {}) =>
    mock.fetch(`${usso.baseUrl}/api/sso/v1/oauth/clients${path}`, {
      ...init,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    })
  return { mock, clients, options, sso, ask }
}

const metadata = { name: 'New', redirectUris: ['https://new.example/cb', 'new://cb'] }

describe('the applications of a USSO tenant', () => {
  it('are registered, listed, read, changed, given new secrets, and revoked', async () => {
    const { clients, mock, options } = await managed()
    const made = await clients.register({
      ...metadata,
      tokenEndpointAuthMethod: 'client_secret_post',
    })
    expect(made).toMatchObject({ name: 'New', isActive: true, createdAt: noon })
    expect((await clients.list()).map(({ clientId }) => clientId)).toEqual(['app', made.clientId])

    const { clientSecret: _, ...shown } = made
    expect(await clients.get(made.clientId)).toEqual(shown)
    expect(await clients.update(made.clientId, { name: 'Renamed' })).toEqual({
      ...shown,
      name: 'Renamed',
    })

    const { clientSecret } = await clients.rotateSecret(made.clientId)
    const siteWith = (secret: string | undefined) =>
      createClient(usso, {
        ...options,
        clientId: made.clientId,
        clientSecret: secret,
        redirectUri: 'new://cb',
      })
    const approved = async (secret: string | undefined) => {
      const sso = siteWith(secret)
      const { url, transaction } = await sso.start()
      const { location } = await mock.approve(url, { user: 'alice' })
      return { url, finish: () => sso.finish(location as string, transaction) }
    }
    const signIn = async (secret: string | undefined) => (await approved(secret)).finish()
    expect(await failing(signIn(made.clientSecret))).toHaveProperty('code', 'invalid_client')
    await expect(signIn(clientSecret)).resolves.toBeDefined()

    const { url, finish } = await approved(clientSecret)
    await clients.revoke(made.clientId)
    expect(await failing(finish())).toHaveProperty('code', 'invalid_client')
    expect(await mock.approve(url, { user: 'alice' })).toMatchObject({
      status: 400,
      location: null,
    })
    expect(await clients.get(made.clientId)).toHaveProperty('isActive', false)
    expect((await clients.list({ isActive: true })).map(({ clientId }) => clientId)).toEqual([
      'app',
    ])
    const revoked = await clients.list({ isActive: false })
    expect(revoked.map(({ clientId }) => clientId)).toEqual([made.clientId])

    await clients.update(made.clientId, { isActive: true })
    await expect(signIn(clientSecret)).resolves.toBeDefined()
  })

  it('are changed in every member, and forgotten by a reset of the mock', async () => {
    const { clients, mock, sso } = await managed()
    const whole = {
      ...metadata,
      description: 'A new one',
      grantTypes: ['authorization_code'],
      responseTypes: ['code'],
      tokenEndpointAuthMethod: 'client_secret_post',
      scopes: ['openid', 'invoices:read'],
      logoUri: 'https://new.example/logo.png',
      clientUri: 'https://new.example',
      policyUri: 'https://new.example/policy',
      tosUri: 'https://new.example/tos',
      jwksUri: 'https://new.example/jwks',
      jwks: { keys: [] },
      softwareId: 'new',
      softwareVersion: '1',
    }
    const { clientId } = await clients.register(metadata)
    expect(await clients.update(clientId, whole)).toMatchObject(whole)
    expect(await clients.get(clientId)).toMatchObject(whole)
    mock.reset()
    const { accessToken: adminToken } = await clientCredentials(sso)
    const others = await manageClients(usso, { adminToken, fetch: mock.fetch }).list()
    expect(others.map(({ clientId }) => clientId)).toEqual(['app'])
  })

  it('are read whole, as the generated client has them', async () => {
    const { fetch } = scripted(
      json({
        client_id: 'c',
        client_name: 'C',
        client_type: 'confidential',
        redirect_uris: ['https://c.example'],
        allowed_scopes: ['openid'],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        require_pkce: false,
        is_active: true,
        client_id_issued_at: noon,
        client_secret_expires_at: 0,
        registration_access_token: 'rat',
        uid: 'u',
        tenant_id: 't',
        logo_uri: null,
      }),
    )
    expect(await manageClients(usso, { adminToken: 'a', fetch }).get('c')).toEqual({
      clientId: 'c',
      name: 'C',
      clientType: 'confidential',
      redirectUris: ['https://c.example'],
      scopes: ['openid'],
      grantTypes: ['authorization_code'],
      responseTypes: ['code'],
      tokenEndpointAuthMethod: 'client_secret_basic',
      requirePkce: false,
      isActive: true,
      createdAt: noon,
      clientSecretExpiresAt: 0,
      registrationAccessToken: 'rat',
      uid: 'u',
      tenantId: 't',
    })
  })

  it('must come back by https, or by a scheme of their own', async () => {
    const { clients } = await managed()
    const error = await failing(
      clients.register({
        ...metadata,
        redirectUris: ['https://a.example', 'http://myapp.com/callback'],
      }),
    )
    expect(error).toMatchObject({
      code: 'invalid_config',
      key: 'redirectUris.1',
      hint: 'E.g. https://myapp.com/callback.',
    })
    await expect(
      clients.register({ ...metadata, redirectUris: ['http://localhost:3000/cb'] }),
    ).resolves.toBeDefined()
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://a.example/cb#here',
    'https://a:b@a.example/cb',
    'nowhere',
  ])('cannot come back to %s', async (uri) => {
    const { clients } = await managed()
    const error = await failing(clients.update('app', { redirectUris: [uri] }))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'redirectUris.0' })
  })

  it('are for administrators', async () => {
    const { sso, mock } = await managed()
    const { url, transaction } = await sso.start()
    const { location } = await mock.approve(url, { user: 'alice' })
    const { accessToken } = await sso.finish(location as string, transaction)
    for (const [adminToken, code] of [
      [accessToken, 'insufficient_scope'],
      ['made-up', 'invalid_token'],
    ] as const) {
      const clients = manageClients(usso, { adminToken, fetch: mock.fetch })
      expect(await failing(clients.list())).toMatchObject({ code, step: 'register' })
    }
  })

  it('are refused by member', async () => {
    const { clients } = await managed()
    const wrong = { ...metadata, tokenEndpointAuthMethod: 'by_pigeon', grantTypes: ['wish'] }
    const error = await failing(clients.register(wrong))
    expect(error).toMatchObject({ code: 'invalid_request', step: 'register' })
    expect(Object.keys(error.fields ?? {})).toEqual([
      'body.grant_types',
      'body.token_endpoint_auth_method',
    ])
  })

  it.each([
    ['clients', 'http://sso.example/clients'],
    ['clients', 'https://['],
    ['tenants', 'http://sso.example/tenants'],
  ])('are not asked for where the endpoint %s is %s', async (name, endpoint) => {
    const provider = { ...usso, endpoints: { ...usso.endpoints, [name]: endpoint } }
    const { fetch } = scripted()
    const create = () => manageClients(provider, { adminToken: 'a', fetch })
    expect(await failing(create)).toMatchObject({
      code: 'invalid_config',
      key: `provider.endpoints.${name}`,
    })
  })

  it('exist at USSO only', async () => {
    // @ts-expect-error: iitb has no such endpoint.
    const create = () => manageClients(iitb, { adminToken: 'a' })
    expect(await failing(create)).toMatchObject({ code: 'invalid_config', key: 'provider' })
  })
})

describe('plain JavaScript', () => {
  it.each([
    ['no options', undefined, 'adminToken'],
    ['no token', {}, 'adminToken'],
    ['an option with a typo', { adminToken: 'a', basUrl: 'https://x.example' }, 'basUrl'],
    ['other names', { adminToken: 'a', names: 'seen' }, 'names'],
    ['a time that is none', { adminToken: 'a', timeoutMs: '10' }, 'timeoutMs'],
  ])('cannot manage clients with %s', async (_, options, key) => {
    const error = await failing(() => manageClients(usso, options as never))
    expect(error).toMatchObject({ code: 'invalid_config', key })
  })

  it.each([
    ['nothing', undefined, 'metadata'],
    ['no name', { redirectUris: [] }, 'name'],
    ['no redirect URIs', { name: 'x' }, 'redirectUris'],
    ['a number for a name', { ...metadata, name: 7 }, 'name'],
    [
      'one redirect URI in a text',
      { ...metadata, redirectUris: 'https://x.example' },
      'redirectUris',
    ],
    ['keys in a list', { ...metadata, jwks: [] }, 'jwks'],
    ['a member of the wire', { ...metadata, grant_types: [] }, 'grant_types'],
    ['a member of every object', { ...metadata, constructor: 'x' }, 'constructor'],
  ])('cannot register %s', async (_, wrong, key) => {
    const { fetch, sent } = scripted(json({}))
    const clients = manageClients(usso, { adminToken: 'a', fetch })
    expect(await failing(clients.register(wrong as never))).toMatchObject({
      code: 'invalid_config',
      key,
    })
    expect(sent).toEqual([])
  })

  it.each(['.', '..', '', undefined])('cannot reach another address by the id %j', async (id) => {
    const { fetch, sent } = scripted(json({}))
    const clients = manageClients(usso, { adminToken: 'a', fetch })
    for (const call of [clients.get, clients.rotateSecret, clients.revoke]) {
      expect(await failing(call(id as never))).toHaveProperty('key', 'clientId')
    }
    expect(sent).toEqual([])
  })

  it('cannot list by what is no flag', async () => {
    const { clients } = await managed()
    const error = await failing(clients.list({ isActive: 'yes' as never }))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'isActive' })
  })
})

describe('the mock of USSO', () => {
  it.each([
    ['POST', '', '', ['body', 0]],
    ['POST', '', '[]', ['body']],
    ['POST', '', '{"name":{},"redirect_uris":[]}', ['body', 'name']],
    ['POST', '', '{"name":"x","redirect_uris":[7]}', ['body', 'redirect_uris']],
    ['POST', '', '{"name":"x","redirect_uris":["nowhere"]}', ['body', 'redirect_uris']],
    ['PATCH', '/app', 'null', ['body']],
    ['PATCH', '/app', '{"grant_types":"code"}', ['body', 'grant_types']],
    ['PATCH', '/app', '{"is_active":"no"}', ['body', 'is_active']],
    ['PATCH', '/app', '{"jwks":"keys"}', ['body', 'jwks']],
    ['GET', '?is_active=maybe', undefined, ['query', 'is_active']],
  ])('refuses %s %j with %j as FastAPI would', async (method, path, body, loc) => {
    const { ask } = await managed()
    const answer = await ask(path, { method, ...(body !== undefined && { body }) })
    expect(answer.status).toBe(422)
    expect((await answer.json()).detail[0]).toMatchObject({
      loc,
      msg: expect.any(String),
      type: expect.any(String),
    })
  })

  it.each([
    ['GET', '/%', 404],
    ['GET', '/app/rotate-secret', 405],
    ['POST', '/app/other', 404],
    ['POST', '/app', 405],
    ['PUT', '', 405],
    ['DELETE', '/app', 204],
  ])('answers %s %s with %i', async (method, path, status) => {
    const { ask } = await managed()
    expect((await ask(path, { method })).status).toBe(status)
  })
})
