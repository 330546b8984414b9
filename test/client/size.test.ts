import { expect, it } from 'vitest'
import { ourSize } from '../bench/client.ts'

it('costs a page at most 9,500 bytes to sign in and to refresh for all its tabs, and more only when it is needed', async () => {
  const { first, later } = await ourSize()
  expect(first).toBeLessThanOrEqual(9_500)
  expect(Object.keys(later).sort()).toEqual([
    'id-token',
    'id-token-signature',
    'mail',
    'parameters',
    'quirks',
    'require-scopes',
    'stop-waiting',
    'take-once',
  ])
})
