import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoginEvent } from '@sso-login/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeUrl } from '../support/stores.ts'
import { openStore } from './open-store.ts'
import { createRefreshing } from './refreshing.ts'
import { createStrictProvider } from './strict-provider.ts'
import { startWorker } from './workers.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sso-login-killed-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const addresses: Record<string, () => string> = {
  SQLite: () => `sqlite:${join(folder, randomUUID())}`,
  Redis: () => storeUrl('REDIS_URL'),
  PostgreSQL: () => storeUrl('DATABASE_URL'),
}

const expired = { aheadSeconds: 3601 }

interface SceneOptions {
  graceSeconds: number
  leaseMs: number
  neverAsks?: boolean
}

/** A site with one person signed in, and a process of it that refreshes and will not come to its end. */
async function createScene(address: string, { graceSeconds, leaseMs, neverAsks }: SceneOptions) {
  const provider = await createStrictProvider({ graceSeconds })
  const store = await openStore(address)
  const events: LoginEvent[] = []
  const shared = { providerUrl: provider.url, profile: { rotates: true, graceSeconds }, leaseMs }
  const { grants, refresher } = createRefreshing({
    ...shared,
    store,
    clock: expired,
    emit: (event) => events.push(event),
  })
  const userKey = `strict:${randomUUID()}`
  await grants.create(userKey, provider.signIn().tokens)

  // The provider has rotated, and its answer stays on the way; for the first one only.
  const rotated = Promise.withResolvers<void>()
  provider.hooks.afterRotation = () => {
    provider.hooks.afterRotation = () => {}
    rotated.resolve()
    return new Promise<void>(() => {})
  }
  const victim = await startWorker({ ...shared, address, ...(neverAsks ? { neverAsks } : {}) })
  victim.run({ userKey, calls: 1, ...expired }).catch(() => {})

  return {
    provider,
    store,
    events,
    grants,
    userKey,
    victim,
    rotated: rotated.promise,
    tokensFor: () => refresher.tokensFor(userKey),
    async end() {
      await victim.kill()
      provider.close()
      await store.close()
    },
  }
}

type Scene = Awaited<ReturnType<typeof createScene>>

// Each of them is a run of each story.
for (const [name, address] of Object.entries(addresses)) {
  describe.concurrent(`on ${name}, a process that is`, { timeout: 60_000 }, () => {
    const story = (title: string, options: SceneOptions, tell: (scene: Scene) => Promise<void>) =>
      it(title, async () => {
        const scene = await createScene(address(), options)
        try {
          await tell(scene)
        } finally {
          await scene.end()
        }
      })

    story(
      'killed before it asks the provider costs nothing',
      { graceSeconds: 0, leaseMs: 1000, neverAsks: true },
      async ({ provider, victim, tokensFor }) => {
        provider.hooks.afterRotation = () => {}
        await victim.says('asking')
        await victim.kill()
        const { accessToken } = await tokensFor()
        expect(provider.isCurrent(accessToken)).toBe(true)
        expect(provider.stats).toEqual({ calls: 1, reuses: 0 })
      },
    )

    story(
      'killed after the rotation costs nothing where there is grace',
      { graceSeconds: 30, leaseMs: 1000 },
      async ({ provider, victim, rotated, tokensFor }) => {
        await rotated
        await victim.kill()
        const { accessToken } = await tokensFor()
        expect(provider.isCurrent(accessToken)).toBe(true)
        expect(provider.revoked()).toBe(0)
      },
    )

    story(
      'killed after the rotation of a strict provider costs the grant, told once, and nothing else',
      { graceSeconds: 0, leaseMs: 1000 },
      async ({ provider, store, events, grants, userKey, victim, rotated, tokensFor }) => {
        await rotated
        await victim.kill()
        const session = { id: userKey, userId: userKey, data: 'a session', expiresAt: null }
        await store.sessions.create(session)
        await expect(tokensFor()).rejects.toMatchObject({ code: 'grant_lost' })
        await expect(tokensFor()).rejects.toMatchObject({ code: 'grant_missing' })
        expect(provider.stats).toEqual({ calls: 2, reuses: 1 })
        expect(events).toMatchObject([{ type: 'refresh.failed', error: { code: 'grant_lost' } }])
        expect(await store.sessions.get(userKey)).not.toBeNull()
        await grants.create(userKey, provider.signIn().tokens)
        expect(provider.isCurrent((await tokensFor()).accessToken)).toBe(true)
      },
    )

    story(
      'stopped past its lease overwrites nothing when it goes on',
      { graceSeconds: 30, leaseMs: 1000 },
      async ({ store, userKey, victim, rotated, tokensFor }) => {
        await rotated
        victim.standStill()
        const { accessToken } = await tokensFor()
        const kept = await store.grants.list(userKey)
        victim.goOn()
        const { answers } = await victim.run({ userKey, calls: 1, ...expired })
        expect(answers).toEqual([accessToken])
        expect(await store.grants.list(userKey)).toEqual(kept)
      },
    )
  })
}
