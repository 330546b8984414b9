import { readFewOptions } from '../few-options.ts'
import { invalid } from '../invalid.ts'
import type { GrantStore, RecordSelector, Store, StoredRecord } from '../store.ts'
import {
  connectPostgres,
  type PostgresConnection,
  type PostgresPool,
} from './postgres-connection.ts'
import { nowSeconds } from './postgres-schema.ts'

export type { PostgresClient, PostgresPool, PostgresResult } from './postgres-connection.ts'

export interface PostgresOptions {
  /** Begins the name of every table, perhaps with a schema: `auth.sso_`; default `sso_login_`. */
  prefix?: string
  /** How long a call waits for the database, in milliseconds; it then fails. Default 3000. */
  timeoutMs?: number
}

export interface PostgresStore extends Store {
  /** Closes the connections that the store has opened; a pool that it was given stays open. */
  close(): Promise<void>
}

/** How many expired rows a write takes with it: more than it adds, so that they never pile up. */
const sweepRows = 20

/**
 * A store in PostgreSQL 12 or later, for a site of several machines. Makes its tables at the first call, also when
 * several processes start at once; its user needs `CREATE` on the schema for that once.
 * @param source `postgres://user:password@host:5432/database`, or a `Pool` of the package `pg`.
 * @throws LoginError `invalid_config`: key `source`, the option's name, or `options`. Tables that a newer version has made are
 *   found by the first call, which fails with the key `source`.
 */
