import { createClient } from '@sso-login/client'
import { clientCredentials } from '@sso-login/client/client-credentials'
import { introspect } from '@sso-login/client/introspection'
import { standard } from '@sso-login/providers/standard'
import { describe, expect, it } from 'vitest'
import {
  answered,
  failing,
  granted,
  iitbClient,
  json,
  scripted,
  started,
  tokens,
} from './support.ts'

// What the compiler would have refused.
const client = answered(json({ id: 101 })) as never as Record<
  string,
  (...rest: unknown[]) => unknown
>

describe('a method called with what is not tokens', () => {
  it.each(['refresh', 'revoke', 'user', 'identity', 'sendMail', 'requireScopes'])(
    '%s says so',
    async (method) => {
      for (const wrong of [undefined, null, 'token', 7, []]) {
        const error = await failing(client[method]?.(wrong, ['id']) as Promise<unknown>)
        expect(error).toMatchObject({ code: 'invalid_config', key: 'tokens' })
        expect(error.message).toBe('tokens must be what finish gave')
      }
    },
  )

  it.each(['user', 'identity', 'sendMail', 'requireScopes'])(
    '%s wants to know what was granted',
    async (method) => {
      const rest =
        method === 'sendMail' ? { subject: 'a', message: 'b' } : [method === 'user' ? 'id' : 'ldap']
      const error = await failing(client[method]?.({ accessToken: 'a' }, rest) as Promise<unknown>)
      expect(error).toMatchObject({ code: 'invalid_config', key: 'tokens.scopes' })
    },
  )

  it('refresh wants to know it before it asks: the answer would be lost', async () => {
    const { fetch, sent } = scripted(json({}))
    const { refresh } = iitbClient({ fetch })
    expect(await failing(refresh({ refreshToken: 'r' } as never))).toMatchObject({
      code: 'invalid_config',
      key: 'tokens.scopes',
    })
    expect(sent).toEqual([])
  })

  it.each([null, 'ldap', 7])(
    'refresh gives new tokens for kept ones whose missing is %j: the old ones are over',
    async (missing) => {
      const sso = answered(json(granted))
      expect(await sso.refresh({ ...tokens, missing } as never)).toHaveProperty(
        'accessToken',
        granted.access_token,
      )
    },
  )

  it.each([undefined, 'id', { 0: 'id' }])('user wants a list of fields, not %j', async (fields) => {
    const error = await failing(client.user?.(tokens, fields) as Promise<unknown>)
    expect(error).toMatchObject({ code: 'invalid_config', step: 'user', key: 'fields' })
  })

  it('user names a field that is no text by its place', async () => {
    const error = await failing(client.user?.(tokens, ['id', 10n]) as Promise<unknown>)
    expect(error).toMatchObject({ code: 'invalid_config', step: 'user', key: 'fields.1' })
  })

  it.each([undefined, 'ldap'])('requireScopes wants a list of scopes, not %j', async (scopes) => {
    const error = await failing(client.requireScopes?.(tokens, scopes) as Promise<unknown>)
    expect(error).toMatchObject({ code: 'invalid_config', key: 'scopes' })
  })
})

describe('the options of a method', () => {
  it('may be null, as if there were none', async () => {
    const sso = answered(json(granted))
    const { transaction } = await sso.start(null as never)
    const callback = `${transaction.redirectUri}?code=c&state=${transaction.state}`
    expect(await sso.finish(callback, transaction, null as never)).toHaveProperty('accessToken')
    expect(await sso.refresh(tokens, null as never)).toHaveProperty('accessToken')
  })

  it('of start are refused where their names are none', async () => {
    const error = await failing(client.start?.({ return_to: '/' }) as Promise<unknown>)
    expect(error).toMatchObject({ code: 'invalid_config', step: 'start', key: 'return_to' })
  })

  it('of finish are refused so too: a misspelt take would let a callback in twice', async () => {
    const sso = iitbClient()
    const { transaction, callback } = await started(sso)
    const error = await failing(sso.finish(callback, transaction, { tkae: () => 'ok' } as never))
    expect(error).toMatchObject({ code: 'invalid_config', step: 'callback', key: 'tkae' })
  })
})

describe('the options of a further entry', () => {
  const app = createClient(standard, {
    clientId: 'app',
    clientSecret: 'the-client-secret',
    redirectUri: 'https://site.example/cb',
    scopes: ['openid'],
    fetch: scripted(json({ ...granted, active: false })).fetch,
  })

  it('may be null, as if there were none', async () => {
    expect(await clientCredentials(app, null as never)).toHaveProperty('accessToken')
    expect(await introspect(app, 'a-token', null as never)).toEqual({ active: false })
    const url = app.logoutUrl(null as never)
    expect(new URL(url).searchParams.get('client_id')).toBe('app')
  })

  it.each<[string, (options: never) => unknown]>([
    ['clientCredentials', (options) => clientCredentials(app, options)],
    ['introspect', (options) => introspect(app, 'a-token', options)],
  ])('%s are refused where their names are none', async (_, call) => {
    const error = await failing(async () => call({ scope: 'api' } as never))
    expect(error).toMatchObject({ code: 'invalid_config', key: 'scope' })
  })
})

describe('an id_token that is no text', () => {
  it.each(['user', 'identity', 'refresh', 'revoke'])('is named by %s', async (method) => {
    const wrong = { ...tokens, idToken: 7 }
    const error = await failing(client[method]?.(wrong, ['id']) as Promise<unknown>)
    expect(error).toMatchObject({ code: 'invalid_config', key: 'tokens.idToken' })
  })
})

describe('a signal that is none', () => {
  const calls: [
    string,
    (sso: ReturnType<typeof iitbClient>, options: never) => Promise<unknown>,
  ][] = [
    ['refresh', (sso, options) => sso.refresh(tokens, options)],
    ['revoke', (sso, options) => sso.revoke(tokens, options)],
    ['user', (sso, options) => sso.user(tokens, ['id'], options)],
    ['identity', (sso, options) => sso.identity(tokens, options)],
    ['sendMail', (sso, options) => sso.sendMail(tokens, { subject: 'a', message: 'b' }, options)],
  ]

  it.each(calls)('is named by %s, which asks nothing then', async (_, call) => {
    for (const signal of [7, 'soon', true, {}, new AbortController()]) {
      const { fetch, sent } = scripted(json(granted))
      const error = await failing(call(iitbClient({ fetch }), { signal } as never))
      expect(error).toMatchObject({ code: 'invalid_config', key: 'signal' })
      expect(error.message).toBe('signal must be an AbortSignal')
      expect(sent).toEqual([])
    }
  })

  it('is named by finish, which leaves the login as it was', async () => {
    const sso = iitbClient()
    const { transaction, callback } = await started(sso)
    let taken = 0
    const take = async () => {
      taken += 1
      return 'ok' as const
    }
    const error = await failing(sso.finish(callback, transaction, { take, signal: 7 } as never))
    expect(error).toMatchObject({ code: 'invalid_config', step: 'callback', key: 'signal' })
    expect(taken).toBe(0)
  })

  it('may be null or false, as if there were none', async () => {
    for (const signal of [null, false]) {
      const sso = answered(json(granted), json({ id: 101 }))
      expect(await sso.refresh(tokens, { signal } as never)).toHaveProperty('accessToken')
      expect(await sso.user(tokens, ['id'], { signal } as never)).toHaveProperty('id', 101)
    }
  })
})
