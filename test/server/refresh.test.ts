import { isLoginError, LoginError, type Tokens } from '@sso-login/client'
import { type LoginEvent, memory, type Store } from '@sso-login/server'
import { describe, expect, it } from 'vitest'
import { createGrants, type Grants } from '../../packages/server/src/grants.ts'
import type { AnyClient } from '../../packages/server/src/login-client.ts'
import type { Settings } from '../../packages/server/src/options.ts'
import { createRefresher } from '../../packages/server/src/refresh.ts'
import { createSealer } from '../../packages/server/src/seal.ts'

const userKey = 'iitb:101'
const lifetimeSeconds = 1000

interface ProviderError {
  code: LoginError['code']
}

/** A clock that waiting moves, a store, and a provider that rotates and gives no grace. */
function createWorld(store?: Store) {
  let nowMs = 1_000_000_000_000
  const now = () => nowMs
  const shared = store ?? memory({ now })
  const events: LoginEvent[] = []
  const provider = {
    calls: 0,
    revoked: [] as string[],
    current: 'refresh 0',
    /** Runs in the middle of a refresh, when the provider has answered and nobody knows yet. */
    meanwhile: async () => {},
    failWith: null as ProviderError | null,
  }

  const nowSeconds = () => nowMs / 1000
  const tokens = (number: number): Tokens => ({
    accessToken: `access ${number}`,
    refreshToken: `refresh ${number}`,
    issuedAt: nowSeconds(),
    expiresAt: nowSeconds() + lifetimeSeconds,
    scopes: ['basic'],
    missing: [],
  })

  const failing = (code: LoginError['code']) =>
    new LoginError({ code, step: 'refresh', message: `The provider says ${code}` })

  const client = {
    provider: { id: 'iitb' },
    async refresh(old: Tokens) {
      provider.calls += 1
      const isCurrent = old.refreshToken === provider.current
      const fresh = tokens(provider.calls)
      const failure = provider.failWith
      if (isCurrent && !failure) provider.current = fresh.refreshToken as string
      await provider.meanwhile()
      if (failure) throw failing(failure.code)
      if (!isCurrent) throw failing('invalid_grant')
      return fresh
    },
    async revoke({ refreshToken }: Tokens) {
      provider.revoked.push(refreshToken as string)
    },
  } as unknown as AnyClient

  /** One process: its own single flight, the shared store. */
  function createProcess(of: Store = shared) {
    const settings = {
      store: of,
      now,
      keepGrants: true,
      sessionTtlSeconds: 3600,
      emit: (event: LoginEvent) => events.push(event),
    } as unknown as Settings
    const sealer = createSealer(['a secret that is at least 32 characters long'], now)
    const grants = createGrants(client, settings, sealer)
    const waits: number[] = []
    const hooks = { onWait: async () => {} }
    const wait = async (ms: number) => {
      waits.push(ms)
      nowMs += ms
      await hooks.onWait()
    }
    const refresher = createRefresher({ client, grants, settings, wait })
    return { grants, waits, hooks, tokensFor: () => refresher.tokensFor(userKey) }
  }

  return {
    store: shared,
    provider,
    events,
    createProcess,
    tokens,
    advance: (seconds: number) => {
      nowMs += seconds * 1000
    },
    signIn: (grants: Grants, number = 0) => grants.create(userKey, tokens(number)),
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (isLoginError(error)) return error.code
    throw error
  }
  throw new Error('nothing was thrown')
}

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
    expect((await site.tokensFor()).accessToken).toBe('access 2')
  })

  it('that fails once the access token is over says why, and can be tried again at once', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    world.provider.failWith = { code: 'network_error' }
    expect(await codeOf(site.tokensFor())).toBe('network_error')
    world.provider.failWith = null
    expect((await site.tokensFor()).accessToken).toBe('access 2')
    expect(site.waits).toEqual([])
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
    const site = world.createProcess(failingCommits(world.store, 3))
    await world.signIn(site.grants)
    world.advance(900)
    expect(await codeOf(site.tokensFor())).toBe('store_error')
  })
})
