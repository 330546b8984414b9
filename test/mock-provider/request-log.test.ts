import { createMockProvider, type RequestRecord } from '@sso-login/mock-provider'
import { bridgekeeper } from '@sso-login/providers/bridgekeeper'
import { iitb } from '@sso-login/providers/iitb'
import { miniorange } from '@sso-login/providers/miniorange'
import { expect, test } from 'vitest'
import {
  app,
  authorizeUrl,
  codeFor,
  exchange,
  postToken,
  state,
  tokensFor,
  userUrl,
} from './sign-in.ts'

const make = () => createMockProvider(iitb, { clients: [app, { ...app, client_id: 'second' }] })
const verifier = 'a-verifier-that-is-long-enough-to-be-one-0123456789'

test('shows what the providers call their own parameters, and no nonce within one', async () => {
  const [place, nonce] = ['https://publisher.example/back', 'n'.repeat(32)]
  const asked = { allow_ajax: 'true', callback_uri: `${place}?nonce=${nonce}` }
  const silent = createMockProvider(bridgekeeper)
  await silent.fetch(`${silent.endpoints.authorization}?${new URLSearchParams(asked)}`)
  expect(silent.requests.last()?.params).toEqual({ allow_ajax: 'true', callback_uri: `${place}?…` })

  const sent = { redirect_url: place, ui_locales: 'fi' }
  const mock = createMockProvider(miniorange)
  await mock.fetch(mock.endpoints.token as string, {
    method: 'POST',
    body: new URLSearchParams(sent),
  })
  expect(mock.requests.last()?.params).toEqual(sent)
})

test('holds no secret, code, token, state or verifier', async () => {
  const mock = make()
  const code = await codeFor(mock, { code_challenge: verifier, code_challenge_method: 'plain' })
  const answer = await postToken(mock, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: app.redirect_uris[0],
    client_id: app.client_id,
    client_secret: app.client_secret,
    code_verifier: verifier,
    made_up: 'a secret under a name that nobody knows',
  })
  const tokens = await answer.json()
  await postToken(mock, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token })
  await mock.fetch(`${userUrl}?access_token=${tokens.access_token}`)
  await mock.fetch(authorizeUrl())
  await mock.fetch(
    `https://x.test/profiles/account/login/?next=${encodeURIComponent(authorizeUrl())}`,
  )
  const records = mock.requests.all().map(({ params, ...record }) => ({
    ...record,
    params: { ...params, code_challenge: '' },
  }))
  const log = JSON.stringify(records)
  const { access_token, refresh_token } = tokens
  const secrets = [
    code,
    app.client_secret,
    verifier,
    state,
    'nobody knows',
    access_token,
    refresh_token,
  ]
  for (const secret of secrets) expect(log).not.toContain(secret)
  expect(mock.requests.last('login')?.params.next).toBe(
    'https://gymkhana.iitb.ac.in/profiles/oauth/authorize/?…',
  )
  expect(mock.requests.all({ endpoint: 'token' })[0]?.params.code).toMatch(
    /^[A-Za-z0-9]{3}…\(30\)$/,
  )
})

test('says who asked what, and counts', async () => {
  const mock = make()
  await tokensFor(mock)
  expect(
    mock.requests
      .all()
      .map(({ id, endpoint, method, path, clientId, user, status, rejection }) => [
        id,
        endpoint,
        method,
        path,
        clientId,
        user,
        status,
        rejection,
      ]),
  ).toEqual([
    [1, 'authorization', 'GET', '/profiles/oauth/authorize/', 'web', 'alice', 302, null],
    [2, 'token', 'POST', '/profiles/oauth/token/', 'web', 'alice', 200, null],
  ])
})

test('tells listeners until they have heard enough', async () => {
  const mock = make()
  const heard: RequestRecord[] = []
  const stop = mock.requests.subscribe((record) => heard.push(record))
  await codeFor(mock)
  stop()
  await codeFor(mock)
  expect(heard).toEqual(mock.requests.all().slice(0, 1))
})

