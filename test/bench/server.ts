import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { requireStores } from '../support/stores.ts'
import { ratioTo } from './server/cpu.ts'
import { expiriesRow } from './server/expiries.ts'
import { killsRow, runs, type Story } from './server/kills.ts'
import { manyRatio } from './server/many.ts'
import { installPeers, peers } from './server/peers.ts'

const two = (ratio: number) => ratio.toFixed(2)

/** Prints a table in Markdown, each row as soon as it is known. */
function table(...columns: string[]): (...cells: (string | number)[]) => void {
  const row = (...cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
  console.log()
  row(...columns)
  row(...columns.map(() => '---'))
  return row
}

/** Parts of the names of those rows that are wanted; none: all of them. */
let wantedRows: readonly string[] = []

/** Measures a row, and says so beside the table: it may take minutes. Null: it is not wanted. */
async function measuring<T>(what: string, measure: () => Promise<T>): Promise<T | null> {
  if (wantedRows.length > 0 && !wantedRows.some((part) => what.includes(part))) return null
  const startedAt = performance.now()
  console.error(`  ${what} ...`)
  try {
    return await measure()
  } finally {
    console.error(`  ${what}: ${Math.round((performance.now() - startedAt) / 1000)} s`)
  }
}

/** Where a row gets a store of its own, by the store's name. */
type Kinds = Readonly<Record<string, () => string>>

const all = { expiries, kills, many, cpu }

/**
 * @param wanted Names of sections, default: all, which takes the better part of an hour. What comes after them are parts of
 *   the names of rows, as they are said while they are measured: `kills 'strict, PostgreSQL' stalled`.
 */
export async function run(wanted: readonly string[]): Promise<void> {
  const isSection = (word: string) => Object.hasOwn(all, word)
  const sections = wanted.filter(isSection)
  wantedRows = wanted.filter((word) => !isSection(word))
  if (wantedRows.length > 0 && sections.length === 0) {
    throw new Error(`No section ${wantedRows.join(', ')}; there is: ${Object.keys(all).join(', ')}`)
  }
  const { REDIS_URL: _, DATABASE_URL: __, ...environment } = process.env
  // Its own servers, so that what fills and empties them harms nobody.
  process.env = environment
  const stores = await requireStores(console.error)
  const folder = mkdtempSync(join(tmpdir(), 'sso-login-bench-'))
  let made = 0
  const kinds: Kinds = {
    SQLite: () => `sqlite:${join(folder, randomUUID())}`,
    // It has sixteen.
    Redis: () => `${stores.urls.REDIS_URL}/${++made % 16}`,
    PostgreSQL: () => `${stores.urls.DATABASE_URL}?prefix=bench${++made}_`,
  }
  try {
    for (const [name, section] of Object.entries(all)) {
      if (sections.length === 0 || sections.includes(name)) await section(kinds)
    }
  } finally {
    stores.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function expiries(kinds: Kinds): Promise<void> {
  const row = table(
    '10 expiries, 8 processes x 50 calls',
    'provider',
    'calls',
    'served',
    'provider calls',
    'families lost',
  )
  for (const latencyMs of [60, 2500]) {
    for (const [name, makeAddress] of Object.entries(kinds)) {
      const measured = await measuring(`expiries, ${name}, ${latencyMs} ms`, () =>
        expiriesRow(makeAddress(), latencyMs),
      )
      if (!measured) continue
      const { calls, served, providerCalls, revoked } = measured
      row(name, `${latencyMs} ms`, calls, served, providerCalls, revoked)
    }
  }
}

async function kills(kinds: Kinds): Promise<void> {
  const row = table(
    `kill -9 or stall, ${runs} runs`,
    'store',
    'recovered',
    'grant_lost, then signed in anew',
    'stale overwrites',
  )
  const stories: Story[] = [
    'before the call',
    'after rotation, grace 60 s',
    'after rotation, strict',
    'stalled past the lease',
  ]
  for (const story of stories) {
    for (const [name, makeAddress] of Object.entries(kinds)) {
      const measured = await measuring(`${story}, ${name}`, () => killsRow(makeAddress(), story))
      if (!measured) continue
      const { recovered, grantLost, staleOverwrites } = measured
      row(story, name, recovered, grantLost, staleOverwrites)
    }
  }
}

async function many(kinds: Kinds): Promise<void> {
  const row = table(
    'CPU of a request that reads one of 1 000 000 sessions',
    'to one of 1000 (at most 1.3)',
  )
  for (const [name, makeAddress] of Object.entries(kinds)) {
    const ratio = await measuring(`a million sessions, ${name}`, () => manyRatio(makeAddress))
    if (ratio !== null) row(name, two(ratio))
  }
}

async function cpu(kinds: Kinds): Promise<void> {
  const row = table(
    'CPU of a request that reads a session',
    'ratio to the same server without',
    'at least',
  )
  const bare = ['bare']
  const measured = async (name: string, to: string[], args: string[], wanted = '') => {
    const ratio = await measuring(`CPU, ${name}`, () => ratioTo(to, args))
    if (ratio !== null) row(name, two(ratio), wanted)
  }
  // What the figures below cannot tell apart.
  await measured('none: the same server again', bare, bare)
  await measured('ours, sealed cookie (trustCookieSeconds)', bare, ['sealed cookie'], '.80')
  await measured('ours, memory', bare, ['memory'])
  const wanted: Record<string, string> = { SQLite: '.65', Redis: '.55' }
  for (const [name, makeAddress] of Object.entries(kinds)) {
    await measured(`ours, ${name}`, bare, ['store', makeAddress()], wanted[name])
  }
  const module = await installPeers()
  try {
    const bares: Record<string, string[]> = {
      'express-openid-connect': ['bare express', module],
      '@hono/oidc-auth': ['bare hono', module],
    }
    for (const peer of peers) await measured(peer, bares[peer] ?? bare, [peer, module])
  } finally {
    rmSync(dirname(module), { recursive: true, force: true })
  }
}
