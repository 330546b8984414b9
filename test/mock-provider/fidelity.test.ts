/** Rules of the real server that the recorded cases touch only in part. */
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { describe, expect, test } from 'vitest'
import {
  app,
  authorizeUrl,
  codeFor,
  exchange,
  postToken,
  tokensFor,
  tokenUrl,
  userUrl,
} from './sign-in.ts'

const second = { ...app, client_id: 'second', client_secret: 'second-secret' }
const page = {
  client_id: 'page',
  redirect_uris: ['https://page.example.test/cb'],
  grant_types: ['implicit'],
}
const rooms = { ...app, client_id: 'rooms', x_private_scopes: ['priv_rooms'] }
const make = (options = {}) =>
  createMockProvider(iitb, { clients: [app, second, page, rooms], ...options })

describe('authorization', () => {
  const visit = (mock: ReturnType<typeof make>, query: string) =>
    mock.approve(`/profiles/oauth/authorize/?${query}`, { user: 'alice' })
  const start = 'response_type=code&client_id=web'

  test('a part without an equals sign is refused, a malformed escape crashes', async () => {
    const mock = make()
    expect((await visit(mock, `${start}&flag`)).body).toContain('Unable to parse query string')
    expect((await visit(mock, `${start}&&state=x`)).body).toContain('Unable to parse query string')
    expect((await visit(mock, `${start}&state=%zz`)).status).toBe(500)
    expect((await visit(make({ strict: true }), `${start}&state=%zz`)).status).toBe(400)
  })

  test('the state is trimmed by the form, but not on an error', async () => {
    const mock = make()
    expect((await visit(mock, `${start}&state=+a+b+`)).location).toMatch(/&state=a\+b$/)
    expect((await visit(mock, `${start}&state=+a&scope=no`)).location).toMatch(/&state=\+a$/)
  })

  test('user info, an odd character or an IPv6 host in a redirect URI is judged by the grammar', async () => {
    const mock = make()
    const uri = async (text: string) =>
      (await visit(mock, `${start}&redirect_uri=${encodeURIComponent(text)}`)).body
    expect(await uri('https://user@app.example.test/cb')).toContain('Invalid redirect URI.')
    expect(await uri('https://app.example.test/c b')).toContain('Invalid redirect URI.')
    expect(await uri('app.example.test/cb')).toContain('Invalid redirect URI.')
    expect(await uri('https://[::1]/cb')).toContain('Mismatching redirect URI.')
    expect(await uri('https://APP.example.test/cb')).toContain('Mismatching redirect URI.')
    expect(await uri('HTTPS://app.example.test/cb')).toBe(null)
  })

  test('a redirect URI with an odd query of its own fails only after consent', async () => {
    const mock = make()
    const odd = `${start}&redirect_uri=${encodeURIComponent('https://app.example.test/cb?flag')}`
    expect((await visit(mock, odd)).body).toContain('Unable to parse query string')
    const denied = await mock.approve(`/profiles/oauth/authorize/?${odd}`, {
      user: 'alice',
      deny: true,
    })
    expect(denied.location).toBe('https://app.example.test/cb?flag&error=access_denied')
  })

  test.each([
    ['none', 'unauthorized_client'],
    ['token code', 'unauthorized_client'],
    ['CODE', 'unsupported_response_type'],
    ['id_token', 'unsupported_response_type'],
    ['constructor', 'unsupported_response_type'],
  ])('response_type=%s is %s', async (type, error) => {
    const { location } = await make().approve(authorizeUrl({ response_type: type }), {
      user: 'alice',
    })
    expect(new URL(location ?? '').searchParams.get('error')).toBe(error)
  })
})

