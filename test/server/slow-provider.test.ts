/** What is waited for when a provider, or another process, takes its time over a refresh. */
import { memory, type Store } from '@sso-login/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRefreshing } from './refreshing.ts'

const start = Date.UTC(2026, 0, 1)
const lifetimeSeconds = 3600
const answerMs = 9000
const person = 'strict:1'

beforeEach(() => {
  vi.useFakeTimers({ now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

const tokens = (number: number, issuedAt: number) => ({
  accessToken: `access-${number}`,
  refreshToken: `refresh-${number}`,
  issuedAt,
  expiresAt: issuedAt + lifetimeSeconds,
  scopes: ['basic'],
  missing: [],
})

/** Two processes of a site with a person whose access token has just expired. */
async function createWorld({
  answer,
  rotates = false,
  store = memory(),
}: {
  answer: () => Promise<Response>
  rotates?: boolean
  store?: Store
}) {
  const fetch = vi.fn(answer)
  const newProcess = () =>
    createRefreshing({
      store,
      providerUrl: 'https://op.example',
      fetch,
      profile: { rotates, graceSeconds: 0 },
      leaseMs: 5000,
      clock: { aheadSeconds: 0 },
    })
  const [one, other] = [newProcess(), newProcess()]
  const id = await one.grants.create(person, tokens(0, start / 1000 - lifetimeSeconds))
  const sealed = await one.grants.seal(id, tokens(1, start / 1000))
  return { store, fetch, one: one.refresher, other: other.refresher, id, sealed }
}

describe('a provider that takes longer than a lease', () => {
  const answer = async () => {
    await new Promise((resolve) => setTimeout(resolve, answerMs))
    return Response.json({ access_token: 'access-1', token_type: 'Bearer' })
  }

  it('is asked by one process alone', async () => {
    const { one, other, fetch } = await createWorld({ answer })
    const both = Promise.all([one.tokensFor(person), other.tokensFor(person)])
    await vi.advanceTimersByTimeAsync(2 * answerMs)
    expect((await both).map(({ accessToken }) => accessToken)).toEqual(['access-1', 'access-1'])
    expect(fetch).toHaveBeenCalledOnce()
  })

  it('is waited for by a process that closes, until its answer is saved', async () => {
    const { one, other, fetch } = await createWorld({ answer })
    const asked = one.tokensFor(person)
    await vi.advanceTimersByTimeAsync(1)
    const closed = vi.fn()
    one.close().then(closed)
    await vi.advanceTimersByTimeAsync(answerMs - 2)
    expect(closed).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(closed).toHaveBeenCalled()
    expect(await other.tokensFor(person)).toEqual(await asked)
    expect(fetch).toHaveBeenCalledOnce()
  })
})

describe('a refresh token that another process has used', () => {
  const answer = async () => Response.json({ error: 'invalid_grant' }, { status: 400 })

  it('costs nothing where that process comes back late with the next one', async () => {
    const { store, one, id, sealed } = await createWorld({ answer, rotates: true })
    await store.grants.claim(id, 1, 'a process that stalls', 0)
    const asked = one.tokensFor(person)
    await vi.advanceTimersByTimeAsync(4000)
    expect(await store.grants.commit(id, 1, sealed)).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    expect((await asked).accessToken).toBe('access-1')
  })

  it('costs nothing where that process comes back in the last moment', async () => {
    const memories = memory()
    let late = ''
    const commit: Store['grants']['commit'] = async (id, generation, data) => {
      await memories.grants.commit(id, 1, late)
      return memories.grants.commit(id, generation, data)
    }
    const store = { ...memories, grants: { ...memories.grants, commit } }
    const { one, sealed } = await createWorld({ answer, rotates: true, store })
    late = sealed
    expect((await one.tokensFor(person)).accessToken).toBe('access-1')
  })
})
