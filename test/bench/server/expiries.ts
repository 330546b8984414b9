import { openStore } from '../../server/open-store.ts'
import { createRefreshing } from '../../server/refreshing.ts'
import { createStrictProvider } from '../../server/strict-provider.ts'
import { startWorker } from '../../server/workers.ts'

const processes = 8
const callsPerProcess = 50
const expiries = 10
const strict = { rotates: true, graceSeconds: 0 }

export interface ExpiriesRow {
  calls: number
  served: number
  providerCalls: number
  revoked: number
}

/** At each of ten expiries, eight processes ask fifty times at once, of a provider that is strict about reuse. */
export async function expiriesRow(address: string, latencyMs: number): Promise<ExpiriesRow> {
  const provider = await createStrictProvider({ latencyMs })
  const store = await openStore(address)
  const shared = { providerUrl: provider.url, profile: strict }
  const { grants } = createRefreshing({ ...shared, store, clock: { aheadSeconds: 0 } })
  const userKey = `strict:${crypto.randomUUID()}`
  await grants.create(userKey, provider.signIn().tokens)
  const workers = await Promise.all(
    Array.from({ length: processes }, () => startWorker({ ...shared, address })),
  )
  let served = 0
  for (let expiry = 1; expiry <= expiries; expiry += 1) {
    const task = { userKey, calls: callsPerProcess, aheadSeconds: expiry * 3601 }
    const results = await Promise.all(workers.map((worker) => worker.run(task)))
    const answers = results.flatMap((result) => result.answers)
    served += answers.filter((token) => provider.isCurrent(token)).length
  }
  await Promise.all(workers.map((worker) => worker.kill()))
  provider.close()
  await store.close()
  return {
    calls: processes * callsPerProcess * expiries,
    served,
    providerCalls: provider.stats.calls,
    revoked: provider.revoked(),
  }
}