export function postgres(
  source: string | PostgresPool | undefined,
  options: PostgresOptions = {},
): PostgresStore {
  if (typeof source === 'string' ? !/^postgres(ql)?:\/\/./.test(source) : !source?.connect) {
    throw invalid(
      'source',
      'source must be a postgres:// URL, or a Pool of the package pg.',
      'Is its environment variable set?',
    )
  }
  const read = readFewOptions(options, ['prefix', 'timeoutMs'])
  const { prefix = 'sso_login_', timeoutMs = 3000 } = read
  // It becomes part of statements: names of tables cannot be parameters.
  if (!/^([a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]{0,50}$/.test(prefix)) {
    throw invalid(
      'prefix',
      'prefix must be of lower-case letters, digits and _.',
      'E.g. auth.sso_, where auth is a schema.',
    )
  }
  const connection = connectPostgres(source as string | PostgresPool, prefix, timeoutMs)
  const { query } = connection
  return {
    sessions: postgresRecords(connection, prefix, 'sessions'),
    grants: postgresRecords(connection, prefix, 'grants'),

    async take(stateHash, expiresAt) {
      const table = `${prefix}taken`
      await query(sweepOf(table, 'state_hash'), [sweepRows])
      const { rows } = await query(
        `WITH mark AS (
           INSERT INTO ${table} SELECT $1, $2::float8 WHERE $2 > ${nowSeconds}
           ON CONFLICT DO NOTHING RETURNING 1
         )
         SELECT $2 > ${nowSeconds} AS live, EXISTS (SELECT FROM mark) AS taken`,
        [stateHash, expiresAt],
      )
      const { live, taken } = rows[0] as { live: boolean; taken: boolean }
      if (taken) return 'ok'
      return live ? 'consumed' : 'expired'
    },

    close: () => connection.close(),
  }
}

/** Processes that sweep at once take different rows, and none waits for another. */
const sweepOf = (table: string, key: string) =>
  `DELETE FROM ${table} WHERE ${key} IN
     (SELECT ${key} FROM ${table} WHERE expires_at <= ${nowSeconds}
      ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)`

interface Row {
  id: string
  user_id: string
  provider_session_id: string | null
  generation: number
  data: string
  expires_at: number | null
  lease_owner: string | null
  lease_expires_at_ms: number | null
}

/** One table of records. Every statement leaves out what has expired. */
function postgresRecords(
  { query }: PostgresConnection,
  prefix: string,
  kind: 'sessions' | 'grants',
): GrantStore {
  const table = prefix + kind
  const live = `(expires_at IS NULL OR expires_at > ${nowSeconds})`
  const nowMs = `(${nowSeconds} * 1000)`
  const columns = `id, user_id, provider_session_id, generation, data, expires_at,
    lease_owner, lease_expires_at_ms`
  const select = `SELECT ${columns} FROM ${table}`

  const changes = async (text: string, values: unknown[]) =>
    (await query(text, values)).rowCount ?? 0
  const changed = async (text: string, values: unknown[]) => (await changes(text, values)) === 1

  const remove = (column: string, value: string) =>
    changes(`DELETE FROM ${table} WHERE ${column} = $1 AND ${live}`, [value])

  return {
    async get(id) {
      const { rows } = await query(`${select} WHERE id = $1 AND ${live}`, [id])
      return rows.length > 0 ? recordOf(rows[0] as Row) : null
    },
    async create({ id, userId, providerSessionId, data, expiresAt }) {
      if (kind === 'sessions') await query(sweepOf(table, 'number'), [sweepRows])
      await query(`DELETE FROM ${table} WHERE id = $1 AND NOT ${live}`, [id])
      return changed(
        `INSERT INTO ${table} (id, user_id, provider_session_id, generation, data, expires_at)
         VALUES ($1, $2, $3, 1, $4, $5) ON CONFLICT (id) DO NOTHING`,
        [id, userId, providerSessionId ?? null, data, expiresAt],
      )
    },
    claim: (id, generation, owner, ttlMs) =>
      changed(
        `UPDATE ${table} SET lease_owner = $3, lease_expires_at_ms = ${nowMs} + $4
         WHERE id = $1 AND generation = $2 AND ${live}
           AND (lease_owner IS NULL OR lease_owner = $3 OR lease_expires_at_ms <= ${nowMs})`,
        [id, generation, owner, ttlMs],
      ),
    renew: (id, owner, ttlMs) =>
      changed(
        `UPDATE ${table} SET lease_expires_at_ms = ${nowMs} + $3
         WHERE id = $1 AND lease_owner = $2 AND ${live}`,
        [id, owner, ttlMs],
      ),
    commit: (id, generation, data) =>
      changed(
        `UPDATE ${table} SET data = $3, generation = generation + 1,
           lease_owner = NULL, lease_expires_at_ms = NULL
         WHERE id = $1 AND generation = $2 AND ${live}`,
        [id, generation, data],
      ),
    async release(id, owner) {
      await query(
        `UPDATE ${table} SET lease_owner = NULL, lease_expires_at_ms = NULL
         WHERE id = $1 AND lease_owner = $2`,
        [id, owner],
      )
    },
    touch: (id, expiresAt) =>
      changed(`UPDATE ${table} SET expires_at = $2 WHERE id = $1 AND ${live}`, [id, expiresAt]),
    delete(selector: RecordSelector) {
      if ('id' in selector) return remove('id', selector.id)
      if ('userId' in selector) return remove('user_id', selector.userId)
      return remove('provider_session_id', selector.providerSessionId)
    },
    async takeExpired(limit) {
      const { rows } = await query(`${sweepOf(table, 'number')} RETURNING ${columns}`, [limit])
      return rows.map((row) => recordOf(row as Row))
    },
    async list(userId) {
      const text = `${select} WHERE user_id = $1 AND ${live} ORDER BY number DESC`
      return (await query(text, [userId])).rows.map((row) => recordOf(row as Row))
    },
    async listByProviderSession(id) {
      const text = `${select} WHERE provider_session_id = $1 AND ${live}`
      return (await query(text, [id])).rows.map((row) => recordOf(row as Row))
    },
  }
}

function recordOf(row: Row): StoredRecord {
  const { lease_owner: owner, lease_expires_at_ms: expiresAtMs } = row
  return {
    id: row.id,
    userId: row.user_id,
    ...(row.provider_session_id === null ? {} : { providerSessionId: row.provider_session_id }),
    generation: row.generation,
    data: row.data,
    expiresAt: row.expires_at,
    ...(owner === null || expiresAtMs === null ? {} : { lease: { owner, expiresAtMs } }),
  }
}
