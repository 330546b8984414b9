import type { RefreshProfile } from '@sso-login/providers'
import type { LoginEvent, Store } from '@sso-login/server'
import { createGrants } from '../../packages/server/src/grants.ts'
import type { AnyClient } from '../../packages/server/src/login-client.ts'
import type { Settings } from '../../packages/server/src/options.ts'
import { createRefresher } from '../../packages/server/src/refresh.ts'
import { createSealer } from '../../packages/server/src/seal.ts'
import { strictClient } from './strict-provider.ts'

export interface RefreshingOptions {
  store: Store
  providerUrl: string
  profile: RefreshProfile
  /** Default: by the profile. */
  leaseMs?: number
  /** This process's clock runs ahead by so much. */
  clock: { aheadSeconds: number }
  fetch?: typeof globalThis.fetch
  emit?: (event: LoginEvent) => void
}

/** The part of a login that refreshes, on its own. */
export function createRefreshing({
  store,
  providerUrl,
  profile,
  leaseMs,
  clock,
  fetch,
  emit = () => {},
}: RefreshingOptions) {
  const now = () => Date.now() + clock.aheadSeconds * 1000
  const client = strictClient(providerUrl, profile, { now, ...(fetch ? { fetch } : {}) })
  const settings = { store, now, emit, keepGrants: true } as unknown as Settings
  const sealer = createSealer(['a secret that is at least 32 characters long'], now)
  const anyClient = client as unknown as AnyClient
  const grants = createGrants(anyClient, settings, sealer)
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
  const refresher = createRefresher({
    client: anyClient,
    grants,
    settings,
    wait,
    ...(leaseMs === undefined ? {} : { leaseMs }),
  })
  return { grants, refresher }
}
