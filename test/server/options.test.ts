import { type Client, createClient, isLoginError } from '@sso-login/client'
import type { DiscoveredOidcProvider } from '@sso-login/client/discover'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin, memory } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { secret } from './site.ts'

const makeClient = (redirectUri = 'https://site.example/auth/callback') =>
  createClient(iitb, {
    clientId: 'site',
    clientSecret: 'client secret',
    redirectUri,
    scopes: ['basic', 'profile'],
  })

const good = { secrets: [secret], store: memory() }

function refusal(options: Record<string, unknown>, client: unknown = makeClient()) {
  try {
    createLogin(client as ReturnType<typeof makeClient>, options as never)
  } catch (error) {
    if (isLoginError(error)) return error
    throw error
  }
  throw new Error('it was accepted')
}

describe('creating a login', () => {
  it.each([
    ['secrets', { secrets: undefined }],
    ['secrets', { secrets: [] }],
    ['secrets', { secrets: secret }],
    ['secrets.0', { secrets: [undefined] }],
    ['secrets.1', { secrets: [secret, 'too short'] }],
    ['store', { store: undefined }],
    ['secrets.0', { secrets: [' '.repeat(40)] }],
    ['store', { store: new Map() }],
    ['store', { store: { sessions: 1, grants: 1, take() {} } }],
    ['store.grants.touch', { store: { ...memory(), grants: { ...memory().grants, touch: 1 } } }],
    ['store.take', { store: { ...memory(), take: undefined } }],
    ['basePath', { basePath: 'auth' }],
    ['basePath', { basePath: '/auth/' }],
    ['basePath', { basePath: '/' }],
    ['basePath', { basePath: '' }],
    ['basePath', { basePath: '/a/../b' }],
    ['basePath', { basePath: '/sso' }],
    ['basePath', { basePath: null }],
    ['fields', { fields: null }],
    ['requiredScopes', { requiredScopes: null }],
    ['trustCookieSeconds', { trustCookieSeconds: null }],
    ['sessionTtlSeconds', { sessionTtlSeconds: 0 }],
    ['sessionTtlSeconds', { sessionTtlSeconds: '3600' }],
    ['idleTtlSeconds', { idleTtlSeconds: 1.5 }],
    ['idleTtlSeconds', { idleTtlSeconds: Number.NaN }],
    ['keepGrants', { keepGrants: 'yes' }],
    ['requiredScopes', { requiredScopes: 'profile' }],
    ['requiredScopes.1', { requiredScopes: ['profile', 'phone'] }],
    ['fields', { fields: 'type' }],
    ['fields.1', { fields: ['type', 'shoe_size'] }],
    ['allow', { allow: ['alice'] }],
    ['onLogin', { onLogin: true }],
    ['onLogout', { onLogout: {} }],
    ['onGrantLost', { onGrantLost: 1 }],
    ['postLogoutRedirectUri', { postLogoutRedirectUri: '/bye' }],
    ['postLogoutRedirectUri', { postLogoutRedirectUri: 'https://site.example/bye' }],
    ['onEvent', { onEvent: true }],
    ['now', { now: 5 }],
    ['secret', { secret }],
    ['cookieName', { cookieName: 'sid' }],
  ])('refuses a wrong %s: %j', (key, wrong) => {
    const error = refusal({ ...good, ...wrong })
    expect(error.code).toBe('invalid_config')
    expect(error.step).toBe('config')
    expect(error.key).toBe(key)
    expect(error.message).toContain(key)
    expect(JSON.stringify(error)).not.toContain(secret)
    expect(JSON.stringify(error)).not.toContain('too short')
  })

  it.each([undefined, null, 'secrets', 5])('refuses %j for options', (options) => {
    const error = refusal(options as never)
    expect(error.code).toBe('invalid_config')
    expect(error.key).toBe('options')
  })

  it('says which environment variable to think of', () => {
    expect(refusal({ ...good, secrets: [undefined] }).hint).toBe('Is its environment variable set?')
  })

  it('says how base path and redirect URI differ', () => {
    const error = refusal(good, makeClient('https://site.example/sso/callback'))
    expect(error.message).toBe(
      "The client's redirectUri has the path /sso/callback, the callback is at basePath/callback: /auth/callback.",
    )
  })

  it('refuses a redirect URI that is no page, and what is no client', () => {
    const error = refusal(good, makeClient('myapp://auth/callback'))
    expect(error.key).toBe('redirectUri')
    expect(error.hint).toBe('It has to begin with https://, or with http:// on this machine.')
    expect(refusal(good, {}).key).toBe('client')
    expect(refusal(good, null).key).toBe('client')
  })

  it('takes a base path of several parts, and a redirect URI with a slash at its end', async () => {
    const client = makeClient('https://site.example/api/sso-login/callback/')
    const login = createLogin(client, { ...good, basePath: '/api/sso-login' })
    const ask = (path: string) => login.fetch(new Request(`https://site.example${path}`))
    const { links } = await (await ask('/api/sso-login/session')).json()
    expect(links).toEqual({
      login: '/api/sso-login/login',
      logout: '/api/sso-login/logout',
      switch: '/api/sso-login/login?switch=1',
    })
    const back = await ask('/api/sso-login/callback/?code=x&state=y')
    expect(back.headers.get('location')).toBe('/?sso_error=transaction_missing')
    expect((await ask('/api/sso-login/login')).status).toBe(303)
  })

  it('survives a listener that throws', async () => {
    const login = createLogin(makeClient(), {
      ...good,
      onEvent() {
        throw new Error('of the listener')
      },
    })
    const response = await login.fetch(
      new Request('https://site.example/auth/callback?code=x&state=y'),
    )
    expect(response.status).toBe(303)
  })

  it('takes, by type, a provider that was discovered, and none without a user API', () => {
    const { userinfo: _, ...endpoints } = iitb.endpoints
    const options = {
      clientId: 'site',
      clientSecret: 'client secret',
      redirectUri: 'https://site.example/auth/callback',
      scopes: ['basic'] as const,
    }
    const silent = createClient({ ...iitb, endpoints }, options)
    // @ts-expect-error it cannot say who signed in
    expect(() => createLogin(silent, good)).toThrow('must be a client that can say who signed in')
    const perhaps = (client: Client<DiscoveredOidcProvider>) => createLogin(client, good)
    expect(() => perhaps(silent as never)).toThrow('must be a client that can say who signed in')
  })

  it('does not take scopes, by type, that the client does not ask for', () => {
    // @ts-expect-error phone is not among the client's scopes
    expect(() => createLogin(makeClient(), { ...good, requiredScopes: ['phone'] })).toThrow(
      'requiredScopes.0 is not among the scopes of the client',
    )
  })
})
