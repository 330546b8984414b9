import { asLoginError } from './as-login-error.ts'
import type { Grants } from './grants.ts'
import type { AnyClient } from './login-client.ts'
import type { Settings } from './options.ts'
import { belongsToProviderSession } from './provider-session.ts'
import type { StoredRecord } from './store.ts'

/** More than the sign-in adds that starts a sweep, or the refresh, so that they never pile up. */
const mostAtOnce = 20

/** Of the provider that a grant is from. */
interface GrantSource {
  readonly client: AnyClient
  readonly grants: Grants
}

/** Sees to grants whose session nobody logged out of. */
export interface ExpiredGrants {
  /** Starts a sweep, unless one is under way. Nobody has to wait for it, and it never fails. */
  sweep(): void
  /** Resolves when what is under way is over: a few seconds at most, as revocations have a deadline. */
  close(): Promise<void>
}

export function createExpiredGrants(
  { store, keepGrants, emit }: Pick<Settings, 'store' | 'keepGrants' | 'emit'>,
  sourceOf: (userKey: string) => GrantSource | null,
): ExpiredGrants {
  let underWay: Promise<void> | undefined

  async function revoke(record: StoredRecord): Promise<void> {
    const { userId } = record
    const { client, grants } = sourceOf(userId) ?? {}
    const tokens = await grants?.open(record)
    if (!client || !tokens) return
    // The person has come back meanwhile.
    const isShared = belongsToProviderSession(client)
    if (isShared && (await store.grants.list(userId)).length > 0) return
    await grants?.revoke(userId, tokens)
  }

  async function end(record: StoredRecord): Promise<void> {
    const { userId } = record
    try {
      if (!keepGrants) await revoke(record)
    } catch (error) {
      emit({ type: 'revoke.failed', userId, error: asLoginError(error, 'revoke') })
    }
    emit({ type: 'grant.expired', userId })
  }

  async function sweepOnce(): Promise<void> {
    const expired = await store.grants.takeExpired(mostAtOnce)
    await Promise.all(expired.map(end))
  }

  return {
    sweep() {
      underWay ??= sweepOnce()
        // The next one tries again.
        .catch(() => {})
        .finally(() => {
          underWay = undefined
        })
    },
    close: async () => underWay,
  }
}
