import { isLoginError, LoginError, type Tokens } from '@sso-login/client'
import { randomId } from './base64url.ts'
import { asLoginError, type Grants } from './grants.ts'
import type { AnyClient } from './login-client.ts'
import type { Settings } from './options.ts'
import type { StoredRecord } from './store.ts'
import { stored } from './stored.ts'

/** Part of a token's lifetime after which it is refreshed, while it is still good for what is under way. */
const refreshAfter = 0.8

/** A lease covers a whole call of the provider; it is renewed while that takes. In milliseconds. */
const leaseMs = 30_000
const renewEveryMs = leaseMs / 3

/** Another process may take as long as a lease, and die; then it is our turn. */
const maxWaitMs = 2 * leaseMs
const pollMs = 100

const saveAttempts = 3

export interface Refresher {
  /**
   * A user's tokens, good for a call now: of the newest grant that lives, refreshed when due.
   * @throws LoginError `grant_missing`, `grant_lost`, `store_error`, or as the client's `refresh`.
   */
  tokensFor(userKey: string): Promise<Tokens>
}

export function createRefresher({
  client,
  grants,
  settings: { now, emit },
  wait,
}: {
  client: AnyClient
  grants: Grants
  settings: Pick<Settings, 'now' | 'emit'>
  /** Resolves after so many milliseconds. */
  wait: (ms: number) => Promise<void>
}): Refresher {
  const { records } = grants
  /** One refresh per grant in this process: whoever comes later waits for the same one. */
  const underWay = new Map<string, Promise<Tokens>>()

  const hasExpired = ({ expiresAt }: Tokens) => expiresAt !== undefined && expiresAt <= now() / 1000

  function isDue({ issuedAt, expiresAt }: Tokens): boolean {
    if (expiresAt === undefined) return false
    return now() / 1000 >= issuedAt + refreshAfter * (expiresAt - issuedAt)
  }

  const get = (id: string) => stored('refresh', () => records.get(id))

  async function save(id: string, generation: number, tokens: Tokens): Promise<boolean> {
    const data = await grants.seal(id, tokens)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await stored('refresh', () => records.commit(id, generation, data))
      } catch (error) {
        // The old refresh token may be dead already: worth more than one try.
        if (attempt === saveAttempts) throw error
        await wait(pollMs * attempt)
      }
    }
  }

  /** Asks the provider, and keeps the lease while it takes its time. */
  async function ask({ id }: StoredRecord, tokens: Tokens, owner: string): Promise<Tokens> {
    const renewing = setInterval(() => {
      records.renew(id, owner, leaseMs).catch(() => {})
    }, renewEveryMs)
    try {
      return await client.refresh(tokens)
    } finally {
      clearInterval(renewing)
    }
  }

  /** Refreshes under our lease. Null: somebody else changed the grant meanwhile, look again. */
  async function refreshClaimed(record: StoredRecord, tokens: Tokens, owner: string) {
    const { id, generation, userId } = record
    let fresh: Tokens
    try {
      fresh = await ask(record, tokens, owner)
    } catch (error) {
      return afterFailure(record, tokens, owner, asLoginError(error, 'refresh'))
    }
    if (await save(id, generation, fresh)) {
      emit({ type: 'refresh.finished', userId })
      return fresh
    }
    if (await get(id)) return null
    // The person logged out while the provider was answering: these tokens must not live on.
    await grants.revoke(userId, fresh)
    throw grantMissing()
  }

  async function afterFailure(
    { id, userId }: StoredRecord,
    tokens: Tokens,
    owner: string,
    error: LoginError,
  ): Promise<Tokens | null> {
    if (error.code !== 'invalid_grant') {
      emit({ type: 'refresh.failed', userId, error })
      await records.release(id, owner).catch(() => {})
      if (hasExpired(tokens)) throw error
      return tokens
    }
    // It condemns only the token that was sent: without the lease, another process has rotated it or is about to.
    const current = await get(id)
    if (!current) throw grantMissing()
    if (current.lease?.owner !== owner) return null
    await stored('refresh', () => records.delete({ id }))
    const lost = grantLost(error)
    emit({ type: 'refresh.failed', userId, error: lost })
    throw lost
  }

  async function refresh(id: string): Promise<Tokens> {
    const owner = randomId()
    for (let waitedMs = 0; ; ) {
      const record = await get(id)
      if (!record) throw grantMissing()
      const tokens = await grants.open(record)
      if (!tokens) throw grantMissing()
      if (!isDue(tokens)) return tokens
      if (tokens.refreshToken === undefined) {
        if (!hasExpired(tokens)) return tokens
        await stored('refresh', () => records.delete({ id }))
        throw grantLost()
      }
      const { generation } = record
      if (await stored('refresh', () => records.claim(id, generation, owner, leaseMs))) {
        const fresh = await refreshClaimed(record, tokens, owner)
        if (fresh) return fresh
      } else if (!hasExpired(tokens)) {
        return tokens
      } else if (waitedMs >= maxWaitMs) {
        throw new LoginError({
          code: 'timeout',
          step: 'refresh',
          message: 'Another process has been refreshing this grant for too long.',
        })
      } else {
        await wait(pollMs)
        waitedMs += pollMs
      }
    }
  }

  function refreshOnce(id: string): Promise<Tokens> {
    const current = underWay.get(id)
    if (current) return current
    const refreshing = refresh(id).finally(() => underWay.delete(id))
    underWay.set(id, refreshing)
    return refreshing
  }

  return {
    async tokensFor(userKey) {
      let lost: LoginError | undefined
      for (const record of await stored('refresh', () => records.list(userKey))) {
        const tokens = await grants.open(record)
        if (!tokens) continue
        if (!isDue(tokens)) return tokens
        try {
          return await refreshOnce(record.id)
        } catch (error) {
          if (!isLoginError(error)) throw error
          // Another sign-in of the same person may still have a grant that lives.
          if (error.code === 'grant_lost') lost ??= error
          else if (error.code !== 'grant_missing') throw error
        }
      }
      throw lost ?? grantMissing()
    },
  }
}

const grantMissing = () =>
  new LoginError({
    code: 'grant_missing',
    step: 'refresh',
    message: 'There is no grant of this person.',
    hint: 'Let the person sign in. A grant ends with its session unless keepGrants is set.',
  })

function grantLost({ provider }: Pick<LoginError, 'provider'> = {}): LoginError {
  return new LoginError({
    code: 'grant_lost',
    step: 'refresh',
    message: 'The provider does not accept the refresh token of this grant any more.',
    hint: 'Let the person sign in again: access was withdrawn, or a rotated token never arrived.',
    ...(provider ? { provider } : {}),
  })
}
