import { describe, expect, it } from 'vitest'
import {
  answered,
  failing,
  form,
  granted,
  html,
  iitbClient,
  json,
  noon,
  scripted,
  started,
  tokens,
} from './support.ts'

async function finished(answer: object) {
  const { fetch } = scripted(json(answer))
  const client = iitbClient({ fetch })
  const { callback, transaction } = await started(client)
  return client.finish(callback, transaction)
}

describe('tokens', () => {
  it.each([36_000, '36000'])('expire after expires_in %j', async (expires_in) => {
    expect(await finished({ ...granted, expires_in })).toMatchObject({
      issuedAt: noon,
      expiresAt: noon + 36_000,
    })
  })

  it('expire by the time of the request, however late the answer comes', async () => {
    let seconds = noon
    const { fetch } = scripted(() => {
      seconds += 8
      return json(granted)
    })
    const client = iitbClient({ fetch, now: () => seconds * 1000 })
    const { callback, transaction } = await started(client)
    const first = await client.finish(callback, transaction)
    expect(first).toMatchObject({ issuedAt: noon, expiresAt: noon + 36_000 })
    const second = await client.refresh(first)
    expect(second).toMatchObject({ issuedAt: noon + 8, expiresAt: noon + 36_008 })
  })

  it('expire when they do, where the provider does not say', async () => {
    const { expires_in: _, ...answer } = granted
    expect(await finished(answer)).not.toHaveProperty('expiresAt')
  })

  it('hold the granted scopes in whatever order, and name the missing ones', async () => {
    const found = await finished({ ...granted, scope: 'ldap  basic priv_rooms ldap' })
    expect(found.scopes).toEqual(['ldap', 'basic', 'priv_rooms'])
    expect(found.missing).toEqual(['profile', 'picture', 'phone', 'program', 'send_mail'])
  })

  it('hold the scopes asked for, where the provider names none', async () => {
    const { scope: _, ...answer } = granted
    expect(await finished(answer)).toMatchObject({ scopes: granted.scope.split(' '), missing: [] })
  })

  it('may come without a refresh token', async () => {
    const { refresh_token: _, ...answer } = granted
    expect(await finished(answer)).not.toHaveProperty('refreshToken')
  })

  it.each([
    ['no access token', { access_token: undefined }],
    ['an empty access token', { access_token: '' }],
    ['an access token that is no text', { access_token: 7 }],
    ['an access token over two lines', { access_token: 'a\r\nX-Evil: 1' }],
    ['a refresh token with a blank', { refresh_token: 'a b' }],
    ['a refresh token that is null', { refresh_token: null }],
    ['no token type', { token_type: undefined }],
    ['a token type that we cannot use', { token_type: 'mac' }],
    ['a life in words', { expires_in: 'long' }],
    ['a life below zero', { expires_in: -1 }],
    ['scopes in a list', { scope: ['basic'] }],
  ])('with %s are refused', async (_, wrong) => {
    const error = await failing(finished({ ...granted, ...wrong }))
    expect(error).toMatchObject({ code: 'response_invalid', step: 'exchange' })
  })
})

describe('a refused exchange', () => {
  async function refused(answer: Response) {
    const client = answered(answer)
    return failing(client.refresh(tokens))
  }

  it.each([
    ['invalid_request', 'invalid_request'],
    ['invalid_grant', 'invalid_grant'],
    ['unauthorized_client', 'unauthorized_client'],
    ['unsupported_grant_type', 'unsupported_grant_type'],
    ['invalid_scope', 'invalid_scope'],
    ['slow_down', 'provider_error'],
  ])('with the error %s is %s', async (named, code) => {
    const error = await refused(json({ error: named, error_description: 'Why.' }, 400))
    expect(error).toMatchObject({
      code,
      step: 'refresh',
      message: 'The provider refused the request',
    })
    expect(error.provider).toEqual({ status: 400, error: named, description: 'Why.' })
  })

  it.each(['Bearer, error="invalid_client"', 'Bearer error="invalid_client"'])(
    'keeps its words beside the challenge %s (seen at IITB)',
    async (challenge) => {
      const body = { error: 'invalid_client', error_description: 'Why.' }
      const error = await refused(json(body, 401, { 'www-authenticate': challenge }))
      expect(error.code).toBe('invalid_client')
      expect(error.provider).toEqual({ status: 401, error: 'invalid_client', description: 'Why.' })
    },
  )

  it('is invalid_client where there is but a challenge', async () => {
    const answer = new Response('', {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="x"' },
    })
    const error = await refused(answer)
    expect(error).toMatchObject({ code: 'invalid_client', provider: { status: 401 } })
  })

  it('is provider_error where the answer is no JSON', async () => {
    expect(await refused(html('<h1>Bad Request</h1>', 400))).toMatchObject({
      code: 'provider_error',
      provider: { status: 400 },
    })
    expect(await refused(json({ detail: 'Not found.' }, 404))).toMatchObject({
      code: 'provider_error',
      provider: { status: 404 },
    })
  })
})

