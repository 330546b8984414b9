import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { createClient } from 'redis'
import { cookiePurpose, sessionCookieName } from '../../../packages/server/src/cookies.ts'
import { createSealer } from '../../../packages/server/src/seal.ts'
import { defaultBasePath } from '../../../packages/server/src/site.ts'
import { secret } from '../../server/site.ts'

const expiresAt = Math.floor(Date.now() / 1000) + 86_400
const data = 'x'.repeat(300)
const visitors = 10_000
/** Far enough apart that neighbours by number are none by id, as random ids are. */
const scatter = 2_654_435_761
const idOf = (number: number) =>
  `${((number * scatter) % 2 ** 32).toString().padStart(10, '0')}-many-${number}`

/** Adds sessions to a new store, below its calls, since one at a time would take all day. */
export async function fill(address: string, count: number): Promise<void> {
  const into = '(id, user_id, generation, data, expires_at)'
  const values = `'-many-' || i, 'user-' || i, 1, '${data}', ${expiresAt}`
  if (address.startsWith('sqlite:')) {
    const database = new DatabaseSync(address.slice('sqlite:'.length))
    database.exec(`INSERT INTO sessions ${into}
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})
      SELECT printf('%010d', i * ${scatter} % 4294967296) || ${values} FROM n`)
    database.close()
  } else if (address.startsWith('redis:')) {
    const client = await createClient({ url: address }).connect()
    await client.flushDb()
    const lua = `for i = 2, #ARGV do
      redis.call('HSET', 'sso-login:sessions:record:' .. ARGV[i], 'g', 1, 'u', 'user', 'd', '${data}', 'e', ARGV[1])
    end`
    for (let from = 0; from < count; from += 5000) {
      const ids = Array.from({ length: Math.min(5000, count - from) }, (_, i) => idOf(from + i))
      await client.eval(lua, { keys: [], arguments: [`${expiresAt}`, ...ids] })
    }
    client.destroy()
  } else {
    const client = new Client({ connectionString: address.split('?')[0] })
    await client.connect()
    const table = `${new URL(address).searchParams.get('prefix')}sessions`
    await client.query(`TRUNCATE ${table}`)
    await client.query(`INSERT INTO ${table} ${into}
      SELECT lpad((i::bigint * ${scatter} % 4294967296)::text, 10, '0') || ${values}
      FROM generate_series(0, ${count - 1}) i`)
    await client.query(`VACUUM ANALYZE ${table}`)
    await client.end()
  }
}

/**
 * Cookies of visitors all over a store of so many sessions. However many those are, there are as many different cookies:
 * what is remembered of each costs the same.
 */
export function cookiesOfMany(count: number): Promise<string[]> {
  const site = { origin: 'https://site.example', secure: true, basePath: defaultBasePath }
  const name = sessionCookieName(site)
  const purpose = cookiePurpose(site, name)
  const sealer = createSealer([secret], Date.now)
  return Promise.all(
    Array.from({ length: visitors }, async () => {
      const id = idOf(Math.floor(Math.random() * count))
      const cookie = { id, user: { id: '101', name: 'Alice Bose' }, endsAt: expiresAt }
      return `${name}=${await sealer.seal(purpose, cookie, expiresAt)}`
    }),
  )
}
