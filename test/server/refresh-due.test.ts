import { describe, expect, it } from 'vitest'
import { codeOf, createWorld, lifetimeSeconds, userKey } from './refresh-world.ts'

describe('tokens for a user', () => {
  it('are the ones kept, until four fifths of their lifetime are over', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    world.advance(799)
    expect((await site.tokensFor()).accessToken).toBe('access 0')
    expect(world.provider.calls).toBe(0)
    world.advance(1)
    expect((await site.tokensFor()).accessToken).toBe('access 1')
    expect((await site.tokensFor()).accessToken).toBe('access 1')
    expect(world.provider.calls).toBe(1)
  })

  it('never need a refresh where the provider gives no expiry', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const { expiresAt: _, ...endless } = world.tokens(0)
    await site.grants.create(userKey, endless)
    world.advance(1e8)
    expect((await site.tokensFor()).accessToken).toBe('access 0')
  })

  it('are missing for somebody who has not signed in', async () => {
    expect(await codeOf(createWorld().createProcess().tokensFor())).toBe('grant_missing')
  })

  it('are those of the newest grant', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants, 7)
    await world.signIn(site.grants, 8)
    expect((await site.tokensFor()).accessToken).toBe('access 8')
  })

  it('are those of an older grant when the newest turns out to be lost', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants, 0)
    world.advance(1)
    await world.signIn(site.grants, 99)
    world.advance(lifetimeSeconds)
    expect((await site.tokensFor()).accessToken).toBe('access 2')
    expect(await world.store.grants.list(userKey)).toHaveLength(1)
  })

  it('are lost with the access token when there is no refresh token', async () => {
    const world = createWorld()
    const site = world.createProcess()
    const { refreshToken: _, ...short } = world.tokens(0)
    await site.grants.create(userKey, short)
    world.advance(lifetimeSeconds - 1)
    expect((await site.tokensFor()).accessToken).toBe('access 0')
    world.advance(1)
    expect(await codeOf(site.tokensFor())).toBe('grant_lost')
    expect(await codeOf(site.tokensFor())).toBe('grant_missing')
    expect(world.provider.calls).toBe(0)
  })
})

describe('tokens of a clock that was ahead', () => {
  it('are refreshed, since nobody knows when they end', async () => {
    const world = createWorld()
    const site = world.createProcess()
    world.advance(3600)
    await world.signIn(site.grants)
    world.advance(-3600)
    expect((await site.tokensFor()).accessToken).toBe('access 1')
    expect((await site.tokensFor()).accessToken).toBe('access 1')
    expect(world.provider.calls).toBe(1)
  })

  it('are kept where clocks differ by no more than they do', async () => {
    const world = createWorld()
    const site = world.createProcess()
    world.advance(200)
    await world.signIn(site.grants)
    world.advance(-200)
    expect((await site.tokensFor()).accessToken).toBe('access 0')
  })
})
