import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const script = (folder: string) => `
  import { spawn } from 'node:child_process'
  import { createGuard } from ${JSON.stringify(new URL('guard.ts', import.meta.url).href)}
  const child = spawn(process.execPath, ['-e', 'console.log("It runs."); setInterval(() => {}, 60_000)'], {
    stdio: ['ignore', 'inherit', 'ignore'],
  })
  createGuard(${JSON.stringify(folder)}).watch(child)`

it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'what the test command has started is gone after its %s, and so is the folder',
  async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'sso-login-guard-'))
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script(folder)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(parent.stdout, 'data')
    parent.kill(signal)
    // The child has its output too, so that it is closed when both are gone.
    await once(parent, 'close')
    await expect.poll(() => existsSync(folder)).toBe(false)
  },
)
