import { isLoginError, LoginError, type Tokens } from '@sso-login/client'
import type { RefreshProfile } from '@sso-login/providers'
import { type LoginEvent, memory, type Store } from '@sso-login/server'
import { describe, expect, it, vi } from 'vitest'
import { createGrants, type Grants } from '../../packages/server/src/grants.ts'
import type { AnyClient } from '../../packages/server/src/login-client.ts'
import type { Settings } from '../../packages/server/src/options.ts'
import { createRefresher } from '../../packages/server/src/refresh.ts'
import { createSealer } from '../../packages/server/src/seal.ts'

const userKey = 'iitb:101'
const lifetimeSeconds = 1000

interface ProviderError {
  code: LoginError['code']
  status?: number
  error?: string
  cause?: unknown
}

/** A clock that waiting moves, a store, and a provider that rotates and gives no grace. */
function createWorld(store?: Store, refresh?: RefreshProfile) {
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

  const failing = ({ code, status, error, cause }: ProviderError) =>
    new LoginError({
      code,
      step: 'refresh',
      message: `The provider says ${code}`,
      ...(status === undefined ? {} : { provider: { status, ...(error ? { error } : {}) } }),
      ...(cause === undefined ? {} : { cause }),
    })

  const client = {
    provider: { id: 'iitb', ...(refresh ? { refresh } : {}) },
    async refresh(old: Tokens) {
      provider.calls += 1
      const isCurrent = old.refreshToken === provider.current
      const fresh = tokens(provider.calls)
      const failure = provider.failWith
      if (isCurrent && !failure) provider.current = fresh.refreshToken as string
      await provider.meanwhile()
      if (failure) throw failing(failure)
      if (!isCurrent) throw failing({ code: 'invalid_grant' })
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
    return { grants, waits, hooks, refresher, tokensFor: () => refresher.tokensFor(userKey) }
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

describe('a process that closes', () => {
  it('waits for the refresh that is under way, and its tokens are saved', async () => {
    const world = createWorld()
    const site = world.createProcess()
    await world.signIn(site.grants)
    world.advance(lifetimeSeconds)
    const answer = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    world.provider.meanwhile = () => {
      asked.resolve()
      return answer.promise
    }
    const waiting = site.tokensFor()
    await asked.promise
    let isClosed = false
    const closing = site.refresher.close().then(() => {
      isClosed = true
    })
    await Promise.resolve()
    expect(isClosed).toBe(false)
    answer.resolve()
    await closing
    expect((await world.createProcess().tokensFor()).accessToken).toBe('access 1')
    expect((await waiting).accessToken).toBe('access 1')
  })

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

describe('the lease of a refresh', () => {
  const waitedFor = async (refresh: RefreshProfile | undefined) => {
    const world = createWorld(undefined, refresh)
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

describe('grants of one person', () => {
  it('are the ten newest: older ones do not pile up', async () => {
    const world = createWorld()
    const site = world.createProcess()
    for (let number = 0; number < 13; number += 1) {
      await world.signIn(site.grants, number)
      world.advance(1)
    }
    const kept = await world.store.grants.list(userKey)
    expect(kept).toHaveLength(10)
    expect((await site.tokensFor()).accessToken).toBe('access 12')
    expect(world.provider.revoked).toEqual([])
  })
})

describe('where the old tokens die as soon as the provider is asked', () => {
  const strict = { rotates: true, graceSeconds: 0 }

  it('a process that comes second waits for the new ones, though the old look good', async () => {
    const world = createWorld(undefined, strict)
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
      const world = createWorld(undefined, strict)
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
    const world = createWorld(undefined, strict)
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
    const world = createWorld(undefined, strict)
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
      const world = createWorld(undefined, strict)
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
