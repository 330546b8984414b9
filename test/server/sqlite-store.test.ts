import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isLoginError } from '@sso-login/client'
import { sqlite } from '@sso-login/server/sqlite'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runScript } from './run-script.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sso-login-sqlite-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const newFile = () => join(folder, `${++files}.sqlite`)

const opened: { close(): void }[] = []
afterEach(() => {
  for (const store of opened.splice(0)) store.close()
})

function keep<S extends { close(): void }>(store: S): S {
  opened.push(store)
  return store
}

function errorOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (isLoginError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('the SQLite store', () => {
  it('is there again after the file was closed and opened', async () => {
    const file = newFile()
    const first = sqlite(file)
    const expiresAt = Date.now() / 1000 + 600
    await first.take('hash', expiresAt)
    await first.sessions.create({ id: 'a', userId: 'iitb:1', data: 'x', expiresAt })
    first.close()
    const second = keep(sqlite(file))
    expect(await second.take('hash', expiresAt)).toBe('consumed')
    expect((await second.sessions.get('a'))?.data).toBe('x')
  })

  it('lets several processes start at once on a file that is not there yet', async () => {
    const file = newFile()
    const script = (name: string) => `
      const { sqlite } = await import('@sso-login/server/sqlite')
      const store = sqlite(${JSON.stringify(file)})
      for (let number = 0; number < 20; number += 1) {
        await store.sessions.create({ id: '${name}' + number, userId: 'iitb:1', data: 'x', expiresAt: null })
      }
      store.close()`
    const codes = await Promise.all(['a', 'b', 'c', 'd'].map((name) => runScript(script(name))))
    expect(codes).toEqual([0, 0, 0, 0])
    expect(await keep(sqlite(file)).sessions.list('iitb:1')).toHaveLength(80)
  })

  it('waits for the lock of another process without holding up its own', async () => {
    const file = newFile()
    const store = keep(sqlite(file))
    const other = keep(new DatabaseSync(file))
    other.exec('BEGIN IMMEDIATE')
    const record = { id: 'a', userId: 'iitb:1', data: 'x', expiresAt: null }
    const created = store.sessions.create(record)
    const taken = store.take('hash', Date.now() / 1000 + 600)
    // Both were refused by now; this runs before they give up.
    await new Promise((resolve) => setImmediate(resolve))
    other.exec('COMMIT')
    expect(await created).toBe(true)
    expect(await taken).toBe('ok')
  })

  it('gives each of many reads at once its own answer', async () => {
    const store = keep(sqlite(newFile()))
    for (const id of ['a', 'b', 'c']) {
      await store.sessions.create({ id, userId: 'iitb:1', data: `of ${id}`, expiresAt: null })
    }
    const read = await Promise.all(['b', 'none', 'a', 'b', 'c'].map(store.sessions.get))
    expect(read.map((record) => record?.data)).toEqual(['of b', undefined, 'of a', 'of b', 'of c'])
    expect((await store.sessions.get('c'))?.id).toBe('c')
  })

  it('fails the reads that it was closed under, each of them', async () => {
    const store = sqlite(newFile())
    const reading = Promise.allSettled(['a', 'b'].map(store.sessions.get))
    store.close()
    expect((await reading).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  it('writes ahead, so that readers and a writer do not wait for each other', () => {
    const file = newFile()
    keep(sqlite(file))
    const peek = keep(new DatabaseSync(file))
    expect(peek.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  })

  it('removes what has expired from the file', async () => {
    let nowMs = 1_000_000_000_000
    const file = newFile()
    const store = keep(sqlite(file, { now: () => nowMs }))
    for (let number = 0; number < 50; number += 1) {
      const expiresAt = nowMs / 1000 + 10
      await store.sessions.create({ id: `old ${number}`, userId: 'iitb:1', data: 'x', expiresAt })
      await store.take(`old ${number}`, expiresAt)
    }
    nowMs += 11_000
    for (let number = 0; number < 3; number += 1) {
      await store.sessions.create({
        id: `new ${number}`,
        userId: 'iitb:1',
        data: 'x',
        expiresAt: null,
      })
      await store.take(`new ${number}`, nowMs / 1000 + 10)
    }
    const peek = keep(new DatabaseSync(file))
    expect(peek.prepare('SELECT count(*) AS n FROM sessions').get()).toEqual({ n: 3 })
    expect(peek.prepare('SELECT count(*) AS n FROM taken').get()).toEqual({ n: 3 })
  })

  it('finds sessions, users and what has expired by an index, never by a full scan', () => {
    const file = newFile()
    keep(sqlite(file))
    const peek = keep(new DatabaseSync(file))
    const plans = [
      "SELECT * FROM sessions WHERE id = 'a'",
      "SELECT * FROM grants WHERE user_id = 'a' ORDER BY number DESC",
      "DELETE FROM grants WHERE provider_session_id = 'a'",
      'SELECT number FROM sessions WHERE expires_at <= 5 ORDER BY expires_at LIMIT 20',
      'SELECT state_hash FROM taken WHERE expires_at <= 5 ORDER BY expires_at LIMIT 20',
    ].flatMap((query) => peek.prepare(`EXPLAIN QUERY PLAN ${query}`).all())
    for (const { detail } of plans) expect(detail).toMatch(/^SEARCH /)
  })

  it('says which folder is missing', () => {
    const error = errorOf(() => sqlite(join(folder, 'absent', 'sso.db')))
    expect(error.code).toBe('invalid_config')
    expect(error.key).toBe('path')
    expect(error.message).toContain(`The folder ${join(folder, 'absent')} does not exist.`)
  })

  it('says so when the file is no database', () => {
    const file = newFile()
    writeFileSync(file, 'a text file, which is no database. '.repeat(100))
    const error = errorOf(() => sqlite(file))
    expect(error.code).toBe('invalid_config')
    expect(error.message).toContain(`The file ${file} cannot be used.`)
  })

  it('refuses a file that a newer version made', () => {
    const file = newFile()
    const newer = new DatabaseSync(file)
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    const error = errorOf(() => sqlite(file))
    expect(error.message).toContain('The file has schema 99; this version knows 1.')
  })
})
