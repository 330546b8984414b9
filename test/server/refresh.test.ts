import type { RefreshProfile } from '@sso-login/providers'
import { describe, expect, it, vi } from 'vitest'
import { codeOf, createWorld, lifetimeSeconds, userKey } from './refresh-world.ts'

describe('a refresh', () => {
  it('is sent once, however many ask in one process', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    const all = await Promise.all(Array.from({ length: 20 }, () => site.tokensFor()))
    expect(new Set(all.map(({ accessToken }) => accessToken))).toEqual(new Set(['access 1']))
    expect(world.provider.calls).toBe(1)
    expect(site.waits).toEqual([])
  })

  it('is sent once, however many processes ask', async () => {
    const world = createWorld()
    const sites = Array.from({ length: 4 }, () => world.createProcess())
    await world.signIn((sites[0] as (typeof sites)[0]).grants)
    world.advance(lifetimeSeconds)
    const asked = sites.flatMap((site) => Array.from({ length: 5 }, () => site.tokensFor()))
    const all = await Promise.all(asked)
    expect(new Set(all.map(({ accessToken }) => accessToken))).toEqual(new Set(['access 1']))
    expect(world.provider.calls).toBe(1)
  })

  it('keeps nobody waiting while the access token is good', async () => {
    const world = createWorld()
    const [one, other] = [world.createProcess(), world.createProcess()]
    await world.signIn(one.grants)
    world.advance(900)
    world.provider.meanwhile = async () => {
      world.provider.meanwhile = async () => {}
      expect((await other.tokensFor()).accessToken).toBe('access 0')
    }
    expect((await one.tokensFor()).accessToken).toBe('access 1')
    expect(other.waits).toEqual([])
    expect((await other.tokensFor()).accessToken).toBe('access 1')
    expect(world.provider.calls).toBe(1)
  })

  it('is taken over when its process died before the call', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    await world.store.grants.claim(id, 1, 'killed', 5000)
    expect((await site.tokensFor()).accessToken).toBe('access 1')
    expect(site.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(5000)
    expect(world.provider.calls).toBe(1)
  })

  it('ends in grant_lost when its process died after the provider had rotated', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    await world.store.grants.claim(id, 1, 'killed', 5000)
    world.provider.current = 'refresh that nobody has saved'
    expect(await codeOf(site.tokensFor())).toBe('grant_lost')
    expect(await codeOf(site.tokensFor())).toBe('grant_missing')
    expect(world.provider.calls).toBe(1)
    expect(world.events.map(({ type }) => type)).toEqual(['refresh.failed'])
  })

  it('is given up with a timeout when another holds the lease without end', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    await world.store.grants.claim(id, 1, 'endless', 5000)
    site.hooks.onWait = async () => {
      await world.store.grants.renew(id, 'endless', 5000)
    }
    expect(await codeOf(site.tokensFor())).toBe('timeout')
    expect(world.provider.calls).toBe(0)
  })

  it('that stalled past its lease adopts what another process has saved', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    const saved = world.tokens(50)
    world.provider.meanwhile = async () => {
      world.advance(60)
      expect(await world.store.grants.claim(id, 1, 'faster', 5000)).toBe(true)
      await world.store.grants.commit(id, 1, await site.grants.seal(id, saved))
    }
    expect((await site.tokensFor()).accessToken).toBe('access 50')
    const record = await world.store.grants.get(id)
    expect(record && (await site.grants.open(record))?.accessToken).toBe('access 50')
  })

  it('refused as invalid_grant looks again before it condemns', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    world.provider.current = 'refresh 50'
    world.provider.meanwhile = async () => {
      await world.store.grants.commit(id, 1, await site.grants.seal(id, world.tokens(50)))
    }
    expect((await site.tokensFor()).accessToken).toBe('access 50')
  })

  it('refused as invalid_grant waits for who took the lease meanwhile', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    world.provider.current = 'refresh 50'
    world.provider.meanwhile = async () => {
      world.advance(60)
      await world.store.grants.claim(id, 1, 'faster', 5000)
    }
    site.hooks.onWait = async () => {
      await world.store.grants.commit(id, 1, await site.grants.seal(id, world.tokens(50)))
    }
    expect((await site.tokensFor()).accessToken).toBe('access 50')
    expect(world.provider.calls).toBe(1)
  })

  it('refused as invalid_grant ends the grant, and says what the provider said to nobody twice', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    world.advance(900)
    world.provider.current = 'withdrawn'
    const codes = await Promise.all(Array.from({ length: 5 }, () => codeOf(site.tokensFor())))
    expect(codes).toEqual(Array(5).fill('grant_lost'))
    expect(world.provider.calls).toBe(1)
    expect(await world.store.grants.list(userKey)).toEqual([])
  })

  it('that fails for a while costs nothing as long as the access token is good', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    world.advance(900)
    world.provider.failWith = { code: 'provider_error' }
    expect((await site.tokensFor()).accessToken).toBe('access 0')
    expect(world.events).toMatchObject([
      { type: 'refresh.failed', userId: userKey, error: { code: 'provider_error' } },
    ])
    world.provider.failWith = null
    world.advance(1)
    expect((await site.tokensFor()).accessToken).toBe('access 2')
  })

  it('that fails leaves the provider alone for a while, longer each time, and half a minute at most', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    world.provider.failWith = { code: 'network_error' }
    for (const [attempt, seconds] of [1, 2, 4, 8, 16, 30, 30].entries()) {
      expect(await codeOf(site.tokensFor())).toBe('network_error')
      expect(world.provider.calls).toBe(attempt + 1)
      world.advance(seconds - 0.1)
      expect(await codeOf(site.tokensFor())).toBe('network_error')
      expect(world.provider.calls).toBe(attempt + 1)
      world.advance(0.1)
    }
    expect(site.waits).toEqual([])
    world.provider.failWith = null
    expect((await site.tokensFor()).accessToken).toBe('access 8')
    world.advance(lifetimeSeconds)
    world.provider.failWith = { code: 'network_error' }
    expect(await codeOf(site.tokensFor())).toBe('network_error')
    world.provider.failWith = null
    world.advance(1)
    expect((await site.tokensFor()).accessToken).toBe('access 10')
  })

  it('that finishes after a logout revives nothing, and its tokens are revoked', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    world.provider.meanwhile = () => site.grants.end(id)
    expect(await codeOf(site.tokensFor())).toBe('grant_missing')
    expect(world.provider.revoked).toEqual(['refresh 0', 'refresh 1'])
    expect(await world.store.grants.list(userKey)).toEqual([])
  })
})

