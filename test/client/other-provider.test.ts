import { createClient } from '@sso-login/client'
import { createClient as createBrowserClient } from '@sso-login/client/browser'
import { standard } from '@sso-login/providers/standard'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'
import { failing, iitbClient, redirectUri } from './support.ts'

// What belongs to one provider is refused at another: by the compiler, and by name at run time.

const baseUrl = 'https://sso.your.example'
const site = { clientId: 'app', clientSecret: 'secret', redirectUri, baseUrl }

describe("another provider's", () => {
  it('scope', async () => {
    // @ts-expect-error: a scope of iitb.
    const create = () => createClient(usso, { ...site, scopes: ['openid', 'insti_address'] })
    expect(await failing(create)).toMatchObject({
      code: 'invalid_config',
      key: 'scopes.1',
      message: 'scopes.1 is not a scope of usso',
    })
    // @ts-expect-error: a scope of OpenID Connect.
    const started = iitbClient().start({ scopes: ['openid'] })
    expect(await failing(started)).toMatchObject({ key: 'scopes.0', step: 'start' })
  })

  it('resource', async () => {
    const sso = createClient(usso, { ...site, scopes: ['openid', 'profile'] })
    const tokens = { accessToken: 'a', scopes: ['openid', 'profile'] }
    // @ts-expect-error: a resource of iitb.
    const asked = sso.user(tokens, ['roll_number'])
    expect(await failing(asked)).toMatchObject({
      code: 'invalid_config',
      key: 'fields.0',
      message: 'fields.0 is not a resource of usso',
    })
  })

  it('way to authenticate', async () => {
    const options = { ...site, scopes: ['openid'] as const }
    const create = () =>
      // @ts-expect-error: no built provider takes it.
      createClient(standard, { ...options, tokenEndpointAuthMethod: 'client_secret_query' })
    expect(await failing(create)).toMatchObject({
      code: 'invalid_config',
      key: 'tokenEndpointAuthMethod',
      hint: 'standard supports: client_secret_basic, client_secret_post, none.',
    })
  })

  it('methods', () => {
    const sso = createClient(usso, { ...site, scopes: ['openid'] })
    // @ts-expect-error: only iitb mails.
    expect(sso.sendMail).toBeUndefined()
    // @ts-expect-error: USSO has no end-session endpoint.
    expect(sso.logoutUrl).toBeUndefined()
    expect(createClient(standard, { ...site, scopes: ['openid'] }).logoutUrl).toBeTypeOf('function')
  })

  it('options that nobody has', async () => {
    // @ts-expect-error: no such option.
    const create = () => createClient(usso, { ...site, scopes: ['openid'], tenant: 'acme' })
    expect(await failing(create)).toMatchObject({ code: 'invalid_config', key: 'tenant' })
    const inPage = () =>
      // @ts-expect-error: a page has no secret.
      createBrowserClient(standard, { ...site, scopes: ['openid'] })
    expect(await failing(inPage)).toMatchObject({ code: 'invalid_config', key: 'clientSecret' })
  })
})

describe('a logout URL', () => {
  const sso = createClient(standard, { ...site, scopes: ['openid'] })

  it('names the person, the application, and where to go then', () => {
    const url = sso.logoutUrl({
      idToken: 'h.p.s',
      postLogoutRedirectUri: redirectUri,
      state: 'a b',
    })
    expect(url.split('?')[0]).toBe(`${baseUrl}/logout`)
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      id_token_hint: 'h.p.s',
      client_id: 'app',
      post_logout_redirect_uri: redirectUri,
      state: 'a b',
    })
    expect([...new URL(sso.logoutUrl()).searchParams]).toEqual([['client_id', 'app']])
  })

  it('names nobody where a store kept null for the id_token', () => {
    const url = new URL(sso.logoutUrl({ idToken: null } as never))
    expect([...url.searchParams.keys()]).toEqual(['client_id'])
  })

  it.each([
    [{ postLogoutRedirectUri: 'http://site.example/bye' }, 'postLogoutRedirectUri'],
    [{ postLogoutRedirectUri: 'javascript:alert(1)' }, 'postLogoutRedirectUri'],
    [{ state: 'without a target' }, 'state'],
  ])('of %j is refused', async (options, key) => {
    expect(await failing(() => sso.logoutUrl(options))).toMatchObject({
      code: 'invalid_config',
      key,
    })
  })
})
