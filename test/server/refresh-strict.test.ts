import { describe, expect, it, vi } from 'vitest'
import { codeOf, createWorld, type ProviderError, userKey } from './refresh-world.ts'

describe('where the old tokens die as soon as the provider is asked', () => {
  const strict = { rotates: true, graceSeconds: 0 }

  it('a process that comes second waits for the new ones, though the old look good', async () => {
    const world = createWorld({ refresh: strict })
    const [first, second] = [world.createProcess(), world.createProcess()]
    await world.signIn(first.grants)
    world.advance(900)
    const gate = Promise.withResolvers<void>()
    const rotated = Promise.withResolvers<void>()
    world.provider.meanwhile = () => {
      rotated.resolve()
      return gate.promise
    }
    const firsts = first.tokensFor()
    await rotated.promise
    second.hooks.onWait = async () => {
      gate.resolve()
      await firsts
    }
    expect((await second.tokensFor()).accessToken).toBe('access 1')
    expect(world.provider.calls).toBe(1)
  })

  describe.each([
    { code: 'timeout' },
    { code: 'network_error' },
    { code: 'response_invalid', status: 200 },
    { code: 'provider_error', status: 502 },
    { code: 'server_error', status: 504 },
  ])('after %j, which may have been a rotation,', (failure) => {
    const failWith = failure as ProviderError

    /** Tokens of which a fifth of their life is left, and a refresh that has failed. */
    async function failed() {
      const world = createWorld({ refresh: strict })
      const site = world.createProcess()
      await world.signIn(site.grants)
      world.advance(900)
      world.provider.failWith = failWith
      expect((await site.tokensFor()).accessToken).toBe('access 0')
      expect((await site.tokensFor()).accessToken).toBe('access 0')
      world.provider.failWith = null
      return { world, site }
    }

    it('the old ones are given out as long as they are good, and nobody asks again before', async () => {
      const { world, site } = await failed()
      const other = world.createProcess()
      const claims = vi.spyOn(world.store.grants, 'claim')
      for (const process of [other, site, other, site]) {
        expect((await process.tokensFor()).accessToken).toBe('access 0')
        world.advance(20)
      }
      // Who has looked once leaves the store alone too.
      expect(claims).toHaveBeenCalledTimes(1)
      expect(other.waits).toEqual([])
      expect(world.provider.calls).toBe(1)
      world.advance(20)
      expect((await other.tokensFor()).accessToken).toBe('access 2')
      expect((await site.tokensFor()).accessToken).toBe('access 2')
      expect(world.provider.calls).toBe(2)
    })

    it('the grant is lost when they are over and it was one', async () => {
      const { world, site } = await failed()
      world.provider.current = 'refresh that nobody has got'
      world.advance(99)
      expect((await site.tokensFor()).accessToken).toBe('access 0')
      world.advance(1)
      expect(await codeOf(site.tokensFor())).toBe('grant_lost')
    })

    it('whoever sees them rejected asks at once', async () => {
      const { world, site } = await failed()
      world.advance(2)
      expect(await site.refresher.refresh(userKey, 'access 0')).toMatchObject({
        type: 'refreshed',
        tokens: { accessToken: 'access 2' },
      })
    })
  })

  it('the old ones are given out when another holds the lease without end', async () => {
    const world = createWorld({ refresh: strict })
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(900)
    await world.store.grants.claim(id, 1, 'endless', 5000)
    site.hooks.onWait = async () => {
      await world.store.grants.renew(id, 'endless', 5000)
    }
    expect((await site.tokensFor()).accessToken).toBe('access 0')
    expect(site.waits.length).toBeGreaterThan(0)
    expect(world.provider.calls).toBe(0)
  })

  it('those of a process that died while it asked are given out as long as they are good', async () => {
    const world = createWorld({ refresh: strict })
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(900)
    await world.store.grants.claim(id, 1, 'killed', 5000)
    expect((await site.tokensFor()).accessToken).toBe('access 0')
    expect((await world.createProcess().tokensFor()).accessToken).toBe('access 0')
    expect(world.provider.calls).toBe(0)
    world.advance(100)
    expect((await site.tokensFor()).accessToken).toBe('access 1')
  })

  it.each([
    { code: 'provider_error', status: 429 },
    { code: 'server_error', status: 503, error: 'temporarily_unavailable' },
    { code: 'network_error', cause: { name: 'TypeError', cause: { code: 'ECONNREFUSED' } } },
  ])(
    'the old ones are good after %j, which was none, and the provider is asked again',
    async (failWith) => {
      const world = createWorld({ refresh: strict })
      const site = world.createProcess()
      await world.signIn(site.grants)
      world.advance(900)
      world.provider.failWith = failWith as ProviderError
      expect((await site.tokensFor()).accessToken).toBe('access 0')
      expect((await site.tokensFor()).accessToken).toBe('access 0')
      world.provider.failWith = null
      world.advance(2)
      expect((await site.tokensFor()).accessToken).toBe('access 2')
    },
  )
})
