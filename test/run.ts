// The test command: gets what the tests need, builds, and runs them. What it cannot get it names, and fails.
import { spawnSync } from 'node:child_process'
import { styleText } from 'node:util'
import { requireChromium } from './support/chromium.ts'
import { requireStores } from './support/stores.ts'

const say = (text: string) => console.error(text)

function run(command: string, args: string[], env: Record<string, string> = {}): void {
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

try {
  const CHROMIUM_PATH = await requireChromium(say)
  const stores = await requireStores(say)
  // The end-to-end tests serve what is published, so it must be what the sources say now.
  run('rollup', ['-c', '--silent'])
  run('vitest', ['run', '--config', 'test/vitest.config.ts', ...process.argv.slice(2)], {
    CHROMIUM_PATH,
    ...stores.urls,
  })
  stores.stop()
} catch (error) {
  say(styleText('red', `The tests could not run: ${(error as Error).message}`))
  process.exit(1)
}
