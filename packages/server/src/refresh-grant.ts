import { LoginError, type Tokens } from '@sso-login/client'
import { asLoginError } from './as-login-error.ts'
import { randomId } from './base64url.ts'
import { createBoundedMap } from './bounded-map.ts'
import { createCooldowns } from './cooldowns.ts'
import { leaseMsFor } from './lease.ts'
import type { AnyClient } from './login-client.ts'
import type { Settings } from './options.ts'
import {
  closing,
  grantLost,
  grantMissing,
  type RefreshOutcome,
  refreshTimeout,
} from './refresh-outcome.ts'
import { createSaving, type SavingContext } from './refresh-saving.ts'
import { isStrict, mayHaveRotated } from './rotation.ts'
import type { StoredRecord } from './store.ts'
import { stored } from './stored.ts'

/** Part of a token's lifetime after which it is refreshed, while it is still good for what is under way. */
const refreshAfter = 0.8

/** A token from further in the future than this is of a clock that was wrong: nobody knows when it ends. In seconds. */
const maxClockSkewSeconds = 300

const pollMs = 100

/** How long a holder that lost its lease may still come back with the tokens, before `invalid_grant` is believed. */
const patienceMs = 5000

/** Of grants whose last refresh nobody heard the end of. */
const maxUnheard = 1000

export interface RefreshContext extends SavingContext {
  client: AnyClient
  settings: Pick<Settings, 'now' | 'emit'>
  /** Told of each refresh whose tokens are saved. */
  refreshed?: () => void
  /** Default: by the provider's refresh profile. */
  leaseMs?: number
}

export interface GrantRefresher {
  hasExpired(tokens: Tokens): boolean
  isDue(tokens: Tokens): boolean
  /**
   * @param rejected An access token that is not good whatever its expiry says.
   * @throws LoginError `grant_missing`, `store_error`.
   */
  refresh(id: string, rejected: string | undefined): Promise<RefreshOutcome>
  /** From now on nothing is started. Resolves when what was started is saved. */
  close(): Promise<void>
}

