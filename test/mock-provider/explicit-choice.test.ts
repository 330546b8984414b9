/** A scripted person who says what to share, or denies, is never passed over for an earlier consent. */
import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, test } from 'vitest'

// RFC 7636 appendix B.
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const redirectUri = 'http://localhost/cb'

function urlOf(mock: MockProvider, params: Record<string, string>): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'demo-app',
    redirect_uri: redirectUri,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...params,
  })
  return `${mock.endpoints.authorization}?${query}`
}

async function scopeOf(mock: MockProvider, location: string | null): Promise<unknown> {
  const code = new URL(location ?? '').searchParams.get('code') ?? ''
  const { token_endpoint_auth_method: method } = mock.clients[0] ?? {}
  const secret = 'demo-app-secret'
  const inBody = method === 'client_secret_post'
  const answer = await mock.fetch(mock.endpoints.token as string, {
    method: 'POST',
    headers: inBody ? {} : { Authorization: `Basic ${btoa(`demo-app:${secret}`)}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...(inBody ? { client_id: 'demo-app', client_secret: secret } : {}),
    }),
  })
  return (await answer.json()).scope
}

describe.each([
  [standard, { scope: 'openid profile' }, ['openid']],
  [usso, { scope: 'openid profile' }, ['openid']],
] as const)('$name', (provider, params, few) => {
  const remembered = async () => {
    const mock: MockProvider = createMockProvider(provider)
    const url = urlOf(mock, params)
    const { location } = await mock.approve(url, { user: 'alice' })
    await scopeOf(mock, location)
    return { mock, url }
  }

  test('denies where the consent is remembered', async () => {
    const { mock, url } = await remembered()
    const { location } = await mock.approve(url, { user: 'alice', deny: true })
    expect(location).toContain('error=access_denied')
  })

  test('unticks where the consent is remembered', async () => {
    const { mock, url } = await remembered()
    const { location } = await mock.approve(url, { user: 'alice', scopes: few })
    expect(await scopeOf(mock, location)).toBe(few.join(' '))
  })
})

test('with prompt=none nobody is asked, whatever they would say', async () => {
  const mock = createMockProvider(standard)
  await mock.approve(urlOf(mock, { scope: 'openid' }), { user: 'alice' })
  const silent = urlOf(mock, { scope: 'openid', prompt: 'none' })
  expect((await mock.approve(silent, { user: 'alice', deny: true })).location).toContain('code=')
})

test.each([
  ['S256', {}, { code_verifier: verifier }],
  ['none', { code_challenge: undefined, code_challenge_method: undefined }, {}],
])('usso, where PKCE may be left out, logs that it was %s', async (pkce, changes, proof) => {
  const mock = createMockProvider(usso)
  const url = new URL(urlOf(mock, { scope: 'openid' }))
  for (const name of Object.keys(changes)) url.searchParams.delete(name)
  const { location } = await mock.approve(url, { user: 'alice' })
  await mock.fetch(mock.endpoints.token as string, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(location ?? '').searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      client_id: 'demo-app',
      client_secret: 'demo-app-secret',
      ...proof,
    }),
  })
  expect(mock.requests.last('token')).toMatchObject({ status: 200, pkce })
})
