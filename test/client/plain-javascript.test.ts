import { describe, expect, it } from 'vitest'
import { answered, failing, iitbClient, json, scripted, tokens } from './support.ts'

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

  it.each([undefined, 'id', { 0: 'id' }])('user wants a list of fields, not %j', async (fields) => {
    const error = await failing(client.user?.(tokens, fields) as Promise<unknown>)
    expect(error).toMatchObject({ code: 'invalid_config', step: 'user', key: 'fields' })
  })

  it.each([undefined, 'ldap'])('requireScopes wants a list of scopes, not %j', async (scopes) => {
    const error = await failing(client.requireScopes?.(tokens, scopes) as Promise<unknown>)
    expect(error).toMatchObject({ code: 'invalid_config', key: 'scopes' })
  })
})
