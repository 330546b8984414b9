import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from '@sso-login/server'
import { testStore } from '@sso-login/server/test-store'
import { afterAll, describe, it } from 'vitest'
import { storeUrl } from '../support/stores.ts'
import { type OpenStore, openStore } from './open-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'sso-login-stores-'))
const opened: OpenStore[] = []

afterAll(async () => {
  for (const store of opened) await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const shared = {
  it: it.concurrent,
  openStoreModule: new URL('./open-store.ts', import.meta.url),
  nodeArguments: ['--conditions=@sso-login/source'],
}

/** One store for all the cases. */
function testStoreAt(address: string): void {
  let store: Promise<OpenStore> | undefined
  const open = async () => {
    const made = await openStore(address)
    opened.push(made)
    return made
  }
  testStore(async () => {
    store ??= open()
    return { store: await store, address }
  }, shared)
}

describe('memory', () => {
  testStore(
    () => {
      let nowMs = Date.UTC(2026, 10, 21)
      const now = () => nowMs
      const advance = (seconds: number) => {
        nowMs += seconds * 1000
      }
      return { store: memory({ now }), now, advance }
    },
    { it },
  )
})

describe.concurrent('SQLite in a file', () => testStoreAt(`sqlite:${join(folder, 'sso.db')}`))

describe.concurrent('Redis', () => testStoreAt(storeUrl('REDIS_URL')))

describe.concurrent('a Redis cluster', () =>
  testStoreAt(storeUrl('REDIS_CLUSTER_URL').replace('redis:', 'redis-cluster:')))

describe.concurrent('PostgreSQL', () => testStoreAt(storeUrl('DATABASE_URL')))
