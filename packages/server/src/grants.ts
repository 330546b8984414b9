import type { Tokens } from '@sso-login/client'
import { asLoginError } from './as-login-error.ts'
import { randomId } from './base64url.ts'
import type { AnyClient } from './login-client.ts'
import type { Settings } from './options.ts'
import { providerSessionOf } from './provider-session.ts'
import type { Sealer } from './seal.ts'
import type { RecordStore, StoredRecord } from './store.ts'
import { stored, storedSurely } from './stored.ts'

/** How long anybody waits for a revocation, in milliseconds. */
const revokeTimeoutMs = 5000

/** What people granted: their tokens, kept apart from sessions and sealed at rest. */
export interface Grants {
  readonly records: RecordStore
  /** @returns Its id. */
  create(userKey: string, tokens: Tokens): Promise<string>
  seal(id: string, tokens: Tokens): Promise<string>
  /** Null where it was sealed with a secret that is gone. */
  open(record: StoredRecord): Promise<Tokens | null>
  /** As they are now, due or not; null for a grant that is gone. */
  tokensOf(id: string): Promise<Tokens | null>
  /** Ends a grant: here first, then as far as possible at the provider. */
  end(id: string): Promise<void>
  /** At the provider, as far as possible: never fails. */
  revoke(userKey: string, tokens: Tokens): Promise<void>
}

/** A person signs in again and again; the newest grants are those that anybody uses. */
const maxGrantsPerPerson = 10

const daySeconds = 86_400

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

  /** The newest is not among them. They are not revoked: a provider may take that for the end of all of them. */
  async function forgetOldest(userKey: string): Promise<void> {
    const older = (await records.list(userKey)).slice(maxGrantsPerPerson)
    await Promise.all(older.map(({ id }) => records.delete({ id })))
  }

  async function revoke(userKey: string, tokens: Tokens): Promise<void> {
    try {
      await client.revoke?.(tokens, { signal: AbortSignal.timeout(revokeTimeoutMs) })
    } catch (error) {
      emit({ type: 'revoke.failed', userId: userKey, error: asLoginError(error, 'revoke') })
    }
  }

  return {
    records,
    seal,
    open,
    revoke,

    async create(userKey, tokens) {
      const id = randomId()
      const record = {
        id,
        userId: userKey,
        ...providerSessionOf(client.provider, tokens),
        data: await seal(id, tokens),
        expiresAt: endOf(tokens),
      }
      await stored('session', () => records.create(record))
      await stored('session', () => forgetOldest(userKey))
      return id
    },

    async tokensOf(id) {
      const record = await stored('session', () => records.get(id))
      return record && open(record)
    },

    async end(id) {
      const record = await storedSurely('logout', () => records.get(id))
      if (!record) return
      await storedSurely('logout', () => records.delete({ id }))
      const tokens = await open(record)
      if (tokens) await revoke(record.userId, tokens)
    },
  }
}
