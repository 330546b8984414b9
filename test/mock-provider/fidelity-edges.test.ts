/** Corners of the real server's frameworks, found by asking them: forms, redirect URIs, paths and letters. */
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { describe, expect, test } from 'vitest'
import { app, authorizeUrl, codeFor, postToken, tokensFor, tokenUrl, userUrl } from './sign-in.ts'

const make = (options = {}) => createMockProvider(iitb, { clients: [app], ...options })
type Mock = ReturnType<typeof make>

const basic = `Basic ${btoa(`${app.client_id}:${app.client_secret}`)}`
const formType = 'application/x-www-form-urlencoded'
const mailUrl = `${userUrl}send_mail/`

const codeForm = async (mock: Mock) =>
  `grant_type=authorization_code&code=${await codeFor(mock)}&redirect_uri=${encodeURIComponent(app.redirect_uris[0])}`

const post = (
  mock: Mock,
  body: BodyInit,
  type: string = formType,
  url = tokenUrl,
  authorization = basic,
) =>
  mock.fetch(url, {
    method: 'POST',
    headers: { Authorization: authorization, 'Content-Type': type },
    body,
  })

const sendMail = async (mock: Mock, body: BodyInit, type = 'application/json') => {
  const { access_token } = await tokensFor(mock, { scope: 'send_mail' })
  return post(mock, body, type, mailUrl, `Bearer ${access_token}`)
}

const multipart = (...parts: readonly (readonly [head: string, body: string])[]) =>
  `${parts.map(([head, body]) => `--b\r\nContent-Disposition: ${head}\r\n\r\n${body}\r\n`).join('')}--b--\r\n`
const multipartType = 'multipart/form-data; boundary=b'

const isBadRequestPage = (answer: Response) => {
  expect(answer.status).toBe(400)
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
}

describe('forms', () => {
  test('the pages know their content types in lower case only', async () => {
    const mock = make()
    const answer = await post(mock, await codeForm(mock), formType.toUpperCase())
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'unsupported_grant_type' }])
    const revoke = await post(mock, 'token=x', formType.toUpperCase(), mock.endpoints.revocation)
    expect((await revoke.json()).error_description).toBe('Missing token parameter.')
  })

  test('the API knows its content types in any case', async () => {
    const answer = await sendMail(
      make(),
      'subject=a&message=b&reply_to=a@b.test',
      formType.toUpperCase(),
    )
    expect(answer.status).toBe(200)
  })

  test('a form has at most 1000 fields', async () => {
    const mock = make()
    const form = await codeForm(mock)
    isBadRequestPage(await post(mock, form + '&x=1'.repeat(998)))
    expect((await post(mock, form + '&x=1'.repeat(997))).status).toBe(200)
    const letter = `subject=a&message=b&reply_to=a@b.test${'&x=1'.repeat(998)}`
    isBadRequestPage(await sendMail(mock, letter, formType))
  })

  test('a query has at most 1000 fields', async () => {
    const mock = make()
    const { access_token } = await tokensFor(mock)
    const headers = { Authorization: `Bearer ${access_token}` }
    const ask = (count: number) => mock.fetch(`${userUrl}?${'&x=1'.repeat(count)}`, { headers })
    isBadRequestPage(await ask(1000))
    expect((await ask(999)).status).toBe(200)
    const visit = await mock.approve(`${authorizeUrl()}${'&x=1'.repeat(1000)}`, { user: 'alice' })
    expect(visit.status).toBe(400)
  })

  test('a multipart part may be named without quotes', async () => {
    const mock = make()
    const body = multipart(
      ['form-data; name=grant_type', 'authorization_code'],
      ['form-data; name="code"', await codeFor(mock)],
      ['form-data; name="redirect_uri"; filename=""', app.redirect_uris[0]],
    )
    expect((await post(mock, body, multipartType)).status).toBe(200)
  })

  test('a file is no field of a page, and no text for the API', async () => {
    const mock = make()
    const code = multipart(
      ['form-data; name="grant_type"', 'authorization_code'],
      ['form-data; name="code"; filename="x"', await codeFor(mock)],
    )
    expect((await (await post(mock, code, multipartType)).json()).error_description).toBe(
      'Missing code parameter.',
    )
    const letter = multipart(
      ['form-data; name="subject"; filename="x"', 'a'],
      ['form-data; name="message"', 'b'],
      ['form-data; name="reply_to"; filename="x"', 'a@b.test'],
    )
    expect(await (await sendMail(mock, letter, multipartType)).json()).toEqual({
      subject: ['Not a valid string.'],
      reply_to: { 0: ['Enter a valid email address.'] },
    })
  })

  test.each([
    ['', 'Invalid boundary in multipart: None'],
    ['; boundary=', 'Invalid boundary in multipart: '],
    [`; boundary=${'b'.repeat(300)}`, `Invalid boundary in multipart: ${'b'.repeat(300)}`],
  ])('multipart/form-data%s is a parse error for the API', async (parameters, problem) => {
    const answer = await sendMail(make(), 'x', `multipart/form-data${parameters}`)
    expect(await answer.json()).toEqual({ detail: `Multipart form parse error - ${problem}` })
  })

  test('without its boundary a multipart body is one part', async () => {
    const body = multipart(['form-data; name="subject"', 'a'], ['form-data; name="message"', 'b'])
    const answer = await sendMail(make(), body, 'multipart/form-data; boundary=other')
    expect(Object.keys(await answer.json())).toEqual(['message', 'reply_to'])
  })

  test('a wildcard as the content type is JSON to the API', async () => {
    const letter = JSON.stringify({ subject: 'a', message: 'b', reply_to: [] })
    expect((await sendMail(make(), letter, '*/*')).status).toBe(200)
  })

  test('the charset of a form counts', async () => {
    const mock = make()
    const form = 'subject=%E9&message=b&reply_to=a@b.test'
    await sendMail(mock, form, `${formType}; charset=iso-8859-1`)
    expect(mock.mail.last()?.subject).toContain('é')
    await sendMail(mock, form, `${formType}; charset=bogus`)
    expect(mock.mail.last()?.subject).toContain('\ufffd')
  })
})

