/** What our client makes of every fault there is, at a provider of its own ways and at a standard one. */
import { type Client, createClient, isLoginError } from '@sso-login/client'
import { createMockProvider, type Fault, faultTable } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { standard } from '@sso-login/providers/standard'
import { createLogin, memory } from '@sso-login/server'
import { describe, expect, test } from 'vitest'
import { CookieJar } from '../support/cookie-jar.ts'

const redirectUri = 'https://app.example.test/auth/callback'
const app = { client_id: 'web', client_secret: 'web-secret', redirect_uris: [redirectUri] }
const site = { clientId: app.client_id, clientSecret: app.client_secret, redirectUri }

// Long enough for a signature on a busy machine, short enough to wait for.
const timeoutMs = 400

function at(provider: 'iitb' | 'standard') {
  const mock = createMockProvider(provider === 'iitb' ? iitb : standard, { clients: [app] })
  const options = { ...site, fetch: mock.fetch, timeoutMs }
  const sso =
    provider === 'standard'
      ? createClient(standard, { ...options, scopes: ['openid', 'email', 'offline_access'] })
      : // One type for both: only what every client has is used here.
        (createClient(iitb, {
          ...options,
          scopes: ['basic', 'profile'],
        }) as unknown as Client<typeof standard>)
  const land = async () => {
    const { url, transaction } = await sso.start()
    const { location } = await mock.approve(url, { user: 'alice' })
    return { callback: location ?? '', transaction }
  }
  const signIn = async () => {
    const { callback, transaction } = await land()
    return sso.finish(callback, transaction)
  }
  return { mock, sso, land, signIn }
}

/** `ok`, or the code of the typed error. */
async function outcome(run: () => Promise<unknown>): Promise<string> {
  try {
    await run()
    return 'ok'
  } catch (error) {
    return isLoginError(error) ? error.code : `not typed: ${error}`
  }
}

type Case = readonly [fault: Fault, endpoint: string, iitb: string | null, standard: string]

/** A sign-in with the fault. Null: the dialect cannot have it. */
const atSignIn: readonly Case[] = [
  [{ status: 503 }, 'token', 'provider_error', 'provider_error'],
  [{ html: 502 }, 'token', 'provider_error', 'provider_error'],
  [{ malformed: true }, 'token', 'response_invalid', 'response_invalid'],
  [{ truncated: true }, 'token', 'response_invalid', 'response_invalid'],
  [{ oversized: 2_000_000 }, 'token', 'response_too_large', 'response_too_large'],
  [{ latencyMs: 1 }, 'token', 'ok', 'ok'],
  [{ drop: true }, 'token', 'network_error', 'network_error'],
  [{ never: true }, 'token', 'timeout', 'timeout'],
  [{ halfOpen: true }, 'token', 'timeout', 'timeout'],
  [{ redirectLoop: true }, 'token', 'redirect_refused', 'redirect_refused'],
  [{ drip: 100 }, 'token', 'timeout', 'timeout'],
  [{ contentType: 'text/plain' }, 'token', 'response_invalid', 'response_invalid'],
  [{ stateDropped: true }, 'authorization', 'state_mismatch', 'state_mismatch'],
  [{ stateAltered: true }, 'authorization', 'state_mismatch', 'state_mismatch'],
  [
    { mixUpIssuer: 'https://attacker.example' },
    'authorization',
    'issuer_mismatch',
    'issuer_mismatch',
  ],
  [{ codeForAnotherClient: true }, 'authorization', 'invalid_grant', 'invalid_grant'],
  [{ duplicateCallback: true }, 'authorization', 'ok', 'ok'],
  [{ callbackError: 'server_error' }, 'authorization', 'server_error', 'server_error'],
  [{ callbackError: 'their_own' }, 'authorization', 'provider_error', 'provider_error'],
  [{ tokenError: 'invalid_grant' }, 'token', 'invalid_grant', 'invalid_grant'],
  [{ tokenError: 'invalid_client' }, 'token', 'invalid_client', 'invalid_client'],
  [{ missingMember: 'token_type' }, 'token', 'response_invalid', 'response_invalid'],
  [{ missingMember: 'access_token' }, 'token', 'response_invalid', 'response_invalid'],
  [{ missingMember: 'scope' }, 'token', 'ok', 'ok'],
  [{ nullMember: 'access_token' }, 'token', 'response_invalid', 'response_invalid'],
  [{ nullMember: 'refresh_token' }, 'token', 'response_invalid', 'response_invalid'],
  [{ extraMembers: true }, 'token', 'ok', 'ok'],
  [{ clockSkewSeconds: -7200 }, 'token', 'ok', 'id_token_invalid'],
  [{ clockSkewSeconds: 5 }, 'token', 'ok', 'ok'],
  [{ wrongIss: true }, 'token', null, 'id_token_invalid'],
  [{ wrongAud: true }, 'token', null, 'id_token_invalid'],
  [{ wrongNonce: true }, 'token', null, 'id_token_invalid'],
  [{ wrongAtHash: true }, 'token', null, 'id_token_invalid'],
  [{ algNone: true }, 'token', null, 'id_token_invalid'],
  [{ forgedSignature: true }, 'token', null, 'id_token_invalid'],
  [{ unknownKid: true }, 'token', null, 'id_token_invalid'],
  [{ keyRotated: true }, 'token', null, 'ok'],
  [{ html: 502 }, 'jwks', null, 'provider_error'],
  [{ never: true }, 'jwks', null, 'timeout'],
]

