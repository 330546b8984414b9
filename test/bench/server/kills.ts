import { type OpenStore, openStore } from '../../server/open-store.ts'
import { createRefreshing } from '../../server/refreshing.ts'
import { createStrictProvider } from '../../server/strict-provider.ts'
import { startWorker } from '../../server/workers.ts'

export const runs = 50
const atOnce = 10
const expired = { aheadSeconds: 3601 }

export type Story =
  | 'before the call'
  | 'after rotation, grace 60 s'
  | 'after rotation, strict'
  | 'stalled past the lease'

export interface KillsRow {
  recovered: number
  grantLost: number
  staleOverwrites: number
}

/** What becomes of people whose process was killed, or stopped, in the middle of a refresh. */
export async function killsRow(address: string, story: Story): Promise<KillsRow> {
  const row: KillsRow = { recovered: 0, grantLost: 0, staleOverwrites: 0 }
  const store = await openStore(address)
  // Makes the tables, before anybody is in a hurry.
  await store.grants.get('none')
  for (let done = 0; done < runs; done += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, () => oneRun(store, address, story, row)))
  }
  await store.close()
  return row
}

async function oneRun(
  store: OpenStore,
  address: string,
  story: Story,
  row: KillsRow,
): Promise<void> {
  const graceSeconds = story === 'before the call' || story === 'after rotation, strict' ? 0 : 60
  const provider = await createStrictProvider({ graceSeconds })
  // It is waited for in each run, so shorter than on a site.
  const leaseMs = 3000
  const shared = { providerUrl: provider.url, profile: { rotates: true, graceSeconds }, leaseMs }
  const { grants, refresher } = createRefreshing({ ...shared, store, clock: expired })
  const userKey = `strict:${crypto.randomUUID()}`
  await grants.create(userKey, provider.signIn().tokens)

  const neverAsks = story === 'before the call'
  const rotated = Promise.withResolvers<void>()
  if (!neverAsks) {
    provider.hooks.afterRotation = () => {
      provider.hooks.afterRotation = () => {}
      rotated.resolve()
      return new Promise<void>(() => {})
    }
  }
  const victim = await startWorker({ ...shared, address, neverAsks })
  victim.run({ userKey, calls: 1, ...expired }).catch(() => {})
  await (neverAsks ? victim.says('asking') : rotated.promise)
  if (story === 'stalled past the lease') victim.standStill()
  else await victim.kill()

  try {
    const { accessToken } = await refresher.tokensFor(userKey)
    if (provider.isCurrent(accessToken)) row.recovered += 1
    if (story === 'stalled past the lease') {
      const [before] = await store.grants.list(userKey)
      victim.goOn()
      await victim.run({ userKey, calls: 1, ...expired })
      const [after] = await store.grants.list(userKey)
      if (after?.data !== before?.data) row.staleOverwrites += 1
    }
  } catch (error) {
    if ((error as { code?: string }).code !== 'grant_lost') throw error
    // A new sign-in, and everything is well again.
    await grants.create(userKey, provider.signIn().tokens)
    await refresher.tokensFor(userKey)
    row.grantLost += 1
  } finally {
    await victim.kill()
    provider.close()
  }
}
