import { createHash } from 'node:crypto'
import type { TakeResult, Transaction } from '@sso-login/client'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  failing,
  form,
  granted,
  iitbClient,
  json,
  noon,
  redirectUri,
  scripted,
  started,
} from './support.ts'

/** A client whose every request is a failure of the test: these answers must be judged without one. */
const silent = () => {
  const { fetch, sent } = scripted()
  return { client: iitbClient({ fetch }), sent }
}

async function refused(query: Record<string, string>, change: Partial<Transaction> = {}) {
  const { client, sent } = silent()
  const { callback, transaction } = await started(client, query)
  const error = await failing(client.finish(callback, { ...transaction, ...change }))
  expect(sent).toEqual([])
  return error
}

describe('finish', () => {
  it('exchanges the code with what the transaction kept', async () => {
    const { fetch, sent } = scripted(json(granted))
    const client = iitbClient({ fetch })
    const { callback, transaction } = await started(client)
    const tokens = await client.finish(callback, transaction)
    expect(sent).toHaveLength(1)
    expect(sent[0]?.method).toBe('POST')
    expect(sent[0]?.url.href).toBe('https://gymkhana.iitb.ac.in/profiles/oauth/token/')
    expect(sent[0]?.headers.get('authorization')).toBe(
      `Basic ${btoa('web%2Dapp:the%2Dclient%2Dsecret')}`,
    )
    expect(form(sent[0])).toEqual({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: redirectUri,
      code_verifier: transaction.codeVerifier,
    })
    expect(tokens).toEqual({
      accessToken: 'new-access-token',
      refreshToken: 'new-refresh-token',
      issuedAt: noon,
      expiresAt: noon + 36_000,
      scopes: granted.scope.split(' '),
      missing: [],
    })
  })

  it('takes the callback as text, URL or request', async () => {
    const { fetch, sent } = scripted(json(granted))
    const client = iitbClient({ fetch })
    const { callback, transaction } = await started(client)
    for (const form of [callback, callback.href, new Request(callback)]) {
      await client.finish(form, transaction)
    }
    expect(sent).toHaveLength(3)
  })

  it('ignores parameters that it does not know', async () => {
    const { fetch } = scripted(json(granted))
    const client = iitbClient({ fetch })
    const { callback, transaction } = await started(client, {
      code: 'the-code',
      session_state: 'x',
    })
    await expect(client.finish(callback, transaction)).resolves.toMatchObject({ missing: [] })
  })
})

describe('finish judges the transaction:', () => {
  it.each([null, undefined])('%s is missing', async (kept) => {
    const { client } = silent()
    const { callback } = await started(client)
    const error = await failing(client.finish(callback, kept))
    expect(error).toMatchObject({ code: 'transaction_missing', step: 'callback' })
    expect(error.message).toBe('No login is waiting for this callback')
    expect(error.hint).toBe('Cookies or storage were lost on the way: start again.')
  })

  it.each([
    ['a text', 'transaction'],
    ['a list', []],
    ['an empty object', {}],
    ['an empty state', { state: '' }],
    ['a state that is no text', { state: 7 }],
    ['a missing verifier', { codeVerifier: undefined }],
    ['scopes in one text', { scopes: 'basic' }],
    ['a time in words', { madeAt: 'now' }],
    ['no time', { madeAt: Number.NaN }],
    ['a returnTo that is no text', { returnTo: {} }],
    ['a max_age that is no number', { maxAge: null }],
  ])('%s is damaged', async (_, damage) => {
    const { client } = silent()
    const { callback, transaction } = await started(client)
    const kept =
      typeof damage === 'object' && Object.keys(damage).length
        ? { ...transaction, ...damage }
        : damage
    const error = await failing(client.finish(callback, kept as never))
    expect(error).toMatchObject({ code: 'transaction_invalid', step: 'callback' })
    expect(error.hint).toContain('start again')
    expect(error.message).toBe('The kept transaction is damaged')
  })

  it.each([
    ['provider', { provider: 'usso' }],
    ['client', { clientId: 'other-app' }],
    ['redirect URI', { redirectUri: `${redirectUri}/` }],
  ])('one of another %s is refused', async (_, change) => {
    const error = await refused({ code: 'the-code' }, change)
    expect(error).toMatchObject({ code: 'transaction_invalid', step: 'callback' })
    expect(error.message).toBe('The transaction was made by another client')
  })

  it('one that is too old is refused, on the second', async () => {
    let now = noon
    const { fetch, sent } = scripted(json(granted))
    const client = iitbClient({ fetch, now: () => now * 1000, transactionTtlSeconds: 60 })
    const { callback, transaction } = await started(client)
    now += 60
    const error = await failing(client.finish(callback, transaction))
    expect(error).toMatchObject({ code: 'transaction_expired', step: 'callback' })
    expect(sent).toEqual([])
    now -= 1
    await client.finish(callback, transaction)
    expect(sent).toHaveLength(1)
  })
})

