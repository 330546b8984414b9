import { isLoginError } from '@sso-login/client'
import { memory } from '@sso-login/server'
import { postgres } from '@sso-login/server/postgres'
import { redis } from '@sso-login/server/redis'
import { sqlite } from '@sso-login/server/sqlite'
import { describe, expect, it } from 'vitest'

const stores: Readonly<Record<string, (options: never) => unknown>> = {
  memory: (options) => memory(options),
  sqlite: (options) => sqlite(':memory:', options),
  redis: (options) => redis('redis://127.0.0.1:1', options),
  postgres: (options) => postgres('postgres://127.0.0.1:1/x', options),
}

function keyOf(store: string, options: unknown): string | undefined {
  try {
    stores[store]?.(options as never)
  } catch (error) {
    if (isLoginError(error) && error.code === 'invalid_config') return error.key
    throw error
  }
  return undefined
}

describe('the options of a store', () => {
  it.each([
    ['redis', { prefx: 'site' }, 'prefx'],
    ['redis', { prefix: '' }, 'prefix'],
    ['redis', { prefix: 7 }, 'prefix'],
    ['redis', { timeoutMs: '3000' }, 'timeoutMs'],
    ['redis', { timeoutMs: Number.NaN }, 'timeoutMs'],
    ['redis', { timeoutMs: 0 }, 'timeoutMs'],
    ['redis', { timeoutMs: 2 ** 31 }, 'timeoutMs'],
    ['redis', { timeoutMs: Number.POSITIVE_INFINITY }, 'timeoutMs'],
    ['postgres', { timeoutMs: -1 }, 'timeoutMs'],
    ['postgres', { schema: 'auth' }, 'schema'],
    ['postgres', { prefix: 7 }, 'prefix'],
    ['postgres', null, 'options'],
    ['sqlite', { now: 5 }, 'now'],
    ['sqlite', { timeoutMs: 3000 }, 'timeoutMs'],
    ['memory', { nw: Date.now }, 'nw'],
    ['memory', 'sso.db', 'options'],
  ])('of %s: %j is refused by name', (store, options, key) => {
    expect(keyOf(store, options)).toBe(key)
  })

  it.each(Object.keys(stores))('of %s may be left out', (store) => {
    expect(keyOf(store, {})).toBeUndefined()
    expect(keyOf(store, undefined)).toBeUndefined()
  })
})

it.each([
  ['sqlite', () => sqlite(':memory:')],
  ['redis', () => redis('redis://127.0.0.1:1')],
  ['postgres', () => postgres('postgres://nobody@127.0.0.1:1/none')],
])('a store is closed once, however often it is told to: %s', async (_, open) => {
  const store = open()
  await store.close()
  await store.close()
})
