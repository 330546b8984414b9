import type { Tokens } from '@sso-login/client'
import { asLoginError } from './as-login-error.ts'
import type { Cooldowns } from './cooldowns.ts'
import type { Grants } from './grants.ts'
import type { Settings } from './options.ts'
import type { StoredRecord } from './store.ts'
import { stored } from './stored.ts'

/** Waits before each further attempt to save, in milliseconds. */
const againAfterMs = [100, 200, 400]

/** After that the tokens are held here, and saving is tried this often for as long as anybody may need them. */
const laterEveryMs = 1000
const laterAttempts = 300

export interface SavingContext {
  grants: Grants
  settings: Pick<Settings, 'emit'>
  /** Resolves after so many milliseconds. */
  wait: (ms: number) => Promise<void>
}

/** Saves what the provider gave: the old refresh token may be dead already, so that it is worth more than one try. */
export interface Saving {
  /**
   * Saves over the generation that was read; false where that has passed.
   * @throws LoginError `store_error`; it is then tried for a while yet.
   */
  save(record: StoredRecord, tokens: Tokens): Promise<boolean>
  /** Whether the provider gave tokens that the store has not taken yet. */
  isUnderWay(id: string): boolean
  /** Resolves when everything is saved, or given up after a few tries. */
  close(): Promise<void>
}

export function createSaving(
  { grants, settings: { emit }, wait }: SavingContext,
  cooldowns: Cooldowns,
): Saving {
  const { records } = grants
  const unsaved = new Map<string, Promise<void>>()
  let isClosed = false

  /** What nobody can keep is not to live on. */
  async function saveLater(
    record: StoredRecord,
    tokens: Tokens,
    commit: () => Promise<boolean>,
  ): Promise<void> {
    const { id, userId } = record
    for (let attempt = 0; attempt < laterAttempts && !(isClosed && attempt > 2); attempt += 1) {
      await wait(laterEveryMs)
      try {
        const isGone = !(await commit()) && !(await grants.tokensOf(id))
        if (isGone && !(await grants.diesWithNewer(record))) await grants.revoke(userId, tokens)
        return
      } catch {
        // The store is still away.
      }
    }
    await grants.revoke(userId, tokens)
  }

  return {
    async save(record, tokens) {
      const { id, generation, userId } = record
      const data = await grants.seal(id, tokens)
      const commit = async () => {
        const isSaved = await stored('refresh', () => records.commit(id, generation, data))
        if (isSaved) cooldowns.end(id)
        return isSaved
      }
      for (const ms of againAfterMs) {
        try {
          return await commit()
        } catch {
          await wait(ms)
        }
      }
      try {
        return await commit()
      } catch (error) {
        emit({ type: 'refresh.failed', userId, error: asLoginError(error, 'refresh') })
        unsaved.set(
          id,
          saveLater(record, tokens, commit).finally(() => unsaved.delete(id)),
        )
        throw error
      }
    },

    isUnderWay: (id) => unsaved.has(id),

    async close() {
      isClosed = true
      await Promise.all(unsaved.values())
    },
  }
}
