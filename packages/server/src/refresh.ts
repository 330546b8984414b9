import { isLoginError, type LoginError, type Tokens } from '@sso-login/client'
import { createGrantRefresher, type RefreshContext } from './refresh-grant.ts'
import { grantMissing, type RefreshOutcome, tokensOf } from './refresh-outcome.ts'
import { stored } from './stored.ts'

export interface Refresher {
  /**
   * A user's tokens, good for a call now: of the newest grant that lives, refreshed when due.
   * @throws LoginError `grant_missing`, `grant_lost`, `store_error`, or as the client's `refresh`.
   */
  tokensFor(userKey: string): Promise<Tokens>
  /**
   * Refreshes the newest grant that lives, due or not.
   * @param rejected Only while this is its access token; default: whichever it is.
   * @throws LoginError `grant_missing`, `store_error`.
   */
  refresh(userKey: string, rejected?: string): Promise<RefreshOutcome>
  /** From now on no refresh is started. Resolves when those under way are saved. */
  close(): Promise<void>
}

/** Every asker of this process that needs the same refresh waits for one. */
export function createRefresher(context: RefreshContext): Refresher {
  const { grants } = context
  const grant = createGrantRefresher(context)
  const underWay = new Map<string, Promise<RefreshOutcome>>()

  async function refreshOnce(id: string, rejected?: string): Promise<RefreshOutcome> {
    for (;;) {
      const current = underWay.get(id)
      if (!current) break
      const outcome = await current
      // It may have been one that had no reason to ask.
      if (!('tokens' in outcome) || outcome.tokens?.accessToken !== rejected) return outcome
    }
    const refreshing = grant.refresh(id, rejected).finally(() => underWay.delete(id))
    underWay.set(id, refreshing)
    return refreshing
  }

  const list = (userKey: string) => stored('refresh', () => grants.records.list(userKey))

  /** Tries a person's grants, the newest first, until one is not lost. */
  async function first(
    userKey: string,
    of: (id: string, tokens: Tokens) => RefreshOutcome | Promise<RefreshOutcome>,
  ): Promise<RefreshOutcome> {
    let lost: RefreshOutcome | undefined
    const gone = new Set<string>()
    for (;;) {
      const goneBefore = gone.size
      for (const record of await list(userKey)) {
        const tokens = gone.has(record.id) ? null : await grants.open(record)
        if (!tokens) continue
        try {
          const outcome = await of(record.id, tokens)
          // Another sign-in of the same person may still have a grant that lives.
          if (outcome.type !== 'grant_lost') return outcome
          lost ??= outcome
        } catch (error) {
          if (!isMissing(error)) throw error
          gone.add(record.id)
        }
      }
      // Where one has gone, a new sign-in may have taken its place.
      if (gone.size > goneBefore) continue
      if (lost) return lost
      throw grantMissing()
    }
  }

  return {
    tokensFor: async (userKey) =>
      tokensOf(
        await first(userKey, (id, tokens) =>
          grant.isDue(tokens) ? refreshOnce(id) : { type: 'adopted', tokens },
        ),
      ),

    refresh: (userKey, rejected) =>
      first(userKey, (id, tokens) =>
        rejected === undefined || rejected === tokens.accessToken
          ? refreshOnce(id, tokens.accessToken)
          : refreshOnce(id),
      ),

    async close() {
      const closed = grant.close()
      await Promise.allSettled([...underWay.values()])
      await closed
      // What those could not save is being tried.
      await grant.close()
    },
  }
}

const isMissing = (error: unknown): error is LoginError =>
  isLoginError(error) && error.code === 'grant_missing'
