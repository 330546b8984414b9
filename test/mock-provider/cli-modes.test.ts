import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { app } from './sign-in.ts'

const bin = new URL('../../packages/mock-provider/bin/sso-mock.js', import.meta.url).pathname
const running = new Set<ChildProcess>()
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sso-mock-'))
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

/** The lines of a stream, one after the other. */
function linesOf(stream: NodeJS.ReadableStream) {
  const lines = createInterface(stream)[Symbol.asyncIterator]()
  return async () => (await lines.next()).value as string
}

function start(args: string[], env: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    ['--conditions=@sso-login/source', bin, '--port', '0', '--json', ...args],
    { env: { ...process.env, ...env } },
  )
  running.add(child)
  child.once('close', () => running.delete(child))
  return { child, out: linesOf(child.stdout), problem: linesOf(child.stderr) }
}

const secretless = { ...app, client_id: 'spa', client_secret: undefined }
const write = (file: string, ...clients: object[]) => writeFile(file, JSON.stringify({ clients }))

test('--watch starts anew with each good config, and keeps the old one when it is wrong', async () => {
  const file = join(folder, 'mock.json')
  await write(file, app)
  const mock = start(['--config', file, '--watch'])
  const { url } = JSON.parse(await mock.out())
  const clientIds = async () => {
    const { clients } = await (await fetch(`${url}/_mock/`)).json()
    return clients.map(({ client_id }: { client_id: string }) => client_id)
  }
  expect(await clientIds()).toEqual(['web'])

  await write(file, app, { ...secretless, redirect_uris: [] })
  expect(await mock.problem()).toBe(
    `sso-mock: --config ${file}: clients[1].redirect_uris: missing: the client needs at least one; nothing has changed`,
  )
  expect(await clientIds()).toEqual(['web'])

  await writeFile(file, '{"clients": [')
  expect(await mock.problem()).toMatch(/not valid JSON \(.*\); nothing has changed$/)

  await write(file, app, secretless)
  expect(await mock.problem()).toBe(
    `sso-mock: ${file} has changed: started anew with 2 clients and 3 users`,
  )
  expect(await clientIds()).toEqual(['web', 'spa'])

  mock.child.kill('SIGTERM')
  expect((await once(mock.child, 'close'))[0]).toBe(0)
})

test('--log writes every request as a line of JSON', async () => {
  const mock = start(['--log'])
  const { url, endpoints } = JSON.parse(await mock.out())
  await fetch(endpoints.token, {
    method: 'POST',
    body: new URLSearchParams({ code: 'x'.repeat(30) }),
  })
  expect(JSON.parse(await mock.out())).toMatchObject({
    endpoint: 'token',
    method: 'POST',
    params: { code: 'xxx…(30)' },
    status: 400,
    rejection: expect.any(String),
  })
  await fetch(`${url}/_mock/requests`)
  await fetch(`${url}/nowhere/`)
  expect(JSON.parse(await mock.out())).toMatchObject({
    path: '/nowhere/',
    rejection: 'the provider has nothing at this path',
  })
})

test.runIf(process.platform === 'linux')('--open shows the inspector', async () => {
  const opener = join(folder, 'xdg-open')
  const told = join(folder, 'told')
  await writeFile(opener, `#!/bin/sh\nprintf '%s' "$1" > ${told}.new && mv ${told}.new ${told}\n`)
  await chmod(opener, 0o755)
  const mock = start(['--open'], { PATH: `${folder}${delimiter}${process.env.PATH}` })
  const { url } = JSON.parse(await mock.out())
  await expect.poll(() => readFile(told, 'utf8').catch(() => '')).toBe(`${url}/_mock/`)
})

test('--open says where the inspector is when no browser can be opened', async () => {
  const mock = start(['--open'], { PATH: folder })
  const { url } = JSON.parse(await mock.out())
  expect(await mock.problem()).toBe(
    `sso-mock: no browser could be opened; the inspector is at ${url}/_mock/`,
  )
})

test.each([
  [['--watch'], '--watch: there is no --config to watch'],
  [['--open', '--no-control'], '--open: with --no-control there is no inspector'],
])('explains flags that do not go together: %j', async (args, message) => {
  const mock = start(args)
  expect(await mock.problem()).toBe(`sso-mock: ${message}`)
  expect((await once(mock.child, 'close'))[0]).toBe(2)
})
