import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { createMockProvider, faultTable } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { expect, test } from 'vitest'

const bin = new URL('../../packages/mock-provider/bin/sso-mock.js', import.meta.url).pathname

async function run(...args: string[]) {
  const argv = ['--conditions=@sso-login/source', bin, ...args]
  try {
    const { stdout } = await promisify(execFile)(process.execPath, argv)
    return { code: 0, stdout, stderr: '' }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

test('lists every fault for people and as the table of the README', async () => {
  const [plain, markdown] = await Promise.all([run('faults'), run('faults', '--markdown')])
  for (const { example, describe, client } of faultTable()) {
    for (const { stdout } of [plain, markdown]) {
      for (const words of [example, describe, client]) expect(stdout).toContain(words)
    }
  }
  expect(markdown.stdout.split('\n')[2]).toBe(
    '| `{"status":503}` | any | answers with this status and a short text, before the provider does anything | fails, keeps its tokens, may try again later |',
  )
})

test("the README's table of faults is the generated one", async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const { stdout } = await run('faults', '--markdown')
  const table =
    /<!-- faults -->\n+([\s\S]*?)\n*<!-- \/faults -->/.exec(readme)?.[1] ?? stdout.trim()
  expect(table).toBe(stdout.trim())
})

test('moves the clock of a mock that runs', async () => {
  const mock = createMockProvider(iitb, { now: () => Date.UTC(2026, 0, 1) })
  const { url, close } = await mock.listen()
  const told = async (time: string) => (await run('clock', time, '--url', url)).stdout
  expect(await told('1d2h30m')).toBe(`2026-01-02T02:30:00.000Z at ${url}\n`)
  expect(await told('reset')).toBe(`2026-01-01T00:00:00.000Z at ${url}\n`)
  await close()
  expect(await run('clock', '90', '--url', url)).toMatchObject({
    code: 1,
    stderr: `sso-mock: --url ${url}: nothing answers there; is the mock running?\n`,
  })
})

test.each([
  ['clock', '--help'],
  ['clock', '10h', '-h'],
  ['faults', '--help'],
])('shows its help, and does nothing else: %s %s', async (...args) => {
  expect(await run(...args)).toEqual(await run('--help'))
})

test.each([
  [['clock', 'soon'], 'clock soon: not a time like 90, 10h or 1d2h30m, and not reset'],
  [['clock', '-1h'], 'clock -1h: the clock moves forward only'],
  [['faults', '--loud'], "Unknown option '--loud'; see sso-mock --help"],
  [['--now', 'noon'], '--now noon: not an ISO 8601 time like 2026-01-01T00:00:00Z'],
])('explains what is wrong: %j', async (args, message) => {
  expect(await run(...args)).toMatchObject({ code: 2, stderr: `sso-mock: ${message}\n` })
})
