import type { Tokens } from '@sso-login/client'
import { asLoginError } from './as-login-error.ts'
import { randomId } from './base64url.ts'
import { invalid } from './invalid.ts'
import type { AnyClient } from './login-client.ts'
import type { Settings } from './options.ts'
import { belongsToProviderSession, providerSessionOf } from './provider-session.ts'
import type { Sealer } from './seal.ts'
import type { RecordStore, StoredRecord } from './store.ts'
import { stored, storedSurely } from './stored.ts'

/** How long anybody waits for a revocation, in milliseconds. */
const revokeTimeoutMs = 5000

/** What people granted: their tokens, kept apart from sessions and sealed at rest. */
export interface Grants {
  readonly records: RecordStore
  /**
   * @param id Of whoever has to know it though the store's answer is lost; default: a new one.
   * @returns Its id.
   */
  create(userKey: string, tokens: Tokens, id?: string): Promise<string>
  seal(id: string, tokens: Tokens): Promise<string>
  /** Null where it was sealed with a secret that is gone. */
  open(record: StoredRecord): Promise<Tokens | null>
  /** As they are now, due or not; null for a grant that is gone. */
  tokensOf(id: string): Promise<Tokens | null>
  /** Ends a grant: here first, then as far as possible at the provider. */
  end(id: string): Promise<void>
  /** Deletes a grant as it was read; false where it has changed or gone since. */
  remove(record: StoredRecord): Promise<boolean>
  /** Whether a newer sign-in's tokens would die with those of a grant that is gone: both are of one session of the provider, as far as it tells. */
  diesWithNewer(record: StoredRecord): Promise<boolean>
  /** At the provider, as far as possible: never fails. False where the tokens live on. */
  revoke(userKey: string, tokens: Tokens): Promise<boolean>
  /** The same for a grant that is gone here. */
  revokeRecord(record: StoredRecord): Promise<boolean>
}

const daySeconds = 86_400

/** Stands before what a grant holds that is about to be deleted: nobody uses it any more, and its tokens can still be revoked. */
const ending = 'ending '
const isEnding = ({ data }: StoredRecord) => data.startsWith(ending)

/** What tells a site that it has ended something and left tokens alive. */
export const notOpened = (what: 'grant' | 'session') =>
  invalid(
    'secrets',
    `A ${what} was sealed with none of the secrets, so nobody here can revoke its tokens.`,
    'Keep an old secret while anything sealed with it lasts; in one database, give each site a prefix of its own.',
    { step: 'revoke' },
  )

const purposeOf = (id: string) => `grant ${id}`

export function createGrants(
  client: AnyClient,
  { store, now, keepGrants, sessionTtlSeconds, idleTtlSeconds, emit }: Settings,
  sealer: Sealer,
): Grants {
  const records = store.grants
  const seal = (id: string, tokens: Tokens) => sealer.seal(purposeOf(id), tokens)
  const open = async ({ id, data }: StoredRecord) =>
    (await sealer.open(purposeOf(id), data)) as Tokens | null

  /** Epoch seconds. Null: as long as the provider takes the refresh token, which nobody can tell. */
  function endOf({ refreshToken, issuedAt, expiresAt }: Tokens): number | null {
    // A session that nobody logs out of ends as well, and its grant with it; one that is used moves both.
    if (!keepGrants) return Math.floor(now() / 1000) + Math.min(sessionTtlSeconds, idleTtlSeconds)
    const { refreshTokenSeconds = null } = client.provider.lifetimes ?? {}
    const ends =
      refreshToken === undefined ? expiresAt : refreshTokenSeconds && issuedAt + refreshTokenSeconds
    // A day more, for a job to be told that the grant is lost.
    return ends ? ends + daySeconds : null
  }

  async function revoke(userKey: string, tokens: Tokens): Promise<boolean> {
    try {
      await client.revoke?.(tokens, { signal: AbortSignal.timeout(revokeTimeoutMs) })
      return client.revoke !== undefined
    } catch (error) {
      emit({ type: 'revoke.failed', userId: userKey, error: asLoginError(error, 'revoke') })
      return false
    }
  }

  async function revokeRecord(record: StoredRecord): Promise<boolean> {
    const tokens = await open({ ...record, data: record.data.replace(ending, '') })
    if (tokens) return revoke(record.userId, tokens)
    emit({ type: 'revoke.failed', userId: record.userId, error: notOpened('grant') })
    return false
  }

  async function remove(record: StoredRecord): Promise<boolean> {
    const { id, generation, data } = record
    // A refresh that ends just now was saved before this, or finds nothing to save to: in either case it is known whose tokens
    // are to be revoked.
    const mark = () => records.commit(id, generation, ending + data)
    if (!isEnding(record) && !(await storedSurely('logout', mark))) return false
    await storedSurely('logout', () => records.delete({ id }))
    return true
  }

  return {
    records,
    seal,
    open,
    revoke,
    revokeRecord,
    remove,

    async diesWithNewer({ userId, providerSessionId }) {
      if (!belongsToProviderSession(client)) return false
      const found = await stored('revoke', () => records.list(userId))
      return found.some(
        (other) => !isEnding(other) && other.providerSessionId === providerSessionId,
      )
    },

    async create(userKey, tokens, id = randomId()) {
      const record = {
        id,
        userId: userKey,
        ...providerSessionOf(client.provider, tokens),
        data: await seal(id, tokens),
        expiresAt: endOf(tokens),
      }
      await stored('session', () => records.create(record))
      return id
    },

    async tokensOf(id) {
      const record = await stored('session', () => records.get(id))
      return record && open(record)
    },

    async end(id) {
      let last: StoredRecord | undefined
      for (;;) {
        const record = await storedSurely('logout', () => records.get(id))
        if (!record) break
        last = record
        if (await remove(record)) break
      }
      if (last) await revokeRecord(last)
    },
  }
}
