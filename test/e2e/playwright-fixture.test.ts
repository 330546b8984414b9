import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { requireChromium } from '../support/chromium.ts'

interface Report {
  readonly suites: readonly {
    readonly specs: readonly {
      readonly title: string
      readonly ok: boolean
      readonly tests: readonly { results: readonly { errors: readonly { message: string }[] }[] }[]
    }[]
  }[]
}

it('signs people in under Playwright’s own runner, each test with a clean mock', async () => {
  const output = await mkdtemp(join(tmpdir(), 'sso-login-playwright-'))
  const cli = new URL('../../node_modules/playwright/cli.js', import.meta.url).pathname
  const child = spawn(
    process.execPath,
    [cli, 'test', 'test/e2e/playwright/', '--reporter=json', '--workers=1', `--output=${output}`],
    {
      env: {
        ...process.env,
        CHROMIUM_PATH: await requireChromium(console.error),
        NODE_OPTIONS: '--conditions=@sso-login/source',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  await once(child, 'close')
  await rm(output, { recursive: true, force: true })
  const { suites }: Report = JSON.parse(text)
  const results = suites[0]?.specs.map(({ title, ok, tests }) => ({
    title,
    ok,
    errors: tests[0]?.results[0]?.errors.map(({ message }) => message.split('\n')[0]),
  }))
  expect(results).toEqual([
    { title: 'a person signs in with few scopes', ok: true, errors: [] },
    {
      title: 'a person denies, at a mock that knows nothing of the test before',
      ok: true,
      errors: [],
    },
    {
      title: 'a fault that nothing met fails its test',
      ok: false,
      errors: [
        expect.stringContaining('A fault waits for 1 more requests at token: {"status":503}.'),
      ],
    },
  ])
})