describe.each(['iitb', 'standard'] as const)('a sign-in at %s', (provider) => {
  const cases = atSignIn
    .map(
      ([fault, endpoint, own, std]) => [fault, endpoint, provider === 'iitb' ? own : std] as const,
    )
    .filter(([, , expected]) => expected !== null)

  test.each(cases)('with %j at %s: %s', async (fault, endpoint, expected) => {
    const { mock, signIn } = at(provider)
    mock.faults.add(endpoint, fault, { times: 1 })
    expect(await outcome(signIn)).toBe(expected)
    expect(mock.faults.pending()).toEqual([])
    expect(mock.requests.all().map(({ rejection }) => rejection)).toContain(
      `injected fault ${JSON.stringify(fault)}`,
    )
    // Nothing is left of it: the next sign-in is a good one.
    expect(await outcome(signIn)).toBe('ok')
  })

  test('with another scope than the granted one says what is missing', async () => {
    const { mock, signIn } = at(provider)
    const [scope, missing] = provider === 'iitb' ? ['basic', ['profile']] : ['openid', ['email']]
    mock.faults.add('token', { grantedScope: scope as string }, { times: 1 })
    expect((await signIn()).missing).toEqual(expect.arrayContaining(missing as string[]))
  })

  test('whose callback comes twice exchanges the code once', async () => {
    const { mock, sso, land } = at(provider)
    mock.faults.add('authorization', { duplicateCallback: true })
    const { callback, transaction } = await land()
    const taken = new Set<string>()
    const take = async (hash: string) => {
      const used = taken.has(hash)
      taken.add(hash)
      return used ? ('consumed' as const) : ('ok' as const)
    }
    const finish = () => sso.finish(callback, transaction, { take })
    // Which of the two comes first is the machine's to say.
    const outcomes = await Promise.all([outcome(finish), outcome(finish)])
    expect(outcomes.sort()).toEqual(['ok', 'transaction_used'])
    expect(mock.requests.all({ endpoint: 'token' })).toHaveLength(1)
  })

  test('whose callback comes twice to a site ends signed in, with one exchange', async () => {
    const { mock, sso } = at(provider)
    mock.faults.add('authorization', { duplicateCallback: true })
    const site = createLogin(sso, {
      secrets: ['a secret for tests, at least 32 characters'],
      store: memory(),
    })
    const ownJar = new CookieJar()
    const visit = async (url: string, jar = ownJar) => {
      const answer = await site.fetch(new Request(url, { headers: { cookie: jar.header() } }))
      jar.keep(answer)
      return answer.headers.get('location') ?? ''
    }
    const origin = new URL(redirectUri).origin
    const leave = await visit(`${origin}/auth/login?return_to=/slots`)
    const { status, location, body } = await mock.approve(leave, { user: 'alice' })
    expect(status).toBe(200)
    expect(body).toContain(`<iframe src="${location?.replaceAll('&', '&amp;')}" hidden>`)

    // The frame of another site has none of the cookies, and must not spoil what comes after it.
    expect(await visit(location ?? '', new CookieJar())).toContain('sso_error=transaction_missing')
    expect(new URL(await visit(location ?? ''), origin).pathname).toBe('/slots')
    expect(new URL(await visit(location ?? ''), origin).href).toBe(`${origin}/slots`)
    expect(mock.requests.all({ endpoint: 'token' })).toHaveLength(1)
  })

  test('a refresh that is not rotated keeps the token that works', async () => {
    const { mock, sso, signIn } = at(provider)
    const first = await signIn()
    mock.faults.add('token', { notRotated: true }, { times: 1 })
    const second = await sso.refresh(first)
    expect(second.refreshToken).toBe(first.refreshToken)
    expect(second.accessToken).not.toBe(first.accessToken)
    expect((await sso.refresh(second)).refreshToken).not.toBe(first.refreshToken)
  })

  test('an old refresh token is refused, unless the provider takes it once more', async () => {
    const { mock, sso, signIn } = at(provider)
    const first = await signIn()
    mock.faults.add('token', { oldRefreshTokenAccepted: true }, { times: 1 })
    await sso.refresh(first)
    const again = await sso.refresh(first)
    expect(await outcome(() => sso.refresh(again))).toBe('ok')
    expect(await outcome(() => sso.refresh(first))).toBe('invalid_grant')
  })

  test('tokens of a short life end by it, and a refresh brings those of the usual one', async () => {
    const { mock, sso, signIn } = at(provider)
    mock.faults.add('token', { lifetimeSeconds: 5 }, { times: 1 })
    const tokens = await signIn()
    const { expiresAt = 0 } = tokens
    expect(Math.abs(expiresAt - mock.clock.now() / 1000)).toBeLessThan(6)
    mock.clock.advance({ seconds: 6 })
    expect(await outcome(() => sso.identity(tokens))).toBe('invalid_token')
    const renewed = await sso.refresh(tokens)
    mock.clock.advance({ minutes: 3 })
    expect(await outcome(() => sso.identity(renewed))).toBe('ok')
  })

  test('a refresh after the person has withdrawn is refused, and a login is not', async () => {
    const { mock, sso, signIn } = at(provider)
    const tokens = await signIn()
    const when = { grant_type: 'refresh_token' }
    mock.faults.add('token', { tokenError: 'invalid_grant' }, { when })
    expect(await outcome(() => sso.refresh(tokens))).toBe('invalid_grant')
    expect(await outcome(signIn)).toBe('ok')
  })

  test('a refresh token that comes twice costs its successor the life', async () => {
    const { mock, sso, signIn } = at(provider)
    mock.faults.add('token', { familyRevokedOnReuse: true }, { times: 1 })
    const first = await signIn()
    const second = await sso.refresh(first)
    expect(await outcome(() => sso.refresh(first))).toBe('invalid_grant')
    expect(await outcome(() => sso.refresh(second))).toBe('invalid_grant')
    expect(await outcome(() => sso.identity(second))).toBe('invalid_token')
  })
})

