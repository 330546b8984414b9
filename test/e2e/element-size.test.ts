import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const dist = new URL('../../packages/element/dist/', import.meta.url)

it.each([
  ['sso-login.min.js', 9_000],
  ['login.min.js', 10_000],
])('%s has at most %i bytes, minified and gzipped', async (file, most) => {
  expect(gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length).toBeLessThanOrEqual(
    most,
  )
})
