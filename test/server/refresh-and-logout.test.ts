import type { Store } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import type { Grants } from '../../packages/server/src/grants.ts'
import { codeOf, createWorld, lifetimeSeconds, userKey } from './refresh-world.ts'

const withGrants = (store: Store, changed: (grants: Store['grants']) => object): Store => ({
  ...store,
  grants: { ...store.grants, ...changed(store.grants) },
})

/** A process whose logout is held up before it deletes anything. */
function slowToLeave(world: ReturnType<typeof createWorld>) {
  const reached = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const { grants } = world.createProcess(
    withGrants(world.store, (grants) => ({
      async delete(selector: { id: string }) {
        reached.resolve()
        await gate.promise
        return grants.delete(selector)
      },
    })),
  )
  return { grants, reached: reached.promise, goOn: gate.resolve }
}

/** One that holds a grant as it was before `meanwhile`, once. */
function readBefore(world: ReturnType<typeof createWorld>, meanwhile: () => Promise<unknown>) {
  let isFirst = true
  return world.createProcess(
    withGrants(world.store, (grants) => ({
      async get(id: string) {
        const found = await grants.get(id)
        if (isFirst) {
          isFirst = false
          await meanwhile()
        }
        return found
      },
    })),
  ).grants
}

/** A process whose store cannot save the tokens of a refresh while the refresh waits for it, nor before `meanwhile`. */
function slowToSave(world: ReturnType<typeof createWorld>, meanwhile: () => Promise<unknown>) {
  let failures = 0
  return world.createProcess(
    withGrants(world.store, ({ commit }) => ({
      async commit(...given: Parameters<typeof commit>) {
        failures += 1
        if (failures > 5) return commit(...given)
        if (failures === 5) await meanwhile()
        throw new Error('disk full')
      },
    })),
  )
}

describe('a logout while a refresh is under way', () => {
  it('revokes the tokens that are saved between its look at the grant and its end', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    await readBefore(world, site.tokensFor).end(id)
    expect(world.provider.revoked).toEqual(['refresh 1'])
    expect(await world.store.grants.list(userKey)).toEqual([])
  })

  it.each(['oauth2', 'oidc'] as const)(
    'leaves none alive that come while the grant is being deleted (%s)',
    async (protocol) => {
      const world = createWorld({ protocol })
      const site = world.createProcess()
      const id = await world.signIn(site.grants)
      const slow = slowToLeave(world)
      world.advance(lifetimeSeconds)
      let ending: Promise<void> | undefined
      world.provider.meanwhile = () => {
        ending = slow.grants.end(id)
        return slow.reached
      }
      expect(await codeOf(site.tokensFor())).toBe('grant_missing')
      expect(world.provider.revoked).toEqual(['refresh 1'])
      slow.goOn()
      await ending
      expect(world.provider.revoked).toEqual(['refresh 1', 'refresh 0'])
      expect(await world.store.grants.list(userKey)).toEqual([])
    },
  )

  it('leaves none alive that could not be saved before, and come while the grant is being deleted', async () => {
    const world = createWorld()
    const slow = slowToLeave(world)
    let ending: Promise<void> | undefined
    const site = slowToSave(world, () => {
      ending = slow.grants.end(id)
      return slow.reached
    })
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    expect(await codeOf(site.tokensFor())).toBe('store_error')
    await site.refresher.close()
    expect(world.provider.revoked).toEqual(['refresh 1'])
    slow.goOn()
    await ending
  })

  it('revokes also where the store keeps what it is told and its answer is lost', async () => {
    const world = createWorld()
    const id = await world.signIn(world.createProcess().grants)
    let isHeard = false
    const { grants } = world.createProcess(
      withGrants(world.store, ({ commit }) => ({
        async commit(...given: Parameters<typeof commit>) {
          const isSaved = await commit(...given)
          if (isHeard) return isSaved
          isHeard = true
          throw new Error('no answer in time')
        },
      })),
    )
    await grants.end(id)
    expect(world.provider.revoked).toEqual(['refresh 0'])
    expect(await world.store.grants.list(userKey)).toEqual([])
    expect(world.events).toEqual([])
  })
})

describe('a logout whose store fails half-way', () => {
  it.each(['commit', 'delete'] as const)(
    'is done by its next try where nobody hears of the store’s %s',
    async (method) => {
      const world = createWorld()
      const site = world.createProcess()
      const id = await world.signIn(site.grants)
      const deaf = world.createProcess(
        withGrants(world.store, (grants) => ({
          async [method](...given: Parameters<typeof grants.commit>) {
            if (method === 'commit') await grants.commit(...given)
            throw new Error('no answer in time')
          },
        })),
      )
      expect(await codeOf(deaf.grants.end(id))).toBe('store_error')
      expect(await codeOf(site.tokensFor())).toBe('grant_missing')
      await site.grants.end(id)
      expect(world.provider.revoked).toEqual(['refresh 0'])
      expect(await world.store.grants.list(userKey)).toEqual([])
    },
  )
})

describe('a logout at a store that does everything twice, as after a connection was lost, and says how the second time went', () => {
  it('revokes the tokens and ends', async () => {
    const world = createWorld()
    const id = await world.signIn(world.createProcess().grants)
    const { grants } = world.createProcess(
      withGrants(world.store, ({ commit }) => ({
        async commit(...given: Parameters<typeof commit>) {
          await commit(...given)
          return commit(...given)
        },
      })),
    )
    await grants.end(id)
    expect(world.provider.revoked).toEqual(['refresh 0'])
    expect(await world.store.grants.list(userKey)).toEqual([])
  })
})

describe('a new sign-in in the same session of the provider, while a refresh is under way', () => {
  const signInAnew = async (world: ReturnType<typeof createWorld>, grants: Grants, id: string) => {
    await world.signIn(grants, 50)
    await world.store.grants.delete({ id })
  }

  it.each([
    ['oidc', []],
    ['oauth2', ['refresh 1']],
  ] as const)('at %s revokes of the old tokens %j', async (protocol, revoked) => {
    const world = createWorld({ protocol })
    const site = world.createProcess()
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    world.provider.meanwhile = () => signInAnew(world, site.grants, id)
    expect((await site.tokensFor()).accessToken).toBe('access 50')
    expect(world.provider.revoked).toEqual(revoked)
  })

  it('is found also where an older one is lost', async () => {
    const world = createWorld({ protocol: 'oidc' })
    const site = world.createProcess()
    await world.signIn(site.grants, 40)
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    world.provider.meanwhile = () => {
      world.provider.meanwhile = async () => {}
      return signInAnew(world, site.grants, id)
    }
    expect((await site.tokensFor()).accessToken).toBe('access 50')
  })

  it('at oidc revokes nothing of what could not be saved before', async () => {
    const world = createWorld({ protocol: 'oidc' })
    const site = slowToSave(world, () => signInAnew(world, site.grants, id))
    const id = await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    expect(await codeOf(site.tokensFor())).toBe('store_error')
    await site.refresher.close()
    expect(world.provider.revoked).toEqual([])
    expect((await site.tokensFor()).accessToken).toBe('access 50')
  })
})
