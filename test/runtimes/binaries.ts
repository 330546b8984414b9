/** The other runtimes: from this project's own node_modules, else fetched once into a folder for temporary files. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** As npm knows them, and where each keeps its binary. */
const runtimes = {
  deno: { spec: 'deno@2.9.6', path: 'deno/deno' },
  bun: { spec: 'bun@1.4.5', path: 'bun/bin/bun.exe' },
  workerd: { spec: 'workerd@1.20261117.1', path: 'workerd/bin/workerd' },
  node22: { spec: 'node22@npm:node@22.23.3', path: 'node22/bin/node' },
  node26: { spec: 'node26@npm:node@26.9.0', path: 'node26/bin/node' },
} as const

export type Runtime = keyof typeof runtimes

const own = new URL('../../node_modules/', import.meta.url).pathname
const fetched = join(tmpdir(), 'sso-login-runtimes')

/** @throws Error with npm's own words, when it is neither here nor to be had. */
export async function fetchBinaries(): Promise<Record<Runtime, string>> {
  const names = Object.keys(runtimes) as Runtime[]
  const placesOf = (name: Runtime) =>
    [own, join(fetched, 'node_modules')].map((folder) => join(folder, runtimes[name].path))
  const missing = names.filter((name) => !placesOf(name).some((path) => existsSync(path)))
  if (missing.length) {
    mkdirSync(fetched, { recursive: true })
    const specs = missing.map((name) => runtimes[name].spec)
    const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--prefix', fetched]
    await run('npm', ['install', ...flags, ...specs], { cwd: fetched })
  }
  const found = names.map((name) => [name, placesOf(name).find((path) => existsSync(path)) ?? name])
  return Object.fromEntries(found)
}
