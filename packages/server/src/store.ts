import type { TakeResult } from '@sso-login/client'

/**
 * Where sessions and grants are kept. Any database can be one that offers an atomic "change where":
 * nothing here needs a transaction over two records.
 *
 * Every `data` is sealed before it gets here, or empty: a store sees ids and times, never a token or a name.
 * Time is the store's own clock, so that processes whose clocks differ agree on who holds a lease.
 */
export interface Store {
  /**
   * Browsers' sign-ins; and, for other processes to which they come again, what became of each callback, for a minute, and
   * that a provider's logout is done, while its token lasts.
   */
  readonly sessions: RecordStore
  /** What people granted: their tokens. */
  readonly grants: GrantStore

  /**
   * Takes a transaction, once: leaves a mark that stays until `expiresAt`, in one atomic step.
   * A login that is started and never finished leaves nothing.
   * @param stateHash SHA-256 of the state, base64url.
   * @param expiresAt Epoch seconds.
   * @returns `ok` for the first caller, `consumed` for every later one, `expired` when the time is over.
   */
  take(stateHash: string, expiresAt: number): Promise<TakeResult>
}

/** Who changes a record right now. */
export interface Lease {
  /** Unique for each claim, not for each process. */
  owner: string
  /** Epoch milliseconds by the store's clock; in the past when its holder died or stalls. */
  expiresAtMs: number
}

export interface NewRecord {
  /** Unique in its `RecordStore`. */
  id: string
  /** Provider and user, e.g. `iitb:101`. */
  userId: string
  /** The provider's own session, where it tells (OpenID Connect `sid`). */
  providerSessionId?: string
  /** Sealed; opaque to the store. */
  data: string
  /** Epoch seconds after which the record does not exist any more; null: never. */
  expiresAt: number | null
}

export interface StoredRecord extends NewRecord {
  /** 1 at first, one more with every `commit`. */
  generation: number
  /** Present from `claim` until `commit`, `release` or another's claim, also when it has expired. */
  lease?: Lease
}

export type RecordSelector =
  | { readonly id: string }
  | { readonly userId: string }
  | { readonly providerSessionId: string }

/**
 * Records changed by compare-and-swap on their generation. To change one: `get`, `claim`, do the work,
 * `commit`. A record that has expired or was deleted is never there, for any of these; nothing revives it. Ids of
 * all kinds are compared byte by byte. What goes in and what comes out are copies.
 * Each call is atomic and, once it has returned, durable. It fails with whatever error the database has: sites see `store_error`,
 * with that as its cause.
 */
export interface RecordStore {
  get(id: string): Promise<StoredRecord | null>

  /** Adds a record with generation 1. False: there is one with this id. */
  create(record: NewRecord): Promise<boolean>

  /**
   * Takes the lease, when the generation still is `generation` and nobody else holds a live one.
   * It keeps others from the same work; what is written is guarded by `commit` alone.
   * Nobody claims twice by one name: what that gives is free.
   */
  claim(id: string, generation: number, owner: string, ttlMs: number): Promise<boolean>

  /**
   * Moves the end of a lease that is still `owner`'s, as one that has run out is until another claims it: `ttlMs` from now,
   * where 0 ends it and leaves it to be seen.
   */
  renew(id: string, owner: string, ttlMs: number): Promise<boolean>

  /**
   * Writes `data`, adds one to the generation and ends the lease, WHERE the generation is `generation`:
   * never by owner, since whoever stalled past a lease would overwrite newer data.
   */
  commit(id: string, generation: number, data: string): Promise<boolean>

  /** Ends the lease if it still is `owner`'s. */
  release(id: string, owner: string): Promise<void>

  /** Moves the expiry (epoch seconds) of a record that is there, and nothing else: neither its lease nor its place in a list. */
  touch(id: string, expiresAt: number): Promise<boolean>

  /** @returns How many records went. */
  delete(selector: RecordSelector): Promise<number>

  /** All of a user's records, the newest first: those that were created last. */
  list(userId: string): Promise<StoredRecord[]>

  /** Those that began in one session of the provider, in any order. */
  listByProviderSession(providerSessionId: string): Promise<StoredRecord[]>
}

/** What expires here is still to be told to the provider, so it does not go by itself. */
export interface GrantStore extends RecordStore {
  /**
   * Takes out up to `limit` records that have expired, without a scan of the others. Of several callers at once one gets a
   * record, and nobody gets it again. What nobody takes may go a day after its expiry.
   */
  takeExpired(limit: number): Promise<StoredRecord[]>
}
