import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from '@sso-login/server'
import { sqlite } from '@sso-login/server/sqlite'
import { testStore } from '@sso-login/server/test-store'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { storeUrl } from '../support/stores.ts'
import { type OpenStore, openStore } from './open-store.ts'

/** What has expired is handed out to whoever asks first: not to another run on the same servers. */
const prefix = `stores_${randomUUID().slice(0, 8)}_`
const opened: OpenStore[] = []
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sso-login-stores-'))
})
afterAll(async () => {
  for (const store of opened) await store.close()
  rmSync(folder, { recursive: true, force: true })
  const client = new Client({ connectionString: storeUrl('DATABASE_URL') })
  await client.connect()
  const tables = ['sessions', 'grants', 'taken', 'schema'].map((table) => prefix + table)
  await client.query(`DROP TABLE IF EXISTS ${tables.join()}`)
  await client.end()
})

const shared = {
  it: it.concurrent,
  openStoreModule: new URL('./open-store.ts', import.meta.url),
  nodeArguments: ['--conditions=@sso-login/source'],
}

/** One store for all the cases. */
function testStoreAt(url: string): void {
  const address = `${url}?prefix=${prefix}`
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

/** A clock that the cases move, for the stores that go by the clock of their process. */
function createClock() {
  let aheadMs = 0
  return {
    now: () => Date.now() + aheadMs,
    advance: (seconds: number) => {
      aheadMs += seconds * 1000
    },
  }
}

describe('memory', () => {
  testStore(
    () => {
      const clock = createClock()
      return { store: memory({ now: clock.now }), ...clock }
    },
    { it },
  )
})

describe('SQLite in a file', () => {
  testStore(
    () => {
      const clock = createClock()
      const path = join(folder, randomUUID())
      const store = sqlite(path, { now: clock.now })
      return { store, address: `sqlite:${path}`, close: store.close, ...clock }
    },
    { ...shared, it },
  )
})

describe.concurrent('Redis', () => testStoreAt(storeUrl('REDIS_URL')))

describe.concurrent('a Redis cluster', () =>
  testStoreAt(storeUrl('REDIS_CLUSTER_URL').replace('redis:', 'redis-cluster:')))

describe.concurrent('PostgreSQL', () => testStoreAt(storeUrl('DATABASE_URL')))
