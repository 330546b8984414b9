import { inspect } from 'node:util'
import { isLoginError, LoginError, redactCause } from '@sso-login/client'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failing, html, iitbClient, json, redirectUri } from './support.ts'

// Each is found again wherever it is written out, also inside a longer text.
const marked = {
  secret: 'MARK-secret+/=',
  accessToken: 'MARK-access',
  refreshToken: 'MARK-refresh',
  code: 'MARK-code',
  newAccess: 'MARK-new-access',
  newRefresh: 'MARK-new-refresh',
  idToken: 'MARK-h.MARK-p.MARK-s',
}

const tokens = {
  issuedAt: 0,
  accessToken: marked.accessToken,
  refreshToken: marked.refreshToken,
  scopes: ['basic', 'profile', 'ldap', 'send_mail'],
  missing: [],
}

/** Everything that a log could make of an error. */
const written = (error: LoginError) =>
  [
    inspect(error, { depth: null, showHidden: true }),
    JSON.stringify(error),
    String(error.stack),
    String(error),
    JSON.stringify(Object.entries(error)),
  ].join('\n')

/** Stands in an answer for everything that the request carried. */
const ECHO = 'ECHO'

const body = fc.record(
  {
    access_token: fc.constantFrom(marked.newAccess, '', 7, null),
    token_type: fc.constantFrom('Bearer', 'mac', 7),
    expires_in: fc.constantFrom(36_000, 'never', -1),
    refresh_token: fc.constantFrom(marked.newRefresh, null, 7),
    id_token: fc.constantFrom(marked.idToken, 7),
    scope: fc.constantFrom('basic', 7),
    error: fc.constantFrom('invalid_grant', 'x', ECHO, 7),
    error_description: fc.constantFrom('Why.', ECHO, 7),
    detail: fc.constantFrom(ECHO, 7, 'fields (x) not found'),
    reply_to: fc.constant({ 1: [ECHO], [ECHO]: ECHO, 2: { [ECHO]: [7, ECHO] } }),
    id: fc.constantFrom(marked.newAccess, 101),
    'Message-ID': fc.constant(7),
  },
  { requiredKeys: [] },
)

const answer = fc.tuple(
  body,
  fc.constantFrom(200, 400, 401, 403, 404, 429, 500, 503),
  fc.constantFrom<Record<string, string>[]>(
    {},
    { 'www-authenticate': `Bearer error="${ECHO}", error_description="${ECHO}"` },
    { 'content-type': 'text/html' },
    { location: `https://x.example/?${ECHO}` },
  ),
  fc.constantFrom('whole', 'cut', 'html', 'redirect', 'throw'),
)

type Answer = typeof answer extends fc.Arbitrary<infer A> ? A : never

/** What a provider could repeat of a request: as it came, decoded, and put together again. */
function echoOf(init: RequestInit | undefined): string {
  const authorization = new Headers(init?.headers).get('authorization') ?? ''
  const form = init?.body instanceof URLSearchParams ? init.body : new URLSearchParams()
  const basic = authorization.startsWith('Basic ') ? atob(authorization.slice(6)) : ''
  return [authorization, basic, decodeURIComponent(basic), form, ...form.values()].join(' ')
}

async function errorsOf([body, status, headers, mode]: Answer) {
  const fetch = async (_: unknown, init?: RequestInit) => {
    const echo = echoOf(init)
    const text = JSON.stringify(body).replaceAll(ECHO, JSON.stringify(echo).slice(1, -1))
    if (mode === 'throw') {
      const inner = Object.assign(new Error(echo), { code: 'ECONNRESET' })
      throw new TypeError(`fetch failed: ${echo}`, { cause: inner })
    }
    if (mode === 'html') return html(`<p>${text}`, status)
    const filled = Object.entries(headers).map(([name, value]) => [
      name,
      value.replaceAll(ECHO, echo),
    ])
    return new Response(mode === 'cut' ? text.slice(0, -1) : text, {
      status: mode === 'redirect' ? 302 : status,
      headers: { 'content-type': 'application/json', ...Object.fromEntries(filled) },
    })
  }
  const client = iitbClient({ fetch, clientSecret: marked.secret })
  const { transaction } = await client.start()
  const kept = {
    ...transaction,
    codeVerifier: 'MARK-verifier',
    nonce: 'MARK-nonce',
    state: 'MARK-state',
  }
  const callbacks = [
    `code=${marked.code}&state=MARK-state`,
    `code=${marked.code}&state=MARK-other-state`,
    `code=${marked.code}&state=MARK-state&state=MARK-state`,
    `error=${marked.code}&error_description=MARK-state+MARK-verifier+${marked.code}&code=${marked.code}&state=MARK-state`,
  ]
  const calls = [
    ...callbacks.map((query) => client.finish(`${redirectUri}?${query}`, kept)),
    client.finish(`${redirectUri}?code=${marked.code}&state=MARK-state`, { ...kept, madeAt: 0 }),
    client.refresh(tokens),
    client.revoke(tokens),
    client.user(tokens, ['id', 'email']),
    client.identity(tokens),
    client.sendMail(tokens, { subject: 'a', message: 'b' }),
    client.requireScopes(tokens, ['phone']),
  ]
  const results = await Promise.allSettled(calls)
  return results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as LoginError] : [],
  )
}

