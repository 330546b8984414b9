import { createClient } from '@sso-login/client'
import { createClient as createBrowserClient } from '@sso-login/client/browser'
import type { Provider } from '@sso-login/providers'
import { iitb } from '@sso-login/providers/iitb'
import { describe, expect, it } from 'vitest'
import { failing } from './support.ts'

const good = {
  clientId: 'web-app',
  clientSecret: 'secret',
  redirectUri: 'https://site.example/cb',
  scopes: ['basic'],
}

/** As a plain JavaScript user calls it: with anything. */
const create = (options: unknown, provider: unknown = iitb) =>
  createClient(provider as typeof iitb, options as never)

describe('createClient refuses at once, naming the option,', () => {
  it.each([
    ['a missing client id', { clientId: undefined }, 'clientId', 'must be a non-blank string'],
    ['a blank client id', { clientId: '  ' }, 'clientId', 'must be a non-blank string'],
    ['a client id that is a number', { clientId: 7 }, 'clientId', 'must be a non-blank string'],
    [
      'a missing redirect URI',
      { redirectUri: undefined },
      'redirectUri',
      'must be a non-blank string',
    ],
    [
      'a redirect URI without a scheme',
      { redirectUri: 'localhost:3000/auth/callback' },
      'redirectUri',
      'lacks a scheme',
    ],
    ['a relative redirect URI', { redirectUri: '/cb' }, 'redirectUri', 'must be an absolute URL'],
    [
      'a redirect URI with a blank at its end',
      { redirectUri: 'https://site.example/cb ' },
      'redirectUri',
      'must be an absolute URL',
    ],
    [
      'a redirect URI with a fragment',
      { redirectUri: 'https://site.example/cb#x' },
      'redirectUri',
      'must have no fragment (RFC 6749 3.1.2)',
    ],
    [
      'a redirect URI with an empty fragment',
      { redirectUri: 'https://site.example/cb#' },
      'redirectUri',
      'must have no fragment (RFC 6749 3.1.2)',
    ],
    [
      'an http redirect URI',
      { redirectUri: 'http://site.example/cb' },
      'redirectUri',
      'must be https, except on loopback',
    ],
    [
      'an http redirect URI on a host that only looks like loopback',
      { redirectUri: 'http://localhost.example/cb' },
      'redirectUri',
      'must be https, except on loopback',
    ],
    [
      'a redirect URI that the browser runs',
      { redirectUri: 'javascript:alert(1)' },
      'redirectUri',
      'must be https, except on loopback',
    ],
    [
      'a redirect URI with credentials',
      { redirectUri: 'https://u:p@site.example/cb' },
      'redirectUri',
      'must have no credentials',
    ],
    ['no scopes', { scopes: undefined }, 'scopes', 'must be a non-empty list'],
    ['empty scopes', { scopes: [] }, 'scopes', 'must be a non-empty list'],
    ['scopes in one text', { scopes: 'basic' }, 'scopes', 'must be a non-empty list'],
    ['an unknown scope', { scopes: ['basic', 'email'] }, 'scopes.1', 'is not a scope of iitb'],
    [
      'a scope that every object has',
      { scopes: ['toString'] },
      'scopes.0',
      'is not a scope of iitb',
    ],
    ['a scope twice', { scopes: ['basic', 'basic'] }, 'scopes.1', 'stands there twice'],
    ['a base URL without a scheme', { baseUrl: 'localhost' }, 'baseUrl', 'must be an absolute URL'],
    [
      'a base URL with a port and without a scheme',
      { baseUrl: 'localhost:4000' },
      'baseUrl',
      'lacks a scheme',
    ],
    [
      'an http base URL',
      { baseUrl: 'http://sso.example' },
      'baseUrl',
      'must be https, except on loopback',
    ],
    [
      'a base URL of another scheme',
      { baseUrl: 'ftp://localhost' },
      'baseUrl',
      'must be https, except on loopback',
    ],
    [
      'a base URL with a query',
      { baseUrl: 'https://sso.example/?a=1' },
      'baseUrl',
      'must have no query or fragment',
    ],
    [
      'a base URL with a password',
      { baseUrl: 'https://a:b@sso.example' },
      'baseUrl',
      'must have no credentials',
    ],
    ['a timeout of zero', { timeoutMs: 0 }, 'timeoutMs', 'must be a positive number'],
    [
      'an endless timeout',
      { timeoutMs: Number.POSITIVE_INFINITY },
      'timeoutMs',
      'must be a positive number',
    ],
    ['a timeout in words', { timeoutMs: '10s' }, 'timeoutMs', 'must be a positive number'],
    [
      'a size cap below zero',
      { maxResponseBytes: -1 },
      'maxResponseBytes',
      'must be a positive number',
    ],
    [
      'a lifetime that is no number',
      { transactionTtlSeconds: Number.NaN },
      'transactionTtlSeconds',
      'must be a positive number',
    ],
    ['a fetch that is no function', { fetch: 'fetch' }, 'fetch', 'must be a function'],
    ['a now that is a number', { now: 7 }, 'now', 'must be a function'],
    ['an option in wire names', { client_id: 'web-app' }, 'client_id', 'is no option here'],
    ['a blank secret', { clientSecret: '' }, 'clientSecret', 'must be a non-blank string'],
    [
      'a secret that the environment did not have',
      { clientSecret: undefined },
      'clientSecret',
      'is undefined',
    ],
    [
      'a method that the provider does not support',
      { tokenEndpointAuthMethod: 'private_key_jwt' },
      'tokenEndpointAuthMethod',
      'does not fit the provider',
    ],
    [
      'a secret with the method none',
      { tokenEndpointAuthMethod: 'none' },
      'clientSecret',
      'is of no use with method none',
    ],
  ])('%s', async (_, wrong, key, problem) => {
    const error = await failing(() => create({ ...good, ...wrong }))
    expect(error).toMatchObject({ code: 'invalid_config', step: 'config', key })
    expect(error.message).toBe(`${key} ${problem}`)
    expect(error.hint).toMatch(/\.$/)
  })

  it('no options at all', async () => {
    for (const options of [undefined, null, 7, 'web-app']) {
      expect(await failing(() => create(options))).toMatchObject({ code: 'invalid_config' })
    }
  })

  it('what is not a provider', async () => {
    for (const provider of [undefined, null, 'iitb', {}, { endpoints: {} }]) {
      const error = await failing(() => createClient(provider as never, good as never))
      expect(error).toMatchObject({ code: 'invalid_config', key: 'provider' })
    }
  })

  it('a provider that would be spoken to in the clear', async () => {
    const endpoints = { ...iitb.endpoints, token: 'http://sso.example/token' }
    const error = await failing(() => create(good, { ...iitb, endpoints }))
    expect(error.key).toBe('provider.endpoints.token')
  })

  it('a client without a secret where the provider knows no public clients', async () => {
    const provider = { ...iitb, tokenEndpointAuthMethods: ['client_secret_basic'] }
    const { clientSecret: _, ...options } = good
    const error = await failing(() => create(options, provider))
    expect(error.key).toBe('clientSecret')
    expect(error.hint).toBe('iitb supports: client_secret_basic.')
  })

  it('a method that needs a secret, without one', async () => {
    const { clientSecret: _, ...options } = good
    const error = await failing(() =>
      create({ ...options, tokenEndpointAuthMethod: 'client_secret_basic' }),
    )
    expect(error).toMatchObject({ code: 'invalid_config', key: 'clientSecret' })
  })

  it('and never shows the secret', async () => {
    const error = await failing(() =>
      create({ ...good, clientSecret: 'the-secret', tokenEndpointAuthMethod: 'none' }),
    )
    expect(JSON.stringify(error)).not.toContain('the-secret')
  })
})

