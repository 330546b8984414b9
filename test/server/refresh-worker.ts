// A process of a site that refreshes, as told by messages of its parent.
import { readSync } from 'node:fs'
import type { RefreshProfile } from '@sso-login/providers'
import { openStore } from './open-store.ts'
import { createRefreshing } from './refreshing.ts'

/** The one argument, as JSON. */
export interface WorkerOptions {
  address: string
  providerUrl: string
  profile: RefreshProfile
  leaseMs?: number
  /** Says `asking` instead of asking the provider, and waits for its end. */
  neverAsks?: boolean
}

export interface WorkerTask {
  userKey: string
  calls: number
  aheadSeconds: number
}

export interface WorkerResult {
  /** Access tokens, or the codes of errors. */
  answers: string[]
}

process.once('disconnect', () => process.exit())

const {
  address,
  neverAsks = false,
  ...options
} = JSON.parse(process.argv[2] ?? '') as WorkerOptions
const clock = { aheadSeconds: 0 }
const neverAsking: typeof fetch = () => {
  process.send?.('asking')
  return new Promise(() => {})
}
const store = await openStore(address)
const { refresher } = createRefreshing({
  ...options,
  store,
  clock,
  ...(neverAsks ? { fetch: neverAsking } : {}),
})

process.on('message', async (task: WorkerTask | 'stand still') => {
  if (task === 'stand still') {
    // Until the input ends, as it does with the parent too.
    readSync(0, new Uint8Array(1))
    return
  }
  const { userKey, calls, aheadSeconds } = task
  clock.aheadSeconds = aheadSeconds
  const asked = Array.from({ length: calls }, () => refresher.tokensFor(userKey))
  const answers = (await Promise.allSettled(asked)).map((one) =>
    one.status === 'fulfilled' ? one.value.accessToken : String(one.reason.code ?? one.reason),
  )
  process.send?.({ answers } satisfies WorkerResult)
})
// The connection is made before the race is on.
await store.grants.get('none')
process.send?.('ready')
