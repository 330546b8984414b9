/** A lease that is held for longer than it was taken for. */
import { memory } from '@sso-login/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createRefreshing } from './refreshing.ts'

const providerUrl = 'https://op.example'
const start = Date.UTC(2026, 0, 1)

beforeEach(() => {
  vi.useFakeTimers({ now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

it('a provider that takes longer than a lease is asked by one process alone', async () => {
  const store = memory()
  let asked = 0
  const fetch = async () => {
    asked += 1
    await new Promise((resolve) => setTimeout(resolve, 9000))
    return Response.json({ access_token: `access-${asked}`, token_type: 'Bearer' })
  }
  const process = () =>
    createRefreshing({
      store,
      providerUrl,
      fetch,
      profile: { rotates: false, graceSeconds: 0 },
      leaseMs: 5000,
      clock: { aheadSeconds: 0 },
    })
  const [first, second] = [process(), process()]
  const expiresAt = start / 1000
  await first.grants.create('strict:1', {
    accessToken: 'access-0',
    refreshToken: 'refresh',
    issuedAt: expiresAt - 60,
    expiresAt,
    scopes: ['basic'],
    missing: [],
  })
  const both = Promise.all([first, second].map(({ refresher }) => refresher.tokensFor('strict:1')))
  await vi.advanceTimersByTimeAsync(20_000)
  expect((await both).map(({ accessToken }) => accessToken)).toEqual(['access-1', 'access-1'])
  expect(asked).toBe(1)
})
