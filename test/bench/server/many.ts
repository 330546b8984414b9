import { randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { createClient } from 'redis'
import { openStore } from '../../server/open-store.ts'
import { median } from './load.ts'

const reads = 3000
const rounds = 7
const expiresAt = Math.floor(Date.now() / 1000) + 86_400
const data = 'x'.repeat(300)

/** Adds sessions `many-0` to `many-n` below the store, since one at a time would take all day. */
async function fill(address: string, count: number): Promise<void> {
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})`
  const into = '(id, user_id, generation, data, expires_at)'
  if (address.startsWith('sqlite:')) {
    const database = new DatabaseSync(address.slice('sqlite:'.length))
    database.exec(`INSERT INTO sessions ${into} ${numbers}
      SELECT 'many-' || i, 'user-' || i, 1, '${data}', ${expiresAt} FROM n`)
    database.close()
  } else if (address.startsWith('redis:')) {
    const client = await createClient({ url: address }).connect()
    const lua = `for i = ARGV[1], ARGV[2] do
      redis.call('HSET', 'sso-login:sessions:record:many-' .. i, 'g', 1, 'u', 'user-' .. i, 'd', ARGV[3], 'e', ARGV[4])
    end`
    for (let from = 0; from < count; from += 10_000) {
      const to = Math.min(from + 10_000, count) - 1
      await client.eval(lua, { keys: [], arguments: [`${from}`, `${to}`, data, `${expiresAt}`] })
    }
    client.destroy()
  } else {
    const url = new URL(address)
    const client = new Client({ connectionString: address.split('?')[0] })
    await client.connect()
    await client.query(`INSERT INTO ${url.searchParams.get('prefix')}sessions ${into}
      SELECT 'many-' || i, 'user-' || i, 1, '${data}', ${expiresAt} FROM generate_series(0, ${count - 1}) i`)
    await client.end()
  }
}

/** How long a read takes, sixteen at a time, in microseconds. */
async function readCost(address: string, count: number): Promise<number> {
  const store = await openStore(address)
  try {
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const started = performance.now()
      for (let done = 0; done < reads; done += 16) {
        await Promise.all(
          Array.from({ length: 16 }, async () => {
            const id = `many-${Math.floor(Math.random() * count)}`
            if (!(await store.sessions.get(id))) throw new Error(`${id} is not there`)
          }),
        )
      }
      times.push(((performance.now() - started) * 1000) / reads)
    }
    return median(times)
  } finally {
    await store.close()
  }
}

/** What a read costs with a million sessions, against a thousand. Each store is one of its own. */
export async function manyRatio(makeAddress: () => string, reset: () => Promise<void>) {
  const costs: number[] = []
  for (const count of [1000, 1_000_000]) {
    await reset()
    const address = makeAddress()
    const store = await openStore(address)
    // Makes the tables.
    await store.sessions.get(randomUUID())
    await store.close()
    await fill(address, count)
    costs.push(await readCost(address, count))
  }
  await reset()
  const [few = 1, many = 1] = costs
  return many / few
}
