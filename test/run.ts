// The test command: gets what the tests need, builds, and runs them. What it cannot get it names, and fails.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { styleText } from 'node:util'
import { requireChromium } from './support/chromium.ts'
import type { Guard } from './support/guard.ts'
import { requireStores } from './support/stores.ts'

const say = (text: string) => console.error(text)

async function run(
  command: string,
  args: string[],
  env: Record<string, string> = {},
  watch: Guard['watch'] = () => {},
): Promise<void> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  const ended = once(child, 'exit')
  watch(child)
  const pass = () => child.kill('SIGTERM')
  process.on('SIGTERM', pass)
  const [code] = (await ended) as [number | null]
  process.off('SIGTERM', pass)
  if (code !== 0) process.exit(code ?? 1)
}

// Whom Ctrl-C reaches is ending, and says so; we wait for it.
process.on('SIGINT', () => {})

try {
  const CHROMIUM_PATH = await requireChromium(say)
  const stores = await requireStores(say)
  // The end-to-end tests serve what is published, so it must be what the sources say now.
  await run('rollup', ['-c', '--silent'])
  const args = ['run', '--config', 'test/vitest.config.ts', ...process.argv.slice(2)]
  await run('vitest', args, { CHROMIUM_PATH, ...stores.urls }, stores.watch)
  stores.stop()
} catch (error) {
  say(styleText('red', `The tests could not run: ${(error as Error).message}`))
  process.exit(1)
}
