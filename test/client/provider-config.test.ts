import { createClient } from '@sso-login/client'
import { manageClients } from '@sso-login/client/client-management'
import { registerClient } from '@sso-login/client/registration'
import { standard } from '@sso-login/providers/standard'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'
import { failing, json, redirectUri, scripted, tokens } from './support.ts'

const baseUrl = 'https://sso.your.example'
const anywhere = {
  clientId: 'web-app',
  clientSecret: 'secret',
  redirectUri,
  scopes: ['openid'] as const,
}
const site = { ...anywhere, baseUrl }

/** As a plain JavaScript user defines a provider: with anything. */
const create = (wrong: object, options: object = {}) =>
  createClient({ ...standard, ...wrong } as never, { ...site, ...options } as never)

const { endpoints } = standard

describe('createClient refuses a provider', () => {
  it.each([
    ['of a protocol with a typo', { protocol: 'OIDC' }, 'protocol'],
    ['without a protocol', { protocol: undefined }, 'protocol'],
    ['without an id', { id: '' }, 'id'],
    ['with an id that a key could not begin with', { id: 'localhost:4000' }, 'id'],
    ['without a base URL', { baseUrl: null }, 'baseUrl'],
    ['without an issuer', { issuer: undefined }, 'issuer'],
    ['without scopes', { scopes: undefined }, 'scopes'],
    ['with scopes in a list', { scopes: ['openid'] }, 'scopes'],
    ['with a scope that says nothing', { scopes: { openid: null } }, 'scopes'],
    ['without resources', { resources: undefined }, 'resources'],
    ['with a resource of no scope', { resources: { sub: { shape: 'string' } } }, 'resources'],
    ['with a resource of no shape', { resources: { sub: { scope: 'openid' } } }, 'resources'],
    ['without an identity', { identity: undefined }, 'identity'],
    ['with an identity of one name', { identity: { id: 'sub', name: 'name' } }, 'identity'],
    ['with names not in lists', { identity: { id: 'sub', name: ['name'] } }, 'identity'],
    [
      'without a way to authenticate',
      { tokenEndpointAuthMethods: undefined },
      'tokenEndpointAuthMethods',
    ],
    [
      'with a method with a typo',
      { tokenEndpointAuthMethods: ['client_secret_basics'] },
      'tokenEndpointAuthMethods',
    ],
    ['with quirks in one text', { quirks: 'scopes-by-comma' }, 'quirks'],
    ['with unsigned id_tokens', { idTokenSigningAlgs: ['RS256', 'none'] }, 'idTokenSigningAlgs'],
    ['with no signature at all', { idTokenSigningAlgs: [] }, 'idTokenSigningAlgs'],
    ['with a signature in one text', { idTokenSigningAlgs: 'RS256' }, 'idTokenSigningAlgs'],
    ['with null for its signatures', { idTokenSigningAlgs: null }, 'idTokenSigningAlgs'],
    [
      'with parameters without values',
      { authorizationParameters: { a: 'b' } },
      'authorizationParameters',
    ],
    [
      'without an authorization endpoint',
      { endpoints: { ...endpoints, authorization: undefined } },
      'endpoints.authorization',
    ],
    ['without keys', { endpoints: { ...endpoints, jwks: undefined } }, 'endpoints.jwks'],
    [
      'with an endpoint that is null',
      { endpoints: { ...endpoints, userinfo: null } },
      'endpoints.userinfo',
    ],
    [
      'with an endpoint that is no URL',
      { endpoints: { ...endpoints, userinfo: 'https://' } },
      'endpoints.userinfo',
    ],
  ])('%s', async (_, wrong, key) => {
    const error = await failing(() => create(wrong))
    expect(error).toMatchObject({ code: 'invalid_config', step: 'config', key: `provider.${key}` })
    expect(error.message).toMatch(new RegExp(`^provider.${key} must be `))
  })

  it('with a quirk with a typo before anything is sent', async () => {
    const { fetch, sent } = scripted(json({}))
    const wrong = { ...standard, quirks: ['scope-by-comma' as never] }
    const client = createClient(wrong, { ...site, scopes: ['openid'], fetch })
    expect(await failing(client.refresh(tokens))).toMatchObject({
      code: 'invalid_config',
      key: 'provider.quirks',
    })
    expect(sent).toEqual([])
  })

  it('without the optional members not at all', () => {
    const { revocation: _, ...rest } = endpoints
    const client = create({ quirks: undefined, endpoints: { ...rest, revocation: undefined } })
    expect(client).not.toHaveProperty('revoke')
    expect(client).toHaveProperty('user')
  })
})

describe('a provider that everybody runs themselves', () => {
  const { fetch } = scripted(json({}))
  const needsBaseUrl = { code: 'invalid_config', key: 'baseUrl' }

  it.each([usso, ubisecure, standard])(
    'has no address without a base URL: $id',
    async (provider) => {
      expect(await failing(() => createClient(provider, anywhere))).toMatchObject(needsBaseUrl)
    },
  )

  it('manages no applications at the address of its examples either', async () => {
    const manage = () => manageClients(usso, { adminToken: 'token' })
    expect(await failing(manage)).toMatchObject(needsBaseUrl)
    const register = registerClient(standard, { redirect_uris: [redirectUri] })
    expect(await failing(register)).toMatchObject(needsBaseUrl)
  })

  it('is where the base URL says, be it that of its examples', async () => {
    const { baseUrl } = usso
    expect(createClient(usso, { ...anywhere, baseUrl }).endpoints.token).toBe(
      `${baseUrl}/oauth/token`,
    )
  })

  it('is where a definition of your own says', () => {
    const mine = { ...standard, id: 'mine', baseUrl: 'https://accounts.example' }
    expect(createClient(mine, anywhere).endpoints.token).toBe('https://accounts.example/token')
  })

  it('may be played in process, at the address of its examples', () => {
    expect(createClient(standard, { ...anywhere, fetch }).endpoints.token).toBe(
      'https://op.example/token',
    )
  })
})

describe('a login at an OpenID provider', () => {
  it('without the scope openid is refused where it is asked for: it could not finish', async () => {
    const client = createClient(standard, { ...site, scopes: ['openid', 'profile'] })
    expect(await failing(client.start({ scopes: ['profile'] }))).toMatchObject({
      code: 'invalid_config',
      step: 'start',
      key: 'scopes',
      message: 'scopes must have openid',
    })
    // An application that signs nobody in needs none.
    const machine = createClient(standard, { ...site, scopes: ['profile'] })
    expect(await failing(machine.start())).toMatchObject({ key: 'scopes', step: 'start' })
    const granted = { accessToken: 'a', issuedAt: 1, scopes: ['profile'], missing: [] }
    await client.requireScopes(granted, ['profile'])
  })
})