test('a JWKS that lags behind is asked again, and costs the sign-in where it lags still', async () => {
  const { mock, signIn } = at('standard')
  mock.faults.add('token', { keyRotated: true }, { times: 1 })
  mock.faults.add('jwks', { staleJwks: true }, { times: 2 })
  expect(await outcome(signIn)).toBe('id_token_invalid')
})

test('a mail that the provider could not send is told so, and nobody has it', async () => {
  const mock = createMockProvider(iitb, { clients: [app] })
  const sso = createClient(iitb, { ...site, scopes: ['basic', 'send_mail'], fetch: mock.fetch })
  const { url, transaction } = await sso.start()
  const { location } = await mock.approve(url, { user: 'alice' })
  const tokens = await sso.finish(location ?? '', transaction)
  const mail = { subject: 'Your slot', message: 'Tomorrow at nine.' }
  mock.faults.add('sendMail', { mailFailed: true }, { times: 1 })
  expect(await sso.sendMail(tokens, mail)).toMatchObject({ sent: false })
  expect(mock.mail.all()).toEqual([])
  expect(await sso.sendMail(tokens, mail)).toMatchObject({ sent: true })
  expect(mock.mail.all()).toHaveLength(1)
})

test('every fault of the table is met here, with its own example accepted', () => {
  const met = [...atSignIn.map(([fault]) => fault)].flatMap((fault) => Object.keys(fault))
  const elsewhere = [
    'grantedScope',
    'lifetimeSeconds',
    'notRotated',
    'oldRefreshTokenAccepted',
    'familyRevokedOnReuse',
    'staleJwks',
    'mailFailed',
  ]
  expect(
    faultTable()
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...new Set([...met, ...elsewhere])].sort())
  const mocks = { iitb: at('iitb').mock, standard: at('standard').mock }
  for (const { example, endpoints, openId } of faultTable()) {
    const mock = mocks[openId ? 'standard' : 'iitb']
    mock.faults.add(endpoints?.[0] ?? 'token', JSON.parse(example))
  }
  const pending = Object.values(mocks).flatMap(({ faults }) => faults.pending())
  expect(pending).toHaveLength(faultTable().length)
})