test('keeps the newest ten thousand', async () => {
  const mock = make()
  for (let i = 0; i < 10_003; i++) await mock.fetch('https://x.test/profiles/oauth/token/')
  const records = mock.requests.all()
  expect(records.length).toBe(10_000)
  expect([records[0]?.id, records.at(-1)?.id, mock.requests.last()?.id]).toEqual([
    4, 10_003, 10_003,
  ])
})

test.each<[string, Record<string, string>]>([
  [
    'redirect_uri differs from the registered one by a trailing slash',
    { redirect_uri: 'https://app.example.test/cb/' },
  ],
  [
    'redirect_uri differs from the registered one in upper and lower case',
    { redirect_uri: 'https://app.example.test/CB' },
  ],
  [
    'redirect_uri differs from the registered one by its scheme',
    { redirect_uri: 'http://app.example.test/cb' },
  ],
  [
    'redirect_uri differs from the registered one by its port',
    { redirect_uri: 'https://app.example.test:8443/cb' },
  ],
  [
    'redirect_uri differs from the registered one by its host',
    { redirect_uri: 'https://evil.example.test/cb' },
  ],
  [
    'redirect_uri differs from the registered one by its path',
    { redirect_uri: 'https://app.example.test/longer/cb' },
  ],
  [
    'redirect_uri has nothing in common with the registered one',
    { redirect_uri: 'https://evil.example.test/' },
  ],
  [
    'redirect_uri has a fragment (RFC 6749 3.1.2)',
    { redirect_uri: 'https://app.example.test/cb#x' },
  ],
  ['no client is registered under this client_id', { client_id: 'nope' }],
  ['the client is not registered for response_type "token"', { response_type: 'token' }],
  ['scope Basic is not known', { scope: 'Basic' }],
  ['scope has an empty name in it', { scope: 'basic  profile' }],
  [
    'code_challenge_method is "S512", not S256 or plain',
    { code_challenge: 'x', code_challenge_method: 'S512' },
  ],
])('a refused visit is explained: %s', async (rejection, params) => {
  const mock = make()
  await mock.approve(authorizeUrl(params), { user: 'alice' })
  expect(mock.requests.last()?.rejection).toBe(rejection)
})

test('a refused exchange is explained', async () => {
  const mock = make()
  const rejectionOf = async (form: Record<string, string>, init?: RequestInit) => {
    await postToken(mock, { grant_type: 'authorization_code', ...form }, init)
    return mock.requests.last('token')?.rejection
  }
  const code = await codeFor(mock)
  const redirect_uri = app.redirect_uris[0]
  expect(await rejectionOf({ code, redirect_uri: `${redirect_uri}/` })).toBe(
    'redirect_uri differs from the one of the authorization request by a trailing slash',
  )
  expect(await rejectionOf({ code }, { headers: {} })).toBe(
    'the request has no client authentication',
  )
  expect(
    await rejectionOf({ code }, { headers: { Authorization: `Basic ${btoa('web:wrong')}` } }),
  ).toBe('the client secret in the Basic header is wrong')
  expect(
    await rejectionOf(
      { code },
      { headers: { Authorization: `Basic ${btoa(`second:${app.client_secret}`)}` } },
    ),
  ).toBe('code was issued to another client')
  await exchange(mock, code)
  expect(await rejectionOf({ code, redirect_uri })).toBe('code was already used')
  expect(await rejectionOf({ code: 'zzz', redirect_uri })).toBe('code was never issued here')
  const bound = await codeFor(mock, { code_challenge: verifier })
  expect(await rejectionOf({ code: bound, redirect_uri })).toBe('code_verifier is missing')
  expect(await rejectionOf({ code: bound, redirect_uri, code_verifier: 'x' })).toBe(
    'code_verifier does not match the code_challenge',
  )
})