describe('refresh', () => {
  it('sends the refresh token and keeps the one that comes back', async () => {
    const { fetch, sent } = scripted(json(granted))
    const renewed = await iitbClient({ fetch }).refresh(tokens)
    expect(form(sent[0])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'the-refresh-token',
    })
    expect(renewed).toMatchObject({
      accessToken: 'new-access-token',
      refreshToken: 'new-refresh-token',
      expiresAt: noon + 36_000,
    })
  })

  it('keeps the old refresh token where none comes back', async () => {
    const { refresh_token: _, ...answer } = granted
    const renewed = await answered(json(answer)).refresh(tokens)
    expect(renewed.refreshToken).toBe('the-refresh-token')
  })

  it('goes on missing what was missing', async () => {
    const { scope: _, ...answer } = granted
    const partial = { refreshToken: 'r', scopes: ['basic'], missing: ['ldap'] as const }
    expect(await answered(json(answer)).refresh(partial)).toMatchObject({
      scopes: ['basic'],
      missing: ['ldap'],
    })
    const { fetch } = scripted(json({ ...answer, scope: 'ldap' }))
    expect(await iitbClient({ fetch }).refresh(partial)).toMatchObject({
      scopes: ['ldap'],
      missing: ['basic'],
    })
  })

  it.each([undefined, '', null, 7])('refuses the refresh token %j', async (refreshToken) => {
    const { fetch, sent } = scripted(json(granted))
    const wrong = { ...tokens, refreshToken } as never
    const error = await failing(iitbClient({ fetch }).refresh(wrong))
    expect(error).toMatchObject({ code: 'refresh_token_missing', step: 'refresh' })
    expect(sent).toEqual([])
  })

  it('stops waiting at the signal, and lets the request run on', async () => {
    const asked = Promise.withResolvers<AbortSignal>()
    const answer = Promise.withResolvers<Response>()
    const fetch = (_: unknown, init?: RequestInit) => {
      asked.resolve(init?.signal as AbortSignal)
      return answer.promise
    }
    const stop = new AbortController()
    const call = failing(iitbClient({ fetch }).refresh(tokens, { signal: stop.signal }))
    const signal = await asked.promise
    stop.abort()
    expect(await call).toMatchObject({ code: 'aborted', step: 'refresh' })
    expect(signal.aborted).toBe(false)
    answer.resolve(json(granted))
  })

  it('of one refresh token is one request, however many ask at once', async () => {
    const { fetch, sent } = scripted(json(granted), json({ error: 'invalid_grant' }, 400))
    const client = iitbClient({ fetch })
    const [first, second] = await Promise.all([
      client.refresh(tokens),
      client.refresh(JSON.parse(JSON.stringify(tokens))),
    ])
    expect(second).toEqual(first)
    expect(sent).toHaveLength(1)
  })

  it('of another refresh token, or by another client, is a request of its own', async () => {
    const { fetch, sent } = scripted(json(granted))
    const client = iitbClient({ fetch })
    await Promise.all([
      client.refresh(tokens),
      client.refresh({ ...tokens, refreshToken: 'of-somebody-else' }),
      iitbClient({ fetch }).refresh(tokens),
    ])
    expect(sent).toHaveLength(3)
  })

  it('fails for all that asked at once, and can be asked for again', async () => {
    const { fetch, sent } = scripted(html('Bad Gateway', 502), json(granted))
    const client = iitbClient({ fetch })
    const errors = await Promise.all([
      failing(client.refresh(tokens)),
      failing(client.refresh(tokens)),
    ])
    expect(errors.map(({ code }) => code)).toEqual(['provider_error', 'provider_error'])
    expect(sent).toHaveLength(1)
    expect((await client.refresh(tokens)).accessToken).toBe('new-access-token')
  })

  it('goes on for the others when one stops waiting', async () => {
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<Response>()
    const fetch = () => {
      asked.resolve()
      return answer.promise
    }
    const client = iitbClient({ fetch })
    const stop = new AbortController()
    const stopped = failing(client.refresh(tokens, { signal: stop.signal }))
    const waiting = client.refresh(tokens)
    await asked.promise
    stop.abort()
    expect((await stopped).code).toBe('aborted')
    answer.resolve(json(granted))
    expect((await waiting).accessToken).toBe('new-access-token')
  })
})

