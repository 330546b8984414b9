import { createClient } from '@sso-login/client'
import { clientCredentials } from '@sso-login/client/client-credentials'
import { discover } from '@sso-login/client/discover'
import { introspect } from '@sso-login/client/introspection'
import { signInByPassword } from '@sso-login/client/password'
import { iitb } from '@sso-login/providers/iitb'
import { miniorange, miniorangeAt } from '@sso-login/providers/miniorange'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'
import documented from '../wire/miniorange.documented.json' with { type: 'json' }
import { failing, form, html, json, redirectUri, scripted } from './support.ts'

const site = { clientId: 'the-client', clientSecret: 'the-secret', redirectUri }
const scopes = ['openid', 'profile', 'email'] as const
const basic = `Basic ${btoa('the-client:the-secret')}`

/** The document's placeholders with this client's values in them. */
const filled = (parameters: object, values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.keys(parameters).map((name) => [name, values[name]]))

const values = {
  client_id: site.clientId,
  client_secret: site.clientSecret,
  redirect_url: redirectUri,
  scope: scopes.join(' '),
}

function create(...answers: Parameters<typeof scripted>) {
  const { fetch, sent } = scripted(...(answers.length ? answers : [json({})]))
  return { sent, sso: createClient(miniorange, { ...site, scopes, fetch }) }
}