describe('an error', () => {
  it('holds no secret, code, token, state or verifier, and says what to do, whatever the provider answers', async () => {
    let seen = 0
    await fc.assert(
      fc.asyncProperty(answer, async (answer) => {
        for (const error of await errorsOf(answer)) {
          expect(isLoginError(error)).toBe(true)
          expect(error.hint, error.message).toBeTruthy()
          expect(written(error)).not.toMatch(/MARK-|TUFSSy/)
          seen += 1
        }
      }),
      { numRuns: 300 },
    )
    expect(seen).toBeGreaterThan(1000)
  })

  it('cuts secrets out of what the provider says, and keeps the rest', async () => {
    const words = `client web-app sent ${marked.secret} or ${encodeURIComponent(marked.secret)}`
    const client = iitbClient({
      fetch: async () => json({ error: 'invalid_client', error_description: words }, 401),
      clientSecret: marked.secret,
    })
    const error = await failing(client.refresh(tokens))
    expect(error.provider?.description).toBe('client web-app sent *** or ***')
  })

  it('is plain JSON', () => {
    const error = new LoginError({
      code: 'invalid_config',
      step: 'config',
      message: 'clientId must be a non-blank string',
      key: 'clientId',
      hint: 'The provider issues it at registration.',
      cause: new RangeError('out of it'),
    })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'LoginError',
      message: 'clientId must be a non-blank string',
      code: 'invalid_config',
      step: 'config',
      key: 'clientId',
      hint: 'The provider issues it at registration.',
      cause: { name: 'RangeError', message: 'out of it' },
    })
    expect(String(error)).toBe('LoginError: clientId must be a non-blank string')
  })

  it('has only the members that it was given', () => {
    const error = new LoginError({ code: 'timeout', step: 'user', message: 'late' })
    expect(Object.keys(error)).toEqual(['code', 'step'])
    expect('cause' in error).toBe(false)
  })
})

describe('isLoginError', () => {
  it('knows an error of another copy of the package', async () => {
    const copy = '../../packages/client/src/errors.ts?copy'
    const other = (await import(/* @vite-ignore */ copy)) as { LoginError: typeof LoginError }
    const error = new other.LoginError({ code: 'timeout', step: 'user', message: 'late' })
    expect(other.LoginError).not.toBe(LoginError)
    expect(error).not.toBeInstanceOf(LoginError)
    expect(isLoginError(error)).toBe(true)
  })

  it('knows nothing else', () => {
    for (const value of [new Error('x'), { code: 'timeout' }, null, undefined, 'LoginError', 7]) {
      expect(isLoginError(value)).toBe(false)
    }
  })
})

describe('a redacted cause', () => {
  it('keeps name, code and message, and nothing else', () => {
    const cause = Object.assign(new TypeError('fetch failed'), { body: 'secret' })
    cause.cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    expect(redactCause(cause)).toEqual({
      name: 'TypeError',
      message: 'fetch failed',
      code: 'ECONNREFUSED',
    })
  })

  it('keeps no message that quotes what could not be parsed', () => {
    const parse = () => JSON.parse('secret')
    try {
      parse()
    } catch (error) {
      expect(redactCause(error)).toEqual({ name: 'SyntaxError', message: '' })
    }
    expect.assertions(1)
  })

  it.each([
    ['text', 'string'],
    [null, 'object'],
    [undefined, 'undefined'],
    [7, 'number'],
  ])('makes do with %j', (cause, name) => {
    expect(redactCause(cause)).toEqual({ name, message: '' })
  })
})
