/** Whatever is sent to the `standard` mock, it answers like a provider and never fails itself. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { basic, createStandard, endpoint, landing } from './standard-sign-in.ts'

const names = [
  'authorization',
  'token',
  'revocation',
  'introspection',
  'userinfo',
  'jwks',
  'endSession',
]
const parameters = [
  ...['client_id', 'redirect_uri', 'response_type', 'scope', 'state', 'prompt', 'max_age', 'nonce'],
  ...['code_challenge', 'code_challenge_method', 'id_token_hint', 'grant_type', 'code', 'token'],
  ...['code_verifier', 'refresh_token', 'client_secret', 'allow', 'confirm', '__proto__'],
  'post_logout_redirect_uri',
]
const values = [
  ...['web', 'openid', 'code', 'S256', 'none', 'none login', '-1', '1e9', '', ' ', '%', '\u0000'],
  ...[
    'https://app.example.test/cb',
    'javascript:alert(1)',
    '//x',
    'e30.e30.e30',
    'eyJ.eyJ.',
    '\ud800',
  ],
  ...['authorization_code', 'refresh_token', 'client_credentials', 'constructor', '__proto__'],
]
const pair = fc.tuple(fc.constantFrom(...parameters), fc.constantFrom(...values))
const request = fc.record({
  name: fc.constantFrom(...names),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'),
  query: fc.oneof(fc.constant(''), fc.array(pair), fc.constant('%E0%A4%A&&=&a')),
  form: fc.array(pair),
  type: fc.constantFrom(
    'application/x-www-form-urlencoded',
    'application/json',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    '',
  ),
  authorization: fc.constantFrom(
    '',
    basic,
    'Basic',
    'Basic !',
    'Basic Og==',
    'Bearer',
    'Bearer a b',
  ),
  cookie: fc.constantFrom('', 'op_session=x; op_csrf=y', ';;=;'),
})

test('odd requests are refused in words, and the next login is a good one', async () => {
  const mock = createStandard()
  await fc.assert(
    fc.asyncProperty(
      request,
      async ({ name, method, query, form, type, authorization, cookie }) => {
        const search = typeof query === 'string' ? query : String(new URLSearchParams(query))
        const headers = new Headers({ 'content-type': type, cookie })
        if (authorization) headers.set('authorization', authorization)
        const body =
          method === 'GET' || method === 'HEAD' ? {} : { body: String(new URLSearchParams(form)) }
        const answer = await mock.fetch(`${endpoint(mock, name)}?${search}`, {
          method,
          headers,
          ...body,
        })
        expect(answer.status).toBeLessThan(500)
        expect(mock.requests.last()?.rejection ?? '').not.toContain('the mock failed')
      },
    ),
    { numRuns: 1000, seed: 7 },
  )
  expect((await landing(mock)).get('code')).toBeTruthy()
})