describe('grant_type=openid passes for a code grant, until it crashes', () => {
  test.each([
    [{}, { Authorization: basic }, 400],
    [{ code: 'x' }, {}, 401],
    [{ code: 'x' }, { Authorization: basic }, 500],
  ])('with %j and %j it answers %s', async (form, headers, status) => {
    const answer = await postToken(make(), { grant_type: 'openid', ...form }, { headers })
    expect(answer.status).toBe(status)
  })

  test('strict calls it unsupported', async () => {
    const answer = await postToken(make({ strict: true }), { grant_type: 'openid', code: 'x' })
    expect(await answer.json()).toEqual({ error: 'unsupported_grant_type' })
  })
})

describe('redirect URIs', () => {
  const visit = (
    mock: Mock,
    redirect_uri: string,
    more: Record<string, string> = {},
    choice = {},
  ) => mock.approve(authorizeUrl({ redirect_uri, ...more }), { user: 'alice', ...choice })

  test.each([
    ['HTTPS://app.example.test/cb', 'https://app.example.test/cb'],
    ['https://app.example.test/cb;', 'https://app.example.test/cb'],
    ['https://app.example.test/cb;a=1', 'https://app.example.test/cb;a=1'],
    ['https://app.example.test/cb\n', 'https://app.example.test/cb'],
  ])('%j is put together anew as %s', async (sent, got) => {
    const mock = make()
    const { location } = await visit(mock, sent)
    expect(location?.split('?')[0]).toBe(got)
  })

  test('what an error is sent to stays as it was sent', async () => {
    const mock = make()
    const error = await visit(mock, 'HTTPS://app.example.test/cb\n', { scope: 'no' })
    expect(error.location).toMatch(/^HTTPS:\/\/app\.example\.test\/cb%0A\?error=invalid_scope/)
    const denied = await visit(mock, 'https://app.example.test/cb\n', {}, { deny: true })
    expect(denied.location).toMatch(/^https:\/\/app\.example\.test\/cb\?error=access_denied/)
  })

  test('the form trims it, so the code is bound to it without the line break', async () => {
    const mock = make()
    const { location } = await visit(mock, 'https://app.example.test/cb\n')
    const code = new URL(location ?? '').searchParams.get('code') ?? ''
    const redirect_uri = 'https://app.example.test/cb'
    const answer = await postToken(mock, { grant_type: 'authorization_code', code, redirect_uri })
    expect(answer.status).toBe(200)
  })
})