describe('what the document of miniOrange shows', () => {
  it('is where everything is', () => {
    const { sso } = create()
    const shown = Object.entries(documented.endpoints).filter(([name]) => name !== 'discovery')
    for (const [name, url] of shown) expect(sso.endpoints[name]).toBe(url.split('?')[0])
  })

  it('is what the client sends to authorize, and more: openid and PKCE', async () => {
    const shown = new URL(documented.authorize.url)
    const sso = createClient(miniorange, {
      clientId: 'Anzjx4Sf3aVe6gg',
      clientSecret: 'the-secret',
      redirectUri: 'http://localhost:8080/sampleapp/oidcresponse',
      baseUrl: 'http://localhost:8080',
      scopes: ['openid', 'email', 'profile'],
    })
    const { url, transaction } = await sso.start()
    const sent = new URL(url)
    expect(`${sent.origin}${sent.pathname}`).toBe(`${shown.origin}${shown.pathname}`)
    for (const name of ['response_type', 'client_id', 'redirect_uri']) {
      expect(sent.searchParams.get(name)).toBe(shown.searchParams.get(name))
    }
    expect(sent.searchParams.get('scope')).toBe(`openid ${shown.searchParams.get('scope')}`)
    expect(sent.searchParams.get('state')).toHaveLength(
      shown.searchParams.get('state')?.length as number,
    )
    expect(sent.searchParams.get('nonce')).toBe(transaction.nonce)
    const more = [...sent.searchParams.keys()].filter((name) => !shown.searchParams.has(name))
    expect(more).toEqual(['code_challenge', 'code_challenge_method'])
  })

  it('is what the client sends for a code, and more: the verifier', async () => {
    const { sso, sent } = create()
    const { transaction } = await sso.start()
    const { code } = documented.authorize.response
    const callback = `${redirectUri}?code=${code}&state=${transaction.state}`
    await failing(sso.finish(callback, transaction))
    expect(sent[0]?.method).toBe(documented.code.method)
    expect(sent[0]?.url.href).toBe(documented.endpoints.token)
    expect(sent[0]?.headers.get('authorization')).toBe(basic)
    expect(sent[0]?.headers.get('content-type')).toContain(documented.contentType)
    expect(form(sent[0])).toEqual({
      ...filled(documented.code.parameters, {
        ...values,
        grant_type: 'authorization_code',
        code,
      }),
      code_verifier: transaction.codeVerifier,
    })
  })

  it('names the scopes of this login at the exchange, not those of the client', async () => {
    const { sso, sent } = create()
    const { transaction } = await sso.start({ scopes: ['openid'] })
    const callback = `${redirectUri}?code=c&state=${transaction.state}`
    await failing(sso.finish(callback, transaction))
    expect(form(sent[0]).scope).toBe('openid')
  })

  it('is what is sent for a password, and for nobody', async () => {
    const { sso, sent } = create(json(documented.code.response))
    const person = { username: 'alice', password: 'hers' }
    await signInByPassword(sso, person)
    await clientCredentials(sso)
    const byPassword = { ...values, ...person, grant_type: 'password' }
    expect(form(sent[0])).toEqual(filled(documented.password.parameters, byPassword))
    const { scope: _, ...required } = documented.clientCredentials.parameters
    const byItself = { ...values, grant_type: 'client_credentials' }
    expect(form(sent[1])).toEqual(filled(required, byItself))
    for (const { headers, url } of sent) {
      expect(headers.get('authorization')).toBe(basic)
      expect(url.href).toBe(documented.endpoints.token)
    }
  })

  it('is what is sent for a refresh: the secret in the header alone', async () => {
    const { sso, sent } = create(json(documented.code.response))
    const next = await sso.refresh({ refreshToken: 'the-refresh-token', scopes: ['email'] })
    const { grant_type } = documented.refresh.parameters
    expect(form(sent[0])).toEqual({ grant_type, refresh_token: 'the-refresh-token' })
    expect(sent[0]?.headers.get('authorization')).toBe(basic)
    expect(next).toMatchObject({
      accessToken: documented.code.response.access_token,
      refreshToken: 'the-refresh-token',
      scopes: ['email'],
    })
    expect((next.expiresAt as number) - next.issuedAt).toBe(3600)
  })

  it('is where the client asks about the person, and reads them by either spelling', async () => {
    for (const firstname of [documented.userinfo.claims[0] as string, 'firstname']) {
      const answer = { [firstname]: 'Alice', lastname: 'K', username: 'alice', email: 'a@x' }
      const { sso, sent } = create(json(answer))
      const tokens = { accessToken: 'the-access-token', scopes: [...scopes] }
      const found = await sso.user(tokens, ['firstname', 'lastname', 'username', 'email'])
      expect(sent[0]?.method).toBe(documented.userinfo.method)
      expect(sent[0]?.url.href).toBe(documented.endpoints.userinfo)
      expect(sent[0]?.headers.get('authorization')).toBe('Bearer the-access-token')
      expect(found).toEqual({
        firstname: 'Alice',
        lastname: 'K',
        username: 'alice',
        email: 'a@x',
        missing: [],
      })
      expect(await sso.identity(tokens)).toEqual({ id: 'alice', name: 'Alice K' })
    }
  })

  it('is what is asked of a token, and what is read', async () => {
    const answer = { active: true, exp: 1_795_266_000, client_id: 'the-client', username: 'alice' }
    expect(Object.keys(answer)).toEqual(documented.introspection.response)
    const { sso, sent } = create(json(answer))
    const found = await introspect(sso, 'the-id-token', { hint: 'id_token' })
    expect(sent[0]?.url.href).toBe(documented.endpoints.introspection)
    expect(Object.keys(form(sent[0])).sort()).toEqual(
      documented.introspection.parameters.toSorted(),
    )
    expect(sent[0]?.headers.get('authorization')).toBe(basic)
    expect(found).toMatchObject({
      active: true,
      username: 'alice',
      clientId: 'the-client',
      expiresAt: answer.exp,
    })
  })

  it('is a revocation by GET, of the access token, whose status tells', async () => {
    const { success, failure, method } = documented.revocation
    const tokens = { accessToken: 'the-access-token', refreshToken: 'the-refresh-token' }
    for (const status of [200, 400]) {
      const { sso, sent } = create(json(success), json(failure, status))
      await sso.revoke(tokens)
      expect(sent[0]?.method).toBe(method)
      expect(sent[0]?.url.href).toBe(`${documented.endpoints.revocation}?token=the-access-token`)
      expect(sent[0]?.body).toBe('')
      // It says so of a token that is over: revoked as much as can be (RFC 7009 2.2).
      await sso.revoke(tokens)
    }
  })

  it('is a revocation that has failed for any other reason', async () => {
    const { sso } = create(json({ message: 'Not now.', status: 'FAILED' }))
    expect(await failing(sso.revoke({ accessToken: 'the-access-token' }))).toMatchObject({
      code: 'invalid_token',
      step: 'revoke',
      provider: { status: 200, description: 'Not now.' },
    })
  })

  it('is where a person is sent to be logged out', () => {
    const postLogoutRedirectUri = 'https://site.example/bye'
    const url = new URL(create().sso.logoutUrl({ postLogoutRedirectUri }))
    const [place, parameter] = documented.endpoints.endSession.split('?')
    expect(url.origin + url.pathname).toBe(place)
    expect(url.searchParams.get(parameter?.split('=')[0] as string)).toBe(postLogoutRedirectUri)
  })
})

