import { Pool } from 'pg'
import { invalid } from '../invalid.ts'
import { createTables, schemaVersion } from './postgres-schema.ts'
import { within } from './within.ts'

/** What is used of a `Pool` of `pg`. */
export interface PostgresPool {
  query(text: string, values?: unknown[]): Promise<PostgresResult>
  connect(): Promise<PostgresClient>
}

export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<PostgresResult>
  release(error?: Error | boolean): void
}

export interface PostgresResult {
  rows: unknown[]
  rowCount: number | null
}

export interface PostgresConnection {
  /** Runs one statement, once the tables are there. */
  query(text: string, values: unknown[]): Promise<PostgresResult>
  close(): Promise<void>
}

/** Of the lock under which tables are made, so that of several processes one does; any number will do, but always the same. */
const schemaLock = 7_736_801_151

/** @param source A `postgres://` URL, or a pool that somebody else closes. */
export function connectPostgres(
  source: string | PostgresPool,
  prefix: string,
  timeoutMs: number,
): PostgresConnection {
  const isOwn = typeof source === 'string'
  const pool = isOwn ? ownPool(source, timeoutMs) : source
  let tables: Promise<void> | undefined
  let closed: Promise<void> | undefined

  /** Tried again by the next call when it fails: the database may be away when the site starts. */
  function ready(): Promise<void> {
    tables ??= makeTables(pool, prefix).catch((error: unknown) => {
      tables = undefined
      throw error
    })
    return tables
  }

  return {
    query: (text, values) =>
      within(
        timeoutMs,
        ready().then(() => pool.query(text, values)),
      ),
    async close() {
      if (isOwn) closed ??= (pool as Pool).end()
      await closed
    },
  }
}

function ownPool(connectionString: string, timeoutMs: number): Pool {
  const pool = new Pool({
    connectionString,
    connectionTimeoutMillis: timeoutMs,
    // A connection whose answer does not come is given up, or the pool would run out of them.
    query_timeout: timeoutMs,
    keepAlive: true,
  })
  // A connection that is lost while idle is replaced; without a listener the process would end.
  pool.on('error', () => {})
  return pool
}

async function makeTables(pool: PostgresPool, prefix: string): Promise<void> {
  const client = await pool.connect()
  try {
    const version = await versionOf(client, prefix)
    if (version > schemaVersion) {
      const message = `The tables have schema ${version}; this version knows ${schemaVersion}.`
      throw invalid('source', message, 'Use the newer version here too.')
    }
    if (version < schemaVersion) await migrate(client, prefix)
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** 0 where there are no tables yet. */
async function versionOf(client: PostgresClient, prefix: string): Promise<number> {
  const { rows: found } = await client.query('SELECT to_regclass($1) AS name', [`${prefix}schema`])
  if ((found[0] as { name: string | null }).name === null) return 0
  return readVersion(client, prefix)
}

async function readVersion(client: PostgresClient, prefix: string): Promise<number> {
  const { rows } = await client.query(`SELECT version FROM ${prefix}schema`)
  return (rows[0] as { version: number } | undefined)?.version ?? 0
}

async function migrate(client: PostgresClient, prefix: string): Promise<void> {
  await client.query('BEGIN')
  await client.query('SELECT pg_advisory_xact_lock($1)', [schemaLock])
  // Looked at again under the lock: another process may have been first. Not by to_regclass, which within a transaction
  // goes on saying that there is no such table after others have made it.
  await client.query(`CREATE TABLE IF NOT EXISTS ${prefix}schema (version integer NOT NULL)`)
  const version = await readVersion(client, prefix)
  if (version === 0) {
    await client.query(createTables(prefix))
    await client.query(`INSERT INTO ${prefix}schema (version) VALUES ($1)`, [schemaVersion])
  }
  await client.query('COMMIT')
}