test('a null character in the state or the challenge shows the form again', async () => {
  for (const deny of [false, true]) {
    for (const name of ['state', 'code_challenge', 'code_challenge_method']) {
      const params = { code_challenge: 'x', code_challenge_method: 'plain', state: 'x' }
      const answer = await make().approve(authorizeUrl({ ...params, [name]: 'a\0' }), {
        user: 'alice',
        deny,
      })
      // A bad method is found before the form is shown.
      expect([answer.status, answer.location === null]).toEqual(
        name === 'code_challenge_method' ? [302, false] : [200, true],
      )
    }
  }
})

describe('paths', () => {
  test('percent escapes are decoded before a path is looked up', async () => {
    const mock = make()
    expect(
      (await post(mock, await codeForm(mock), formType, tokenUrl.replace('/t', '/%74'))).status,
    ).toBe(200)
    expect((await post(mock, '', formType, tokenUrl.replace(/\/$/, '%2F'))).status).toBe(400)
    expect((await mock.fetch(tokenUrl.replace('/t', '/%ff'))).status).toBe(404)
  })

  test('a slash is appended to the decoded path, and odd characters of the query are escaped', async () => {
    const answer = await make().fetch('https://x.test/profiles/oauth/%74oken?a=[b]|%7c', {
      redirect: 'manual',
    })
    expect(answer.headers.get('location')).toBe('/profiles/oauth/token/?a=[b]%7C%7c')
  })
})

describe('letters', () => {
  const letter = { subject: 'a', message: 'b', reply_to: [] as string[] }

  test('an address with a null character has two faults', async () => {
    const answer = await sendMail(make(), JSON.stringify({ ...letter, reply_to: ['a\0@b.test'] }))
    expect(await answer.json()).toEqual({
      reply_to: { 0: ['Null characters are not allowed.', 'Enter a valid email address.'] },
    })
  })

  test('half a character crashes the provider', async () => {
    for (const name of ['subject', 'message']) {
      const body = JSON.stringify({ ...letter, [name]: '\ud800' })
      expect((await sendMail(make(), body)).status).toBe(500)
      const strict = await sendMail(make({ strict: true }), body)
      expect([strict.status, Object.keys(await strict.json())]).toEqual([400, [name]])
    }
  })

  test('JSON is decoded by its charset, and must be valid in it', async () => {
    const mock = make()
    const bytes = (...parts: readonly (string | number)[]) =>
      new Uint8Array(
        parts.flatMap((p) => (typeof p === 'number' ? p : [...new TextEncoder().encode(p)])),
      )
    const broken = await sendMail(
      mock,
      bytes('{"subject":"', 0xff, '","message":"b","reply_to":[]}'),
    )
    expect([broken.status, (await broken.json()).detail]).toEqual([
      400,
      expect.stringMatching(/^JSON parse error - /),
    ])
    const utf16 = new Uint8Array(
      Uint16Array.from(JSON.stringify(letter), (c) => c.charCodeAt(0)).buffer,
    )
    expect((await sendMail(mock, utf16, 'application/json; charset=utf-16')).status).toBe(200)
    const latin = bytes('{"subject":"', 0xe9, '","message":"b","reply_to":[]}')
    await sendMail(mock, latin, 'application/json; charset=latin-1')
    expect(mock.mail.last()?.subject).toContain('é')
  })

  test('a form of more than 2.5 MB is a page; a letter of that size goes through', async () => {
    const mock = make()
    const form = await codeForm(mock)
    const padding = (total: number) => `&x=${'a'.repeat(total - form.length - 3)}`
    isBadRequestPage(await post(mock, form + padding(2_621_441)))
    expect((await post(mock, form + padding(2_621_440))).status).toBe(200)
    const { url, close } = await mock.listen()
    const headers = { 'Content-Type': formType }
    const overHttp = await fetch(`${url}${new URL(tokenUrl).pathname}`, {
      method: 'POST',
      headers,
      body: form + padding(2_700_000),
    })
    isBadRequestPage(overHttp)
    await close()
    const letter = { subject: 'a', message: 'm'.repeat(2_700_000), reply_to: [] }
    expect((await sendMail(mock, JSON.stringify(letter))).status).toBe(200)
  })

  test('an API answer in HTML depends on the cookie too', async () => {
    const mock = make()
    const { access_token } = await tokensFor(mock)
    const ask = async (Accept: string) =>
      (await mock.fetch(userUrl, { headers: { Authorization: `Bearer ${access_token}`, Accept } }))
        .headers
    expect((await ask('text/html')).get('vary')).toBe('Accept, Cookie')
    expect((await ask('text/html')).get('cache-control')).toBe(null)
    expect((await ask('application/json')).get('vary')).toBe('Accept')
  })
})