describe('a refresh on demand', () => {
  it('asks the provider though the access token is good', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    const outcome = await site.refresher.refresh(userKey)
    expect(outcome).toMatchObject({ type: 'refreshed', tokens: { accessToken: 'access 1' } })
  })

  it('of a rejected access token is sent once, however many were rejected', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    const all = await Promise.all(
      Array.from({ length: 10 }, () => site.refresher.refresh(userKey, 'access 0')),
    )
    expect(new Set(all.map(({ type }) => type))).toEqual(new Set(['refreshed']))
    expect(await site.refresher.refresh(userKey, 'access 0')).toMatchObject({
      type: 'adopted',
      tokens: { accessToken: 'access 1' },
    })
    expect(world.provider.calls).toBe(1)
  })

  it('says that it is lost, and that it did not work this time', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    world.provider.failWith = { code: 'network_error' }
    expect(await site.refresher.refresh(userKey)).toMatchObject({
      type: 'transient',
      error: { code: 'network_error' },
      tokens: { accessToken: 'access 0' },
    })
    world.provider.failWith = null
    world.provider.current = 'withdrawn'
    world.advance(1)
    expect(await site.refresher.refresh(userKey)).toMatchObject({
      type: 'grant_lost',
      error: { code: 'grant_lost' },
    })
    expect(await codeOf(site.refresher.refresh(userKey))).toBe('grant_missing')
  })
})

describe('the lease of a refresh', () => {
  const waitedFor = async (refresh: RefreshProfile | undefined) => {
    const world = createWorld({ refresh })
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    // A holder that dies: whoever comes next has to wait for the end of its lease.
    const dead = world.createProcess()
    world.provider.meanwhile = () => {
      world.provider.meanwhile = async () => {}
      world.provider.current = 'refresh 0'
      return new Promise<void>(() => {})
    }
    dead.tokensFor().catch(() => {})
    await vi.waitFor(async () => expect((await world.store.grants.get(id))?.lease).toBeDefined())
    await site.tokensFor()
    return site.waits.reduce((sum, ms) => sum + ms, 0)
  }

  it('is long where the old refresh token dies at once, and where nobody knows', async () => {
    expect(await waitedFor({ rotates: true, graceSeconds: 0 })).toBe(15_000)
    expect(await waitedFor(undefined)).toBe(15_000)
  })

  it('is short where asking twice does no harm, and shorter than the grace', async () => {
    expect(await waitedFor({ rotates: false, graceSeconds: 0 })).toBe(5000)
    expect(await waitedFor({ rotates: true, graceSeconds: 60 })).toBe(5000)
    expect(await waitedFor({ rotates: true, graceSeconds: 4 })).toBe(2000)
  })
})