describe('createClient accepts', () => {
  it.each([
    'http://localhost:3000/cb',
    'http://site.localhost/cb',
    'http://127.0.0.1/cb',
    'http://127.8.8.8:80/cb',
    'http://[::1]:3000/cb',
    'https://site.example/cb?tenant=7',
    'com.example.app:/cb',
    'myapp://callback',
  ])('the redirect URI %s, kept to the byte', (redirectUri) => {
    expect(create({ ...good, redirectUri }).redirectUri).toBe(redirectUri)
  })

  it('a public client of a provider that knows them', () => {
    const { clientSecret: _, ...options } = good
    expect(create(options).clientId).toBe('web-app')
  })

  it('options that are there and undefined', () => {
    expect(create({ ...good, timeoutMs: undefined }).transactionTtlSeconds).toBe(600)
  })

  it('a base URL that moves every endpoint', async () => {
    for (const baseUrl of ['http://localhost:4000', 'http://localhost:4000/']) {
      const { url } = await create({ ...good, baseUrl }).start()
      expect(url).toMatch(/^http:\/\/localhost:4000\/profiles\/oauth\/authorize\/\?/)
    }
  })

  it('and is not changed by what happens to the options later', async () => {
    const options = { ...good, scopes: ['basic'] }
    const client = create(options)
    options.scopes.push('phone')
    expect(client.scopes).toEqual(['basic'])
  })
})

describe('the browser entry', () => {
  const provider = { ...iitb, browserTokens: 'yes' } as const satisfies Provider
  const { clientSecret: _, ...options } = good

  it('makes a public client', () => {
    const client = createBrowserClient(provider, { ...options, scopes: ['basic'] })
    expect(client.clientId).toBe('web-app')
  })

  it('has no such option as a secret or a method', async () => {
    for (const key of ['clientSecret', 'tokenEndpointAuthMethod']) {
      const error = await failing(() =>
        createBrowserClient(provider, { ...options, [key]: 'secret-text' } as never),
      )
      expect(error).toMatchObject({ code: 'invalid_config', key })
      expect(error.message).toBe(`${key} is no option here`)
      expect(JSON.stringify(error)).not.toContain('secret-text')
    }
  })

  it('refuses a provider that lets no page hold tokens', async () => {
    const error = await failing(() => createBrowserClient(iitb as never, options as never))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'provider' })
    expect(error.hint).toBe('Use @sso-login/server, or /cookie-session.')
  })

  it('refuses a provider without public clients', async () => {
    const closed = { ...provider, tokenEndpointAuthMethods: ['client_secret_post'] }
    const error = await failing(() => createBrowserClient(closed as never, options as never))
    expect(error.message).toBe('provider knows no public clients')
  })

  it('refuses nothing at all', async () => {
    const error = await failing(() => createBrowserClient(undefined as never, options as never))
    expect(error.key).toBe('provider')
  })
})
