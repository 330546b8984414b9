import { asLoginError } from './as-login-error.ts'
import type { Grants } from './grants.ts'
import type { Settings } from './options.ts'
import type { StoredRecord } from './store.ts'

/** More than the sign-in adds that starts a sweep, or the refresh, so that they never pile up. */
const mostAtOnce = 20

/** A person signs in again and again; the newest grants are those that anybody uses. */
const maxGrantsPerPerson = 10

/** Of the provider that a grant is from. */
interface GrantSource {
  readonly grants: Grants
}

/** Sees to grants whose session nobody logged out of. Nobody has to wait for it, and it never fails. */
export interface ExpiredGrants {
  /** Starts a sweep, unless one is under way. */
  sweep(): void
  /** Starts to end a person's grants but for the newest. */
  endOldest(userKey: string): void
  /** Resolves when what is under way is over: a few seconds at most, as revocations have a deadline. */
  close(): Promise<void>
}

export function createExpiredGrants(
  { store, keepGrants, emit }: Pick<Settings, 'store' | 'keepGrants' | 'emit'>,
  sourceOf: (userKey: string) => GrantSource | null,
): ExpiredGrants {
  let sweeping: Promise<void> | undefined
  const ending = new Set<Promise<void>>()

  async function revoke(record: StoredRecord): Promise<boolean> {
    const { userId } = record
    const grants = sourceOf(userId)?.grants
    // The person may have come back meanwhile.
    if (!grants || (await grants.diesWithNewer(record))) return false
    return grants.revokeRecord(record)
  }

  /** Of a grant that is gone here. */
  async function end(record: StoredRecord): Promise<void> {
    const { userId } = record
    let revoked = false
    try {
      revoked = !keepGrants && (await revoke(record))
    } catch (error) {
      emit({ type: 'revoke.failed', userId, error: asLoginError(error, 'revoke') })
    }
    emit({ type: 'grant.expired', userId, revoked })
  }

  async function sweepOnce(): Promise<void> {
    const expired = await store.grants.takeExpired(mostAtOnce)
    await Promise.all(expired.map(end))
  }

  async function endOldest(userKey: string): Promise<void> {
    const older = (await store.grants.list(userKey)).slice(maxGrantsPerPerson)
    await Promise.all(
      older.map(async ({ id }) => {
        // A refresh may have been saved since: the tokens of before it are nobody's to revoke.
        const record = await store.grants.get(id)
        // Another process may have been here first.
        if (record && (await sourceOf(userKey)?.grants.remove(record))) await end(record)
      }),
    )
  }

  return {
    sweep() {
      sweeping ??= sweepOnce()
        // The next one tries again.
        .catch(() => {})
        .finally(() => {
          sweeping = undefined
        })
    },
    endOldest(userKey) {
      const started = endOldest(userKey)
        .catch(() => {})
        .finally(() => ending.delete(started))
      ending.add(started)
    },
    async close() {
      await Promise.all([sweeping, ...ending])
    },
  }
}