describe('what others show of miniOrange', () => {
  it('is a host of each organisation', async () => {
    const acme = miniorangeAt({ tenant: 'acme' })
    expect(acme.issuer).toBe('https://acme.xecurify.com/moas')
    const sso = createClient(acme, { ...site, scopes })
    expect((await sso.start()).url).toMatch(
      /^https:\/\/acme\.xecurify\.com\/moas\/idp\/openidsso\?/,
    )
  })

  it('is redirect_uri at the token endpoint too, by one option', async () => {
    const { fetch, sent } = scripted(json({}))
    const provider = miniorangeAt({ redirectParameter: 'redirect_uri' })
    const sso = createClient(provider, { ...site, scopes, fetch })
    const { transaction } = await sso.start()
    await failing(sso.finish(`${redirectUri}?code=c&state=${transaction.state}`, transaction))
    expect(form(sent[0])).toMatchObject({ redirect_uri: redirectUri })
    expect(form(sent[0])).not.toHaveProperty('redirect_url')
  })

  it('is an issuer of each application, whose metadata say so', async () => {
    const { issuer } = miniorangeAt({ issuerOfClient: 'the-client' })
    expect(issuer).toBe('https://login.xecurify.com/moas/discovery/v2.0/the-client')
    const answer = {
      issuer,
      authorization_endpoint: documented.endpoints.authorization,
      token_endpoint: documented.endpoints.token,
      userinfo_endpoint: documented.endpoints.userinfo,
      jwks_uri: 'https://login.xecurify.com/moas/.well-known/jwks',
    }
    const { fetch, sent } = scripted(json(answer))
    expect((await discover(issuer, { fetch })).issuer).toBe(issuer)
    expect(sent[0]?.url.href).toBe(`${issuer}/.well-known/openid-configuration`)
  })

  it('may be another parameter of a revocation: the document names none', async () => {
    const { fetch, sent } = scripted(json(documented.revocation.success))
    const provider = miniorangeAt({ revocationParameter: 'access_token' })
    await createClient(provider, { ...site, scopes, fetch }).revoke({ accessToken: 'a' })
    expect(sent[0]?.url.search).toBe('?access_token=a')
  })
})

describe('bad input at miniOrange', () => {
  it('does not compile where it is of another provider, and is named at run time', async () => {
    const { sso } = create()
    const other = createClient(usso, { ...site, scopes: ['openid'], baseUrl: usso.baseUrl })
    const calls = [
      // @ts-expect-error: only USSO has this scope.
      [() => createClient(miniorange, { ...site, scopes: ['phone'] }), 'scopes.0'],
      // @ts-expect-error: only IITB has this resource.
      [() => sso.user({ accessToken: 'a', scopes: [] }, ['roll_number']), 'fields.0'],
      // @ts-expect-error: no refresh token is introspected here.
      [() => introspect(sso, 'a', { hint: 'refresh_token' }), 'hint'],
      // @ts-expect-error: and no id_token anywhere else.
      [() => introspect(other, 'a', { hint: 'id_token' }), 'hint'],
      [
        () =>
          createClient(miniorange, {
            ...site,
            scopes,
            // @ts-expect-error: of other providers.
            tokenEndpointAuthMethod: 'client_secret_post',
          }),
        'tokenEndpointAuthMethod',
      ],
      // @ts-expect-error: nobody gives IITB a password.
      [() => signInByPassword(createClient(iitb, { ...site, scopes: ['basic'] }), {}), 'client'],
    ] as const
    for (const [call, key] of calls) {
      expect(await failing(call)).toMatchObject({ code: 'invalid_config', key })
    }
  })

  it.each([
    ['wrong', () => json({ hello: 'world' }), 'provider_error'],
    ['a list', () => json([1]), 'response_invalid'],
    ['HTML', () => html('<h1>Not here</h1>'), 'response_invalid'],
    ['HTML of an error', () => html('<h1>Gone</h1>', 502), 'provider_error'],
    ['empty', () => new Response(''), 'response_invalid'],
    ['a status that only begins well', () => json({ status: 'SUCCESSFUL' }), 'provider_error'],
    ['a status that is no text', () => json({ status: ['SUCCESS'] }), 'provider_error'],
    ['a redirect', () => Response.redirect('https://evil.example/', 302), 'redirect_refused'],
  ])('ends an answer to a revocation that is %s in the one error', async (_, answer, code) => {
    const { sso } = create(answer)
    expect(await failing(sso.revoke({ accessToken: 'a' }))).toMatchObject({ code, step: 'revoke' })
  })

  it('never has a token or the secret in an error, though they were in a URL', async () => {
    const hostile = {
      status: 'FAILED',
      message: 'revoke?token=an%2Faccess-token of the-client:the-secret an/access-token',
    }
    const { sso } = create(json(hostile))
    const error = await failing(
      sso.revoke({ accessToken: 'an/access-token', refreshToken: 'the-other' }),
    )
    const told = `${JSON.stringify(error)} ${error.stack}`
    expect(told).toContain('revoke?token=***')
    for (const secret of ['an/access', 'an%2Faccess', 'the-secret']) {
      expect(told).not.toContain(secret)
    }
  })
})
