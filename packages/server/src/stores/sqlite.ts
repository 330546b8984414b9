import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import * as nodeSqlite from 'node:sqlite'
import { LoginError, type TakeResult } from '@sso-login/client'
import { readFewOptions } from '../few-options.ts'
import { invalid } from '../invalid.ts'
import type { GrantStore, NewRecord, RecordSelector, Store, StoredRecord } from '../store.ts'
import { busyTimeoutMs, patient } from './sqlite-patience.ts'
import { together } from './sqlite-reads.ts'
import { schema, schemaVersion } from './sqlite-schema.ts'

export interface SqliteOptions {
  /** The time, in epoch milliseconds; default `Date.now`. */
  now?: () => number
}

export interface SqliteStore extends Store {
  /** Closes the file, once; the store is of no use afterwards. */
  close(): void
}

type Database = nodeSqlite.DatabaseSync
type Kind = 'sessions' | 'grants'

/** How many expired sessions a write takes with it: more than it adds, so that they never pile up. */
const sweepRows = 20

/** Of the file's beginning; address space only. Over a million sessions. */
const mappedBytes = 2 ** 30

/**
 * A store in one SQLite file, by Node's own `node:sqlite`: the default for a site on one machine, with any number of processes.
 * What it has answered survives a crash of the machine (WAL with `synchronous=FULL`).
 * @param path Of the file, made if absent; its folder must exist. `:memory:` keeps it in memory.
 * @throws LoginError `invalid_config`: key `path`, when the file cannot be opened or was made by a newer version; the option's
 *   name, or `options`.
 */
export function sqlite(path: string, options: SqliteOptions = {}): SqliteStore {
  const { now = Date.now } = readFewOptions(options, ['now'])
  const database = open(path)
  // `isOpen` of the database itself is absent before Node 22.15.
  let isOpen = true
  const insertMark = database.prepare(
    'INSERT INTO taken (state_hash, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const sweepMarks = database.prepare(
    `DELETE FROM taken WHERE state_hash IN
       (SELECT state_hash FROM taken WHERE expires_at <= ? ORDER BY expires_at LIMIT ${sweepRows})`,
  )
  function take(stateHash: string, expiresAt: number): TakeResult {
    const nowSeconds = now() / 1000
    sweepMarks.run(nowSeconds)
    if (expiresAt <= nowSeconds) return 'expired'
    return insertMark.run(stateHash, expiresAt).changes === 1 ? 'ok' : 'consumed'
  }
  function records(kind: Kind): GrantStore {
    const calls = sqliteRecords(database, kind, now)
    const patiently = patient(calls)
    return { ...patiently, get: together(database, calls.get, patiently.get) }
  }
  return {
    sessions: records('sessions'),
    grants: records('grants'),
    ...patient({ take }),
    close() {
      if (isOpen) database.close()
      isOpen = false
    },
  }
}

const columns = `user_id, provider_session_id, generation, data, expires_at,
  lease_owner, lease_expires_at_ms, id`

/** As one who asks by id needs it: that column is left out there. */
type Row = [
  userId: string,
  providerSessionId: string | null,
  generation: number,
  data: string,
  expiresAt: number | null,
  leaseOwner: string | null,
  leaseExpiresAtMs: number | null,
  id: string,
]

/** The calls of a store as SQLite does them; `patient` makes promises of them. */
type RecordCalls = {
  [K in keyof GrantStore]: (
    ...given: Parameters<GrantStore[K]>
  ) => Awaited<ReturnType<GrantStore[K]>>
}

