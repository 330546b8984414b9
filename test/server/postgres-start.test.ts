import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type PostgresStore, postgres } from '@sso-login/server/postgres'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { storeUrl } from '../support/stores.ts'

/** As in `postgres-connection.ts`: whoever holds it, all others wait at the same place. */
const schemaLock = 7_736_801_151

it('several processes that start at once on PostgreSQL make its tables once', async () => {
  const url = storeUrl('DATABASE_URL')
  const prefix = `start_${randomUUID().replaceAll('-', '')}_`
  const client = new Client({ connectionString: url })
  await client.connect()
  const stores: PostgresStore[] = []
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [schemaLock])
    for (let process = 0; process < 4; process += 1) {
      stores.push(postgres(url, { prefix, timeoutMs: 30_000 }))
    }
    const asked = Promise.allSettled(stores.map((store) => store.sessions.get('nobody')))
    const waiting = async () => {
      const { rows } = await client.query(
        "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
      )
      return (rows[0] as { n: number }).n
    }
    while ((await waiting()) < stores.length) await wait(10)
    await client.query('COMMIT')
    expect(await asked).toEqual(stores.map(() => ({ status: 'fulfilled', value: null })))
  } finally {
    await Promise.all(stores.map((store) => store.close()))
    for (const table of ['sessions', 'grants', 'taken', 'schema']) {
      await client.query(`DROP TABLE IF EXISTS ${prefix}${table}`)
    }
    await client.end()
  }
})
