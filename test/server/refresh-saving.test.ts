import type { Store } from '@sso-login/server'
import { describe, expect, it, vi } from 'vitest'
import { codeOf, createWorld, lifetimeSeconds, userKey } from './refresh-world.ts'

describe('saving what the provider gave', () => {
  function failingCommits(store: Store, times: number): Store {
    let left = times
    const grants: Store['grants'] = {
      ...store.grants,
      async commit(...args) {
        if (left-- > 0) throw new Error('disk full')
        return store.grants.commit(...args)
      },
    }
    return { ...store, grants }
  }

  it('is tried again when the store fails', async () => {
    const world = createWorld()
    const site = world.createProcess(failingCommits(world.store, 2))
    await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    expect((await site.tokensFor()).accessToken).toBe('access 1')
    expect((await world.createProcess().tokensFor()).accessToken).toBe('access 1')
    expect(world.provider.calls).toBe(1)
  })

  it('fails closed when the store goes on failing, also while the old access token looks good', async () => {
    const world = createWorld()
    const site = world.createProcess(failingCommits(world.store, 4))
    await world.signIn(site.grants)
    world.advance(900)
    expect(await codeOf(site.tokensFor())).toBe('store_error')
  })

  it('goes on in the background until the store is back, and nobody asks the provider again', async () => {
    const world = createWorld()
    const site = world.createProcess(failingCommits(world.store, 20))
    await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    expect(await codeOf(site.tokensFor())).toBe('store_error')
    expect(world.events).toMatchObject([
      { type: 'refresh.failed', userId: userKey, error: { code: 'store_error' } },
    ])
    expect((await site.tokensFor()).accessToken).toBe('access 1')
    expect(world.provider.calls).toBe(1)
    expect(world.provider.revoked).toEqual([])
  })

  it('is given up after a logout, and in the end, and the new tokens are revoked', async () => {
    for (const isLoggedOut of [true, false]) {
      const world = createWorld()
      const site = world.createProcess(failingCommits(world.store, isLoggedOut ? 200 : 9999))
      await world.signIn(site.grants)
      world.advance(lifetimeSeconds)
      expect(await codeOf(site.tokensFor())).toBe('store_error')
      if (isLoggedOut) await world.store.grants.delete({ userId: userKey })
      else await site.refresher.close()
      await vi.waitFor(() => expect(world.provider.revoked).toEqual(['refresh 1']))
    }
  })

  it('of tokens that could not be saved is awaited by whoever closes', async () => {
    const world = createWorld()
    const site = world.createProcess(failingCommits(world.store, 5))
    await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    expect(await codeOf(site.tokensFor())).toBe('store_error')
    await site.refresher.close()
    expect((await world.createProcess().tokensFor()).accessToken).toBe('access 1')
    expect(world.provider.calls).toBe(1)
  })
})

describe('a process that closes', () => {
  it('starts no refresh, and serves what is good', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    await site.refresher.close()
    world.advance(900)
    expect((await site.tokensFor()).accessToken).toBe('access 0')
    world.advance(100)
    expect(await codeOf(site.tokensFor())).toBe('aborted')
    expect(world.provider.calls).toBe(0)
  })
})