describe('finish judges the answer:', () => {
  it.each([
    ['', 'The callback is not an absolute URL'],
    ['/auth/callback?code=a', 'The callback is not an absolute URL'],
    [null, 'The callback is not an absolute URL'],
    [{}, 'The callback is not an absolute URL'],
  ])('%j is no callback', async (callback, message) => {
    const { client } = silent()
    const { transaction } = await client.start()
    const error = await failing(client.finish(callback as never, transaction))
    expect(error).toMatchObject({ code: 'callback_invalid', step: 'callback', message })
    expect(error.hint).toContain('req.url of Node is its path')
  })

  it.each(['state', 'code', 'error', 'iss'])('a repeated %s is refused', async (name) => {
    const { client, sent } = silent()
    const { callback, transaction } = await started(client)
    callback.searchParams.append(name, transaction.state)
    if (callback.searchParams.getAll(name).length < 2) callback.searchParams.append(name, 'x')
    const error = await failing(client.finish(callback, transaction))
    expect(error).toMatchObject({ code: 'callback_invalid', step: 'callback' })
    expect(error.message).toBe(`The callback repeats ${name} (RFC 6749 3.1)`)
    expect(sent).toEqual([])
  })

  it.each([
    ['another', { state: 'x'.repeat(43), code: 'the-code' }],
    ['an empty', { state: '', code: 'the-code' }],
    ['a longer', { state: 'x'.repeat(44), code: 'the-code' }],
  ])('%s state is refused', async (_, query) => {
    const error = await refused(query)
    expect(error).toMatchObject({ code: 'state_mismatch', step: 'callback' })
    expect(error.message).toBe("The callback's state is not this login's")
  })

  const letter = (other: string | undefined) => (other === 'A' ? 'B' : 'A')

  it.each([
    ['differs in its first letter', (state: string) => letter(state[0]) + state.slice(1)],
    ['differs in its last letter', (state: string) => state.slice(0, -1) + letter(state.at(-1))],
    ['lacks a letter', (state: string) => state.slice(0, -1)],
    ['has a letter more', (state: string) => `${state}A`],
  ])('a state that %s is refused', async (_, change) => {
    const { client } = silent()
    const { callback, transaction } = await started(client)
    callback.searchParams.set('state', change(transaction.state))
    const error = await failing(client.finish(callback, transaction))
    expect(error).toMatchObject({ code: 'state_mismatch', step: 'callback' })
  })

  it('a state that is not there is refused', async () => {
    const { client } = silent()
    const { callback, transaction } = await started(client)
    callback.searchParams.delete('state')
    expect(await failing(client.finish(callback, transaction))).toHaveProperty(
      'code',
      'state_mismatch',
    )
  })

  it('an error without the state is not believed', async () => {
    const error = await refused({ error: 'access_denied', state: 'forged' })
    expect(error.code).toBe('state_mismatch')
    expect(error.provider).toBeUndefined()
  })

  it.each(['https://gymkhana.iitb.ac.in', 'https://evil.example', ''])(
    'the issuer %j of a provider that has none is refused',
    async (iss) => {
      const error = await refused({ code: 'the-code', iss })
      expect(error).toMatchObject({ code: 'issuer_mismatch', step: 'callback' })
    },
  )

  it.each([
    ['access_denied', 'access_denied'],
    ['invalid_request', 'invalid_request'],
    ['invalid_scope', 'invalid_scope'],
    ['unauthorized_client', 'unauthorized_client'],
    ['unsupported_response_type', 'unsupported_response_type'],
    ['server_error', 'server_error'],
    ['temporarily_unavailable', 'temporarily_unavailable'],
    ['login_required', 'login_required'],
    ['interaction_required', 'interaction_required'],
    ['consent_required', 'consent_required'],
    ['account_selection_required', 'account_selection_required'],
    ['request_not_supported', 'provider_error'],
    ['transaction_used', 'provider_error'],
    ['', 'provider_error'],
  ])('the error %j becomes %s', async (named, code) => {
    const error = await refused({ error: named, error_description: 'In other\nwords' })
    expect(error).toMatchObject({ code, step: 'callback' })
    expect(error.message).toBe('The provider did not authorize the login')
    expect(error.provider).toEqual({ error: named, description: 'In other words' })
  })

  it('the error comes before a code beside it', async () => {
    const error = await refused({ error: 'access_denied', code: 'the-code' })
    expect(error.code).toBe('access_denied')
  })

  it.each([{}, { code: '' }])('%j has no code', async (query) => {
    const error = await refused(query as never)
    expect(error).toMatchObject({ code: 'code_missing', step: 'callback' })
    expect(error.message).toBe('The callback has neither a code nor an error')
  })

  it('a long description is cut', async () => {
    const error = await refused({ error: 'server_error', error_description: 'x'.repeat(5000) })
    expect(error.provider?.description).toHaveLength(300)
  })
})

