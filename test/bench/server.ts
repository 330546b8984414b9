import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createClient } from 'redis'
import { requireStores } from '../support/stores.ts'
import { ratioTo, startBare } from './server/cpu.ts'
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

export async function run(): Promise<void> {
  const { REDIS_URL: _, DATABASE_URL: __, ...environment } = process.env
  // Its own servers, so that what fills and empties them harms nobody.
  process.env = environment
  const stores = await requireStores(console.error)
  const folder = mkdtempSync(join(tmpdir(), 'sso-login-bench-'))
  const sqlite = () => `sqlite:${join(folder, randomUUID())}`
  const redis = () => stores.urls.REDIS_URL
  let tables = 0
  const postgres = () => `${stores.urls.DATABASE_URL}?prefix=bench${++tables}_`
  const kinds = { SQLite: sqlite, Redis: redis, PostgreSQL: postgres }
  try {
    await expiries(kinds)
    await kills(kinds)
    await many(kinds, stores.urls.REDIS_URL)
    await cpu({ SQLite: sqlite(), Redis: redis(), PostgreSQL: postgres() })
  } finally {
    stores.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Kinds = Record<string, () => string>

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
      const { calls, served, providerCalls, revoked } = await expiriesRow(makeAddress(), latencyMs)
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
      const { recovered, grantLost, staleOverwrites } = await killsRow(makeAddress, story)
      row(story, name, recovered, grantLost, staleOverwrites)
    }
  }
}

async function many(kinds: Kinds, redisUrl: string): Promise<void> {
  const row = table('read of one of 1 000 000 sessions', 'to one of 1000 (at most 1.3)')
  const reset = async () => {
    const client = await createClient({ url: redisUrl }).connect()
    await client.flushAll()
    client.destroy()
  }
  for (const [name, makeAddress] of Object.entries(kinds)) {
    row(name, two(await manyRatio(makeAddress, reset)))
  }
}

async function cpu(addresses: Record<string, string>): Promise<void> {
  const row = table(
    'CPU of a request that reads a session',
    'ratio to the same server without',
    'at least',
  )
  const bare = await startBare(['bare'])
  row(
    'ours, sealed cookie (trustCookieSeconds)',
    two(await ratioTo(bare, ['sealed cookie'])),
    '.80',
  )
  const wanted: Record<string, string> = { SQLite: '.65', Redis: '.55' }
  row('ours, memory', two(await ratioTo(bare, ['memory'])), '')
  for (const [name, address] of Object.entries(addresses)) {
    row(`ours, ${name}`, two(await ratioTo(bare, ['store', address])), wanted[name] ?? '')
  }
  const module = installPeers()
  try {
    const express = await startBare(['bare express', module])
    const hono = await startBare(['bare hono', module])
    const bares: Record<string, typeof bare> = {
      'express-openid-connect': express,
      '@hono/oidc-auth': hono,
    }
    for (const peer of peers) row(peer, two(await ratioTo(bares[peer] ?? bare, [peer, module])), '')
    express.stop()
    hono.stop()
  } finally {
    bare.stop()
    rmSync(dirname(module), { recursive: true, force: true })
  }
}