/** One table of records; `kind` is its name. Every statement leaves out what has expired. */
function sqliteRecords(database: Database, kind: Kind, now: () => number): RecordCalls {
  const live = '(expires_at IS NULL OR expires_at > :now)'
  const returningArrays = (text: string) => {
    const statement = database.prepare(text)
    // A third off what a read costs; absent before Node 22.16.
    statement.setReturnArrays?.(true)
    return statement
  }
  const select = (wanted: string, where: string) =>
    returningArrays(`SELECT ${wanted} FROM ${kind} WHERE ${where}`)
  // The one statement of nearly every request: what JavaScript can do costs more in it.
  const selectOne = select(columns.replace(', id', ''), 'id = ?')
  const selectOfUser = select(columns, `user_id = :userId AND ${live} ORDER BY number DESC`)
  const selectOfProviderSession = select(columns, `provider_session_id = :session AND ${live}`)
  const sweep = returningArrays(
    `DELETE FROM ${kind} WHERE number IN
       (SELECT number FROM ${kind} WHERE expires_at <= :now ORDER BY expires_at LIMIT :limit)
     RETURNING ${columns}`,
  )
  const forget = database.prepare(`DELETE FROM ${kind} WHERE id = :id AND expires_at <= :now`)
  const insert = database.prepare(
    `INSERT INTO ${kind} (id, user_id, provider_session_id, generation, data, expires_at)
     VALUES (:id, :userId, :providerSessionId, 1, :data, :expiresAt) ON CONFLICT (id) DO NOTHING`,
  )
  const claim = database.prepare(
    `UPDATE ${kind} SET lease_owner = :owner, lease_expires_at_ms = :leaseUntil
     WHERE id = :id AND generation = :generation AND ${live}
       AND (lease_owner IS NULL OR lease_owner = :owner OR lease_expires_at_ms <= :nowMs)`,
  )
  const renew = database.prepare(
    `UPDATE ${kind} SET lease_expires_at_ms = :leaseUntil
     WHERE id = :id AND lease_owner = :owner AND ${live}`,
  )
  const commit = database.prepare(
    `UPDATE ${kind} SET data = :data, generation = generation + 1,
       lease_owner = NULL, lease_expires_at_ms = NULL
     WHERE id = :id AND generation = :generation AND ${live}`,
  )
  const release = database.prepare(
    `UPDATE ${kind} SET lease_owner = NULL, lease_expires_at_ms = NULL
     WHERE id = :id AND lease_owner = :owner`,
  )
  const touch = database.prepare(
    `UPDATE ${kind} SET expires_at = :expiresAt WHERE id = :id AND ${live}`,
  )
  const deleteWhere = (column: string) =>
    database.prepare(`DELETE FROM ${kind} WHERE ${column} = :value AND ${live}`)
  const deleteById = deleteWhere('id')
  const deleteByUser = deleteWhere('user_id')
  const deleteByProviderSession = deleteWhere('provider_session_id')

  const nowSeconds = () => now() / 1000

  function remove(selector: RecordSelector): number | bigint {
    const time = { now: nowSeconds() }
    if ('id' in selector) return deleteById.run({ value: selector.id, ...time }).changes
    if ('userId' in selector) return deleteByUser.run({ value: selector.userId, ...time }).changes
    return deleteByProviderSession.run({ value: selector.providerSessionId, ...time }).changes
  }

  return {
    get(id) {
      const row = selectOne.get(id)
      const record = row ? recordOf(row, id) : null
      return record && (record.expiresAt ?? Number.POSITIVE_INFINITY) > nowSeconds() ? record : null
    },
    create({ id, userId, providerSessionId = undefined, data, expiresAt }: NewRecord) {
      const time = { now: nowSeconds() }
      if (kind === 'sessions') sweep.run({ ...time, limit: sweepRows })
      forget.run({ id, ...time })
      const values = { id, userId, providerSessionId: providerSessionId ?? null, data, expiresAt }
      return insert.run(values).changes === 1
    },
    claim(id, generation, owner, ttlMs) {
      const nowMs = now()
      const values = { id, generation, owner, nowMs, now: nowMs / 1000, leaseUntil: nowMs + ttlMs }
      return claim.run(values).changes === 1
    },
    renew(id, owner, ttlMs) {
      const nowMs = now()
      return renew.run({ id, owner, now: nowMs / 1000, leaseUntil: nowMs + ttlMs }).changes === 1
    },
    commit(id, generation, data) {
      return commit.run({ id, generation, data, now: nowSeconds() }).changes === 1
    },
    release(id, owner) {
      release.run({ id, owner })
    },
    touch(id, expiresAt) {
      return touch.run({ id, expiresAt, now: nowSeconds() }).changes === 1
    },
    delete(selector) {
      return Number(remove(selector))
    },
    takeExpired(limit) {
      return sweep.all({ now: nowSeconds(), limit }).map((row) => recordOf(row))
    },
    list(userId) {
      const rows = selectOfUser.all({ userId, now: nowSeconds() })
      return rows.map((row) => recordOf(row))
    },
    listByProviderSession(session) {
      const rows = selectOfProviderSession.all({ session, now: nowSeconds() })
      return rows.map((row) => recordOf(row))
    },
  }
}

function recordOf(row: object, ofId?: string): StoredRecord {
  const values = (Array.isArray(row) ? row : Object.values(row)) as Row
  const [userId, providerSessionId, generation, data, expiresAt, owner, expiresAtMs, id] = values
  const record: StoredRecord = { id: ofId ?? id, userId, generation, data, expiresAt }
  if (providerSessionId !== null) record.providerSessionId = providerSessionId
  if (owner !== null && expiresAtMs !== null) record.lease = { owner, expiresAtMs }
  return record
}

function open(path: string): Database {
  if (typeof path !== 'string' || path === '')
    throw badPath('path must name a file.', 'E.g. sso.db.')
  // Node renames the class; both names are looked up so that either version of Node runs this.
  const { Database = nodeSqlite.DatabaseSync } = nodeSqlite as typeof nodeSqlite & {
    Database?: typeof nodeSqlite.DatabaseSync
  }
  const folder = dirname(resolve(path))
  if (path !== ':memory:' && !existsSync(folder)) {
    throw badPath(`The folder ${folder} does not exist.`, 'Make it first: only the file is made.')
  }
  let database: Database
  try {
    database = new Database(path)
  } catch (cause) {
    throw badPath(
      `The file ${path} cannot be opened.`,
      'Is it a file this process may write?',
      cause,
    )
  }
  try {
    prepareDatabase(database)
  } catch (cause) {
    database.close()
    if (cause instanceof LoginError) throw cause
    throw badPath(`The file ${path} cannot be used.`, 'Is it an SQLite database of ours?', cause)
  }
  return database
}

function prepareDatabase(database: Database): void {
  // First the timeout: of several processes that start at once, one makes the tables and the others wait.
  database.exec('PRAGMA busy_timeout = 5000')
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  // Of a large file nearly every read meets pages that are in no cache of ours: a map of it spares the call for each.
  database.exec(`PRAGMA mmap_size = ${mappedBytes}`)
  database.exec('BEGIN IMMEDIATE')
  try {
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number
    }
    if (version > schemaVersion) {
      throw badPath(
        `The file has schema ${version}; this version knows ${schemaVersion}.`,
        'Use the newer version here too.',
      )
    }
    if (version < schemaVersion) database.exec(schema)
    database.exec('COMMIT')
    // From here on others have requests to answer: see sqlite-patience.ts.
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

const badPath = (message: string, hint: string, cause?: unknown) =>
  invalid('path', message, hint, { cause })