/** Refreshes one grant, across processes: under a lease, and saved only over the generation that was read. */
export function createGrantRefresher(context: RefreshContext): GrantRefresher {
  const { client, grants, settings, refreshed, wait } = context
  const { leaseMs = leaseMsFor(client.provider.refresh) } = context
  const { now, emit } = settings
  const { records } = grants
  const strict = isStrict(client.provider.refresh)
  const cooldowns = createCooldowns(now)
  const saving = createSaving(context, cooldowns)
  /** Access tokens beside a refresh token that may be used up already, by the ids of their grants. */
  const unheard = createBoundedMap<string>(maxUnheard)
  let isClosed = false

  const hasExpired = ({ expiresAt }: Tokens) => expiresAt !== undefined && expiresAt <= now() / 1000

  function isDue({ issuedAt, expiresAt }: Tokens): boolean {
    if (expiresAt === undefined) return false
    if (issuedAt > now() / 1000 + maxClockSkewSeconds) return true
    return now() / 1000 >= issuedAt + refreshAfter * (expiresAt - issuedAt)
  }

  const get = (id: string) => stored('refresh', () => records.get(id))

  /**
   * Nobody knows whether a refresh was one: to ask again could cost a grant whose access token is still good, so that waits
   * until there is nothing else to do. The lease is left over as it is, for other processes to see.
   */
  async function leaveUnheard(id: string, { accessToken }: Tokens, owner: string): Promise<void> {
    unheard.set(id, accessToken)
    await records.renew(id, owner, 0).catch(() => {})
  }

  /** Holds the lease while `work` takes its time. */
  async function holding<T>(id: string, owner: string, work: () => Promise<T>): Promise<T> {
    const renewing = setInterval(() => {
      records.renew(id, owner, leaseMs).catch(() => {})
    }, leaseMs / 3)
    try {
      return await work()
    } finally {
      clearInterval(renewing)
    }
  }

  /** Refreshes under our lease. Null: somebody else changed the grant meanwhile, look again. */
  async function refreshClaimed(record: StoredRecord, tokens: Tokens, owner: string) {
    const { id, userId } = record
    let fresh: Tokens
    try {
      fresh = await client.refresh(tokens)
    } catch (error) {
      return afterFailure(record, tokens, owner, asLoginError(error, 'refresh'))
    }
    if (await saving.save(record, fresh)) {
      emit({ type: 'refresh.finished', userId })
      refreshed?.()
      return { type: 'refreshed', tokens: fresh } as const
    }
    if (await grants.tokensOf(id)) return null
    // The person logged out while the provider was answering: these tokens must not live on.
    if (!(await grants.diesWithNewer(record))) await grants.revoke(userId, fresh)
    throw grantMissing()
  }

  async function afterFailure(
    record: StoredRecord,
    tokens: Tokens,
    owner: string,
    error: LoginError,
  ): Promise<RefreshOutcome | null> {
    const { id, userId } = record
    if (error.code === 'invalid_grant') return afterInvalidGrant(record, owner, error)
    emit({ type: 'refresh.failed', userId, error })
    cooldowns.start(id, error)
    if (strict && mayHaveRotated(error)) await leaveUnheard(id, tokens, owner)
    else await records.release(id, owner).catch(() => {})
    return { type: 'transient', error, ...(hasExpired(tokens) ? {} : { tokens }) }
  }

  /** It condemns only the token that was sent: another process may have rotated it, or be about to save what it got for it. */
  async function afterInvalidGrant(
    { id, userId, generation, data, lease }: StoredRecord,
    owner: string,
    error: LoginError,
  ): Promise<RefreshOutcome | null> {
    const mayComeBack = lease !== undefined && lease.owner !== owner
    for (let waitedMs = 0; ; waitedMs += pollMs) {
      const current = await get(id)
      if (!current) throw grantMissing()
      if (current.generation !== generation || current.lease?.owner !== owner) return null
      if (!mayComeBack || waitedMs >= patienceMs) break
      await wait(pollMs)
    }
    // Only whoever still finds this generation may delete it: nobody saves anything to it afterwards.
    if (!(await stored('refresh', () => records.commit(id, generation, data)))) return null
    await stored('refresh', () => records.delete({ id }))
    const lost = grantLost(error)
    emit({ type: 'refresh.failed', userId, error: lost })
    return { type: 'grant_lost', error: lost }
  }

  /** Nothing to refresh with. */
  async function withoutRefreshToken({ id, userId }: StoredRecord, tokens: Tokens) {
    if (!hasExpired(tokens)) {
      const error = new LoginError({
        code: 'refresh_token_missing',
        step: 'refresh',
        message: 'The access token was rejected, and there is no refresh token.',
      })
      return { type: 'transient', error, tokens } as const
    }
    await stored('refresh', () => records.delete({ id }))
    const error = grantLost()
    emit({ type: 'refresh.failed', userId, error })
    return { type: 'grant_lost', error } as const
  }

  return {
    hasExpired,
    isDue,

    async refresh(id, rejected) {
      const owner = randomId()
      let isSecondLook = false
      for (let waitedMs = 0; ; ) {
        const record = await get(id)
        const tokens = record && (await grants.open(record))
        if (!tokens) throw grantMissing()
        const isGood = !hasExpired(tokens) && tokens.accessToken !== rejected
        const present = isGood ? { tokens } : {}
        if (isGood && !isDue(tokens)) {
          if (isSecondLook) emit({ type: 'refresh.adopted', userId: record.userId })
          return { type: 'adopted', tokens }
        }
        if (tokens.refreshToken === undefined) {
          return isGood ? { type: 'adopted', tokens } : withoutRefreshToken(record, tokens)
        }
        const error = cooldowns.errorOf(id)
        if (error) return { type: 'transient', error, ...present }
        if (isGood && unheard.get(id) === tokens.accessToken) return { type: 'adopted', tokens }
        if (isClosed) return { type: 'transient', error: closing(), ...present }

        const { generation, lease } = record
        const isSaving = saving.isUnderWay(id)
        if (
          !isSaving &&
          (await stored('refresh', () => records.claim(id, generation, owner, leaseMs)))
        ) {
          if (strict && isGood && lease) {
            // Its holder fell silent, or did not hear the end itself.
            await leaveUnheard(id, tokens, owner)
            return { type: 'adopted', tokens }
          }
          const work = () => refreshClaimed(record, tokens, owner)
          const outcome = await holding(id, owner, work)
          if (outcome) return outcome
        } else if (isGood && !isSaving && !strict) {
          return { type: 'adopted', tokens }
        } else if (waitedMs >= 2 * leaseMs + patienceMs) {
          return { type: 'transient', error: refreshTimeout(), ...(isSaving ? {} : present) }
        } else {
          await wait(pollMs)
          waitedMs += pollMs
        }
        isSecondLook = true
      }
    },

    async close() {
      isClosed = true
      await saving.close()
    },
  }
}
