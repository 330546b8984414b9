import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { usso } from '@sso-login/providers/usso'
import { chromium } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleToOne } from '../support/bundle.ts'
import { chromiumArgs, findChromium } from '../support/chromium.ts'
import { fetchBinaries, type Runtime } from './binaries.ts'
import { commandProgram, pageProgram, workerProgram } from './program.ts'

const run = promisify(execFile)

let binaries: Record<Runtime, string>
let folder: string
let program: string
let provider: Awaited<ReturnType<ReturnType<typeof createMockProvider>['listen']>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sso-login-'))
  program = join(folder, 'program.mjs')
  const [code, listener, found] = await Promise.all([
    bundleToOne(commandProgram),
    createMockProvider(usso).listen({ port: 0 }),
    fetchBinaries(),
  ])
  await writeFile(program, code)
  provider = listener
  binaries = found
}, 180_000)

afterAll(async () => {
  await provider?.close()
  await rm(folder, { recursive: true, force: true })
})

const outcome = { alg: 'EdDSA', name: 'Alice Kulkarni', missing: [], after: 'invalid_grant' }

it.each([
  ['Deno', 'deno', ['run', '--quiet', '--allow-net']],
  ['Bun', 'bun', ['run']],
  ['Node 22', 'node22', []],
  ['Node 24', undefined, []],
  ['Node 26', 'node26', []],
] as const)(
  'a whole login runs in %s',
  async (_, runtime, flags) => {
    const binary = runtime ? binaries[runtime] : process.execPath
    const { stdout } = await run(binary, [...flags, program, provider.url])
    expect(JSON.parse(stdout)).toEqual(outcome)
  },
  30_000,
)

it('a whole login runs in workerd', async () => {
  const port = await freePort()
  await writeFile(join(folder, 'worker.mjs'), await bundleToOne(workerProgram))
  const config = join(folder, 'workerd.capnp')
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
     const config :Workerd.Config = (
       services = [
         (name = "main", worker = .main),
         (name = "internet", network = (allow = ["private", "local"])),
       ],
       sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
     );
     const main :Workerd.Worker = (
       modules = [(name = "worker", esModule = embed "worker.mjs")],
       compatibilityDate = "2026-01-01",
     );`,
  )
  const child = spawn(binaries.workerd, ['serve', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    const url = `http://127.0.0.1:${port}/?mock=${provider.url}`
    const answer = await untilItAnswers(url, child)
    expect(await answer.json()).toEqual(outcome)
  } finally {
    child.kill()
  }
}, 30_000)

it('a whole login runs in a page, by the entry without secrets', async () => {
  const mock = await createMockProvider(standard).listen({ port: 0 })
  const executablePath = await findChromium()
  const browser = await chromium.launch({
    args: chromiumArgs,
    ...(executablePath && { executablePath }),
  })
  try {
    const page = await browser.newPage()
    await page.goto(`${mock.url}/.well-known/openid-configuration`)
    const code = JSON.stringify(await bundleToOne(pageProgram))
    // As text: the test runner rewrites an import() that it sees.
    const found = await page.evaluate(`(async () => {
      const address = URL.createObjectURL(new Blob([${code}], { type: 'text/javascript' }))
      return (await import(address)).login(${JSON.stringify(mock.url)})
    })()`)
    expect(found).toEqual({ ...outcome, alg: 'RS256' })
  } finally {
    await browser.close()
    await mock.close()
  }
}, 30_000)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** The process says nothing when it is ready: it is asked until it takes the connection. */
async function untilItAnswers(url: string, child: ChildProcess): Promise<Response> {
  for (;;) {
    try {
      return await fetch(url)
    } catch (error) {
      if (child.exitCode !== null) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