describe('token', () => {
  test('a state in the body comes back with an error', async () => {
    const answer = await postToken(make(), { grant_type: 'foo', state: 'é' })
    expect(await answer.text()).toBe('{"error": "unsupported_grant_type", "state": "\\u00e9"}')
  })

  test.each([
    ['no padding', btoa(`web:${app.client_secret}x`).replaceAll('=', ''), 401],
    ['a line break inside', btoa(`web:${app.client_secret}`).replace(/^(....)/, '$1 '), 400],
    ['no colon', btoa('web'), 401],
    ['bytes that are no UTF-8', btoa('\xff\xfe:x'), 401],
  ])('Basic credentials with %s answer %s', async (_, encoded, status) => {
    const answer = await postToken(
      make(),
      { grant_type: 'authorization_code', code: 'x' },
      { headers: { Authorization: `Basic ${encoded}` } },
    )
    expect(answer.status).toBe(status)
  })

  test('a client found by the header stays, whatever the body says', async () => {
    const mock = make()
    const form = { grant_type: 'authorization_code', code: 'x', client_id: 'second' }
    const headers = { Authorization: `Basic ${btoa('web:bad')}` }
    expect(
      (await postToken(mock, { ...form, client_secret: second.client_secret }, { headers })).status,
    ).toBe(401)
    expect(
      (await postToken(mock, { ...form, client_secret: app.client_secret }, { headers })).status,
    ).toBe(400)
  })

  test('a multipart body without a boundary is a bad request', async () => {
    const answer = await make().fetch(tokenUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data' },
      body: 'x',
    })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      400,
      'text/html; charset=utf-8',
    ])
  })

  test('a refresh repeats what scope names twice', async () => {
    const mock = make()
    const { refresh_token } = await tokensFor(mock)
    const answer = await postToken(mock, {
      grant_type: 'refresh_token',
      refresh_token,
      scope: 'basic basic',
    })
    expect((await answer.json()).scope).toBe('basic basic')
  })

  test('a public client cannot use client_credentials', async () => {
    const answer = await postToken(
      make(),
      { grant_type: 'client_credentials', client_id: 'page' },
      { headers: {} },
    )
    expect(answer.status).toBe(401)
  })
})

describe('user API', () => {
  const ask = async (headers: Record<string, string>, query = '', init: RequestInit = {}) => {
    const mock = make()
    const { access_token } = await tokensFor(mock)
    return mock.fetch(`${userUrl}${query}`, {
      ...init,
      headers: { Authorization: `Bearer ${access_token}`, ...headers },
    })
  }

  test.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['text/html, application/json', 'application/json'],
    ['text/html, application/json;q=0', 'application/json'],
    ['text/*', 'text/html; charset=utf-8'],
    ['application/*', 'application/json'],
    ['text/html;level=1, application/json', 'text/html; charset=utf-8'],
  ])('Accept: %s gives %s', async (accept, type) => {
    expect((await ask({ Accept: accept })).headers.get('content-type')).toBe(type)
  })

  test('format and Accept must agree', async () => {
    expect((await ask({ Accept: 'text/html' }, '?format=json')).status).toBe(406)
    expect((await ask({}, '?format=api')).headers.get('content-type')).toBe(
      'text/html; charset=utf-8',
    )
  })

  test('a body that it cannot read is refused before the token', async () => {
    const mock = make()
    const answer = await mock.fetch(userUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv' },
      body: 'x',
    })
    expect(await answer.json()).toEqual({ detail: 'Unsupported media type "text/csv" in request.' })
  })

  test('HEAD has the headers and no body', async () => {
    const answer = await ask({}, '', { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })
})

