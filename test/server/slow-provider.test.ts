/** What is waited for when a provider takes its time over a refresh. */
import { memory } from '@sso-login/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createRefreshing } from './refreshing.ts'

const start = Date.UTC(2026, 0, 1)
const answerMs = 9000

beforeEach(() => {
  vi.useFakeTimers({ now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A person whose access token has expired, and a provider that is slow to give another. */
async function createWorld() {
  const store = memory()
  const asked = { times: 0 }
  const fetch = async () => {
    asked.times += 1
    await new Promise((resolve) => setTimeout(resolve, answerMs))
    return Response.json({ access_token: `access-${asked.times}`, token_type: 'Bearer' })
  }
  const newProcess = () =>
    createRefreshing({
      store,
      providerUrl: 'https://op.example',
      fetch,
      profile: { rotates: false, graceSeconds: 0 },
      leaseMs: 5000,
      clock: { aheadSeconds: 0 },
    })
  const processes = [newProcess(), newProcess()] as const
  const expiresAt = start / 1000
  await processes[0].grants.create('strict:1', {
    accessToken: 'access-0',
    refreshToken: 'refresh',
    issuedAt: expiresAt - 60,
    expiresAt,
    scopes: ['basic'],
    missing: [],
  })
  return { asked, processes }
}

it('one process alone asks, for longer than the lease that it took', async () => {
  const { asked, processes } = await createWorld()
  const both = Promise.all(processes.map(({ refresher }) => refresher.tokensFor('strict:1')))
  await vi.advanceTimersByTimeAsync(2 * answerMs)
  expect((await both).map(({ accessToken }) => accessToken)).toEqual(['access-1', 'access-1'])
  expect(asked.times).toBe(1)
})

it('a process that closes waits until the answer is saved', async () => {
  const { asked, processes } = await createWorld()
  const [{ refresher: closing }, { refresher: other }] = processes
  const tokens = closing.tokensFor('strict:1')
  await vi.advanceTimersByTimeAsync(1)
  const closed = vi.fn()
  closing.close().then(closed)
  await vi.advanceTimersByTimeAsync(answerMs - 2)
  expect(closed).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(closed).toHaveBeenCalled()
  expect(await other.tokensFor('strict:1')).toEqual(await tokens)
  expect(asked.times).toBe(1)
})
