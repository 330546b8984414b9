import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const dist = new URL('../../packages/element/dist/', import.meta.url)

it.each([
  ['sso-login.min.js', 9],
  ['login.min.js', 10],
])('%s has at most %i KB of 1024 bytes, minified and gzipped', async (file, most) => {
  expect(gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length).toBeLessThanOrEqual(
    most * 1024,
  )
})