describe('send_mail', () => {
  const send = async (letter: unknown, options = {}) => {
    const mock = make(options)
    const { access_token } = await tokensFor(mock, { scope: 'send_mail' })
    const answer = await mock.fetch(`${userUrl}send_mail/`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(letter),
    })
    return answer.json()
  }
  const letter = { subject: 'a', message: 'b', reply_to: [] }

  test.each<[unknown, unknown]>([
    [null, { non_field_errors: ['No data provided'] }],
    ['x', { non_field_errors: ['Invalid data. Expected a dictionary, but got str.'] }],
    [1.5, { non_field_errors: ['Invalid data. Expected a dictionary, but got float.'] }],
    [true, { non_field_errors: ['Invalid data. Expected a dictionary, but got bool.'] }],
    [{ ...letter, reply_to: 5 }, { reply_to: ['Expected a list of items but got type "int".'] }],
    [
      {
        ...letter,
        reply_to: [null, '', 7, {}, 'a@b.test', 'a..b@c.test', 'a@b', 'a@-b.test', 'a@localhost'],
      },
      {
        reply_to: {
          0: ['This field may not be null.'],
          1: ['This field may not be blank.'],
          2: ['Enter a valid email address.'],
          3: ['Enter a valid email address.'],
          5: ['Enter a valid email address.'],
          6: ['Enter a valid email address.'],
          7: ['Enter a valid email address.'],
        },
      },
    ],
    [{ ...letter, subject: 'a\0b' }, { subject: ['Null characters are not allowed.'] }],
  ])('%j is answered with %j', async (body, errors) => {
    expect(await send(body)).toEqual(errors)
  })

  test('takes international, quoted and literal addresses', async () => {
    const reply_to = [
      'x@bücher.example',
      '"a\\ b"@c.test',
      'a@[127.0.0.1]',
      'a@[::1]',
      ' a@b.test ',
    ]
    expect(await send({ ...letter, reply_to })).toEqual(expect.objectContaining({ status: true }))
  })

  test('a list may be numbered in a form', async () => {
    const mock = make()
    const { access_token } = await tokensFor(mock, { scope: 'send_mail' })
    const answer = await mock.fetch(`${userUrl}send_mail/`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${access_token}` },
      body: new URLSearchParams({
        subject: 'a',
        message: 'b',
        'reply_to[1]': 'b@c.test',
        'reply_to[0]': 'a@b.test',
      }),
    })
    expect(answer.status).toBe(200)
    expect(mock.mail.last()?.reply_to).toEqual(['a@b.test', 'b@c.test'])
  })
})

describe('strict answers a clean error where the real server fails', () => {
  const strict = { strict: true }

  test('a query at the token endpoint', async () => {
    const answer = await make(strict).fetch(`${tokenUrl}?grant_type=x`, { method: 'POST' })
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'URL query parameters are not allowed' },
    ])
  })

  test('a refresh after the access token alone was revoked', async () => {
    const mock = make(strict)
    const { access_token, refresh_token } = await tokensFor(mock)
    const revoke = (headers: Record<string, string>) =>
      mock.fetch(mock.endpoints.revocation as string, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ token: access_token }),
      })
    const foreign = await revoke({
      Authorization: `Basic ${btoa(`second:${second.client_secret}`)}`,
    })
    expect(await foreign.json()).toEqual({ error: 'unauthorized_client' })
    expect(
      (await revoke({ Authorization: `Basic ${btoa(`web:${app.client_secret}`)}` })).status,
    ).toBe(200)
    expect(
      await (await postToken(mock, { grant_type: 'refresh_token', refresh_token })).json(),
    ).toEqual({ error: 'invalid_grant' })
  })

  test('private scopes are for their holders, and open the user API as others do', async () => {
    const mock = make(strict)
    const { location } = await mock.approve(authorizeUrl({ scope: 'priv_rooms' }), {
      user: 'alice',
    })
    expect(location).toContain('error=invalid_scope')
    const code = await codeFor(mock, { client_id: 'rooms' })
    const tokens = await (
      await postToken(
        mock,
        {
          grant_type: 'authorization_code',
          code,
          client_id: 'rooms',
          client_secret: app.client_secret,
        },
        { headers: {} },
      )
    ).json()
    expect(tokens.scope.split(' ').sort()).toEqual(['basic', 'priv_rooms', 'profile'])
    expect(
      (await mock.fetch(userUrl, { headers: { Authorization: `Bearer ${tokens.access_token}` } }))
        .status,
    ).toBe(200)
  })
})

test('documented differences are options', async () => {
  const text = make({ expiresIn: 'text' })
  expect((await tokensFor(text)).expires_in).toBe('36000')
  const required = make({ redirectUriAtToken: 'required' })
  const code = await codeFor(required)
  const answer = await postToken(required, { grant_type: 'authorization_code', code })
  expect(await answer.json()).toEqual({
    error: 'invalid_request',
    error_description: 'Missing redirect_uri parameter.',
  })
  expect((await exchange(required, code)).status).toBe(200)
})