describe('revoke', () => {
  it('ends the refresh token, so that the pair dies', async () => {
    const { fetch, sent } = scripted(html(''))
    await iitbClient({ fetch }).revoke(tokens)
    expect(sent[0]?.url.href).toBe('https://gymkhana.iitb.ac.in/profiles/oauth/revoke_token/')
    expect(form(sent[0])).toEqual({ token: 'the-refresh-token', token_type_hint: 'refresh_token' })
  })

  it('ends the access token where there is no other', async () => {
    const { fetch, sent } = scripted(html(''))
    await iitbClient({ fetch }).revoke({ accessToken: 'the-access-token' })
    expect(form(sent[0])).toEqual({ token: 'the-access-token', token_type_hint: 'access_token' })
  })

  it('refuses to revoke nothing', async () => {
    const error = await failing(answered(html('')).revoke({} as never))
    expect(error).toMatchObject({ code: 'invalid_token', step: 'revoke' })
  })

  it('names a client that the provider does not accept', async () => {
    const error = await failing(answered(json({ error: 'invalid_client' }, 401)).revoke(tokens))
    expect(error).toMatchObject({ code: 'invalid_client', step: 'revoke' })
  })

  it('sends the secret in the body where the site says so', async () => {
    const { fetch, sent } = scripted(html(''))
    await iitbClient({ fetch, tokenEndpointAuthMethod: 'client_secret_post' }).revoke(tokens)
    expect(sent[0]?.headers.has('authorization')).toBe(false)
    expect(form(sent[0])).toMatchObject({
      client_id: 'web-app',
      client_secret: 'the-client-secret',
    })
  })
})

describe('requireScopes', () => {
  const partial = { ...tokens, scopes: ['basic', 'ldap'] }

  it('passes when all was granted, without a request', async () => {
    const { fetch, sent } = scripted()
    await iitbClient({ fetch }).requireScopes(partial, ['basic', 'ldap'])
    expect(sent).toEqual([])
  })

  it('passes for a scope that always comes', async () => {
    await iitbClient().requireScopes({ ...partial, scopes: [] }, ['basic'])
  })

  it('revokes and fails when the person granted too little', async () => {
    const { fetch, sent } = scripted(html(''))
    const error = await failing(
      iitbClient({ fetch }).requireScopes(partial, ['ldap', 'phone', 'program']),
    )
    expect(error).toMatchObject({ code: 'scope_missing', missing: ['phone', 'program'] })
    expect(error.message).toBe('The person did not grant: phone, program')
    expect(form(sent[0]).token).toBe('the-refresh-token')
  })

  it('knows what the client lacks after a login for fewer scopes', async () => {
    const client = answered(json({ ...granted, scope: 'basic' }))
    const { transaction } = await client.start({ scopes: ['basic'] })
    const callback = `${transaction.redirectUri}?code=c&state=${transaction.state}`
    const { scopes, missing } = await client.finish(callback, transaction)
    expect(scopes).toEqual(['basic'])
    expect(missing).toEqual(client.scopes.filter((scope) => scope !== 'basic'))
  })

  it('fails in the same way when the revocation does', async () => {
    const error = await failing(answered(html('oops', 500)).requireScopes(partial, ['phone']))
    expect(error.code).toBe('scope_missing')
  })

  it('revokes nothing for a scope that does not exist', async () => {
    const { fetch, sent } = scripted(html(''))
    const error = await failing(iitbClient({ fetch }).requireScopes(partial, ['fone' as never]))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'scopes.0' })
    expect(sent).toEqual([])
  })
})
