import { isLoginError, LoginError, type LoginStep, type Tokens } from '@sso-login/client'
import { randomId } from './base64url.ts'
import type { AnyClient } from './login-client.ts'
import type { Settings } from './options.ts'
import type { Sealer } from './seal.ts'
import type { RecordStore, StoredRecord } from './store.ts'
import { stored } from './stored.ts'

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
  /** What was granted; nothing for a grant that is gone. */
  scopesOf(id: string): Promise<readonly string[]>
  /** Ends a grant: here first, then as far as possible at the provider. */
  end(id: string): Promise<void>
  /** At the provider, as far as possible: never fails. */
  revoke(userKey: string, tokens: Tokens): Promise<void>
}

const purposeOf = (id: string) => `grant ${id}`

export function createGrants(
  client: AnyClient,
  { store, now, keepGrants, sessionTtlSeconds, emit }: Settings,
  sealer: Sealer,
): Grants {
  const records = store.grants
  const seal = (id: string, tokens: Tokens) => sealer.seal(purposeOf(id), tokens)
  const open = async ({ id, data }: StoredRecord) =>
    (await sealer.open(purposeOf(id), data)) as Tokens | null

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
        data: await seal(id, tokens),
        // A session that nobody logs out of ends as well, and its grant with it.
        expiresAt: keepGrants ? null : Math.floor(now() / 1000) + sessionTtlSeconds,
      }
      await stored('session', () => records.create(record))
      return id
    },

    async scopesOf(id) {
      const record = await stored('start', () => records.get(id))
      const tokens = record && (await open(record))
      return tokens?.scopes ?? []
    },

    async end(id) {
      const record = await stored('logout', () => records.get(id))
      if (!record) return
      await stored('logout', () => records.delete({ id }))
      const tokens = await open(record)
      if (tokens) await revoke(record.userId, tokens)
    },
  }
}

/** Whatever was thrown, as the one error type. */
export const asLoginError = (error: unknown, step: LoginStep): LoginError =>
  isLoginError(error)
    ? error
    : new LoginError({
        code: 'server_error',
        step,
        message: 'Something unexpected failed.',
        cause: error,
      })
