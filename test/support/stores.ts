import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { accessSync, chownSync, constants, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { createClient } from 'redis'
import { createGuard, type Guard } from './guard.ts'

/** Where the stores of the tests are; also the names of the environment's variables. */
export interface StoreUrls {
  REDIS_URL: string
  /** A server of its own that takes only what a cluster would. */
  REDIS_CLUSTER_URL: string
  DATABASE_URL: string
}

export interface TestStores extends Guard {
  readonly urls: StoreUrls
}

/** PostgreSQL refuses to run as root. This is `nobody`. */
const otherUid = 65_534
const isRoot = process.getuid?.() === 0

/** Also where Debian and Homebrew keep PostgreSQL, which is not on the PATH. */
function foldersOfPrograms(): string[] {
  const debian = '/usr/lib/postgresql'
  const versions = (() => {
    try {
      return readdirSync(debian).sort((one, other) => Number(other) - Number(one))
    } catch {
      return []
    }
  })()
  return [
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    ...versions.map((version) => join(debian, version, 'bin')),
    '/usr/local/pgsql/bin',
    '/opt/homebrew/bin',
    '/opt/homebrew/opt/postgresql@17/bin',
  ]
}

function findProgram(name: string): string | undefined {
  return foldersOfPrograms()
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

const runs = (command: string, args: string[]): boolean =>
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** By Debian's packages, where this user may. */
function install(packages: string[], say: (text: string) => void): void {
  if (!isRoot || !runs('sh', ['-c', 'command -v apt-get'])) return
  say(`Installing ${packages.join(' and ')} (this takes a minute) ...`)
  if (runs('apt-get', ['update', '-qq'])) runs('apt-get', ['install', '-y', '-qq', ...packages])
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** Tries until it works; then what was started is ready. */
async function untilReady(what: string, child: ChildProcess, attempt: () => Promise<unknown>) {
  const deadline = Date.now() + 20_000
  for (;;) {
    try {
      await attempt()
      return
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`${what} ended with code ${child.exitCode}`)
      if (Date.now() > deadline) throw error
      await wait(50)
    }
  }
}

type Start = (program: string, args: string[], asNobody?: boolean) => ChildProcess

async function startRedis(start: Start, folder: string, cluster: boolean): Promise<string> {
  const port = await freePort()
  const name = `redis-${port}`
  mkdirSync(join(folder, name))
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const clusterOptions = ['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf']
  const child = start(findProgram('redis-server') as string, [
    ...options,
    ...['--dir', join(folder, name)],
    ...(cluster ? clusterOptions : []),
  ])
  const url = `redis://127.0.0.1:${port}`
  await untilReady('Redis', child, async () => {
    const client = createClient({ url, socket: { reconnectStrategy: false } })
    client.on('error', () => {})
    await client.connect()
    try {
      if (!cluster) return
      // One server that has every slot: what reaches over slots is refused all the same.
      const info = String(await client.sendCommand(['CLUSTER', 'INFO']))
      if (info.includes('cluster_slots_assigned:0')) {
        const slots = Array.from({ length: 16_384 }, (_, slot) => `${slot}`)
        await client.sendCommand(['CLUSTER', 'ADDSLOTS', ...slots])
      }
      if (!info.includes('cluster_state:ok')) throw new Error('The cluster is not ready yet.')
    } finally {
      client.destroy()
    }
  })
  return url
}

async function startPostgres(start: Start, folder: string): Promise<string> {
  const port = await freePort()
  const data = join(folder, 'postgres')
  mkdirSync(data)
  if (isRoot) {
    chownSync(folder, otherUid, otherUid)
    chownSync(data, otherUid, otherUid)
  }
  const initdb = spawnSync(
    findProgram('initdb') as string,
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { cwd: folder, encoding: 'utf8', ...(isRoot ? { uid: otherUid, gid: otherUid } : {}) },
  )
  if (initdb.status !== 0) throw new Error(`initdb failed: ${initdb.stderr}`)
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${data}`,
    'fsync=off',
    'max_connections=200',
  ]
  const child = start(
    findProgram('postgres') as string,
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    true,
  )
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await untilReady('PostgreSQL', child, async () => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.end()
  })
  return url
}

/**
 * Redis and PostgreSQL for the tests: those that `REDIS_URL` and `DATABASE_URL` name, or else throwaway ones on
 * free ports, in a temporary folder, from the programs of this machine; which are installed where that is allowed.
 * @throws when something is missing and cannot be had.
 */
export async function requireStores(say: (text: string) => void): Promise<TestStores> {
  const given: Partial<StoreUrls> = process.env
  const needed = [
    { program: 'redis-server', package: 'redis-server' },
    ...(given.DATABASE_URL ? [] : [{ program: 'postgres', package: 'postgresql' }]),
  ]
  const missing = () => needed.filter(({ program }) => !findProgram(program))
  if (missing().length > 0) {
    install(
      missing().map((each) => each.package),
      say,
    )
  }
  if (missing().length > 0) {
    const names = missing().map(({ program }) => program)
    throw new Error(
      `Not found, and not installed: ${names.join(', ')}. Install Redis and PostgreSQL (their servers need not run).`,
    )
  }

  const folder = mkdtempSync(join(tmpdir(), 'sso-login-servers-'))
  const guard = createGuard(folder)
  const start: Start = (program, args, asNobody = false) => {
    const other = asNobody && isRoot ? { uid: otherUid, gid: otherUid } : {}
    const child = spawn(program, args, { cwd: folder, stdio: 'ignore', ...other })
    guard.watch(child)
    child.unref()
    return child
  }

  try {
    const [REDIS_URL, REDIS_CLUSTER_URL, DATABASE_URL] = await Promise.all([
      given.REDIS_URL ?? startRedis(start, folder, false),
      given.REDIS_CLUSTER_URL ?? startRedis(start, folder, true),
      given.DATABASE_URL ?? startPostgres(start, folder),
    ])
    return { urls: { REDIS_URL, REDIS_CLUSTER_URL, DATABASE_URL }, ...guard }
  } catch (error) {
    guard.stop()
    throw error
  }
}

/** What a test finds its stores by. @throws when the test command has not been used. */
export function storeUrl(name: keyof StoreUrls): string {
  const url = process.env[name]
  if (url) return url
  throw new Error(`${name} is not set: run the tests with npm test, which starts what they need.`)
}
