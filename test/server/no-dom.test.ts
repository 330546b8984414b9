import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'

it('tsc finds nothing wrong with a site without types of browsers, nor with the published types', async () => {
  const cwd = new URL('./no-dom/', import.meta.url)
  const tsc = spawn('tsc', ['--pretty', 'false', '-p', '.'], { cwd })
  const [said, [status]] = await Promise.all([text(tsc.stdout), once(tsc, 'close')])
  expect(said).toBe('')
  expect(status).toBe(0)
}, 60_000)