describe('finish takes the transaction once:', () => {
  async function taking(result: TakeResult | Error) {
    const { fetch, sent } = scripted(json(granted))
    const client = iitbClient({ fetch })
    const login = await started(client)
    const take = vi.fn(async () => {
      if (result instanceof Error) throw result
      return result
    })
    return { client, sent, take, ...login }
  }

  it('by the hash of its state, until it would have expired', async () => {
    const { client, callback, transaction, take } = await taking('ok')
    await client.finish(callback, transaction, { take })
    const hash = createHash('sha256').update(transaction.state).digest('base64url')
    expect(take.mock.calls).toEqual([[hash, noon + 600]])
  })

  it.each([
    ['consumed', 'transaction_used', 'The callback was answered already'],
    ['expired', 'transaction_expired', 'The login was started too long ago'],
    ['missing', 'transaction_missing', 'No login is waiting for this callback'],
  ] as const)('%s is %s', async (result, code, message) => {
    const { client, callback, transaction, take, sent } = await taking(result)
    const error = await failing(client.finish(callback, transaction, { take }))
    expect(error).toMatchObject({ code, step: 'callback', message })
    expect(sent).toEqual([])
  })

  it('a store that fails is a store_error', async () => {
    const { client, callback, transaction, take } = await taking(new Error('disk full'))
    const error = await failing(client.finish(callback, transaction, { take }))
    expect(error).toMatchObject({ code: 'store_error', step: 'callback' })
    expect(error.cause).toEqual({ name: 'Error', message: 'disk full' })
  })

  it.each([
    [
      'fails at once',
      () => {
        throw new Error('disk full')
      },
    ],
    ['is no function', 'take'],
  ])('a store that %s is a store_error', async (_, take) => {
    const { client, callback, transaction } = await taking('ok')
    const error = await failing(client.finish(callback, transaction, { take: take as never }))
    expect(error).toMatchObject({ code: 'store_error', step: 'callback' })
  })

  it('not for an answer that it does not believe, and not for a caller that has gone', async () => {
    const { client, callback, transaction, take } = await taking('ok')
    const signal = AbortSignal.abort()
    const error = await failing(client.finish(callback, transaction, { take, signal }))
    expect(error).toMatchObject({ code: 'aborted', step: 'callback' })
    callback.searchParams.set('state', 'forged')
    await failing(client.finish(callback, transaction, { take }))
    expect(take).not.toHaveBeenCalled()
  })

  it('also for an answer that is an error', async () => {
    const { client, transaction, callback, take } = await taking('ok')
    callback.searchParams.delete('code')
    callback.searchParams.set('error', 'access_denied')
    const error = await failing(client.finish(callback, transaction, { take }))
    expect(error.code).toBe('access_denied')
    expect(take).toHaveBeenCalledOnce()
  })
})

describe('whatever comes to the callback', () => {
  it('ends in a LoginError', async () => {
    const { client } = silent()
    const { transaction } = await client.start()
    const name = fc.constantFrom('state', 'code', 'error', 'iss', 'error_description', 'x')
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(transaction.state))
    const query = fc.array(fc.tuple(name, value)).map((pairs) => {
      // A lone surrogate is no query, but a provider can send the bytes of one.
      const safe = pairs.map(([key, text]) => [key, text.toWellFormed()])
      return `${redirectUri}?${new URLSearchParams(safe)}`
    })
    const callback = fc.oneof(query, fc.webUrl(), fc.string({ unit: 'binary' }), fc.anything())
    const kept = fc.oneof(fc.constant(transaction), fc.anything())
    await fc.assert(
      fc.asyncProperty(callback, kept, async (url, transaction) => {
        const error = await failing(client.finish(url as never, transaction as never))
        expect(['callback', 'exchange']).toContain(error.step)
      }),
    )
  })
})
