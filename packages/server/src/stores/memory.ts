import { readFewOptions } from '../few-options.ts'
import type { GrantStore, Lease, NewRecord, RecordSelector, Store, StoredRecord } from '../store.ts'
import { createExpiryIndex } from './expiry-index.ts'

export interface MemoryOptions {
  /** The time, in epoch milliseconds; default `Date.now`. */
  now?: () => number
}

/**
 * A store in this process: for tests, demos and a site of one process that may forget who signed in
 * when it restarts.
 * @throws LoginError `invalid_config`, with the option's name as `key`, or `options`.
 */
export function memory(options: MemoryOptions = {}): Store {
  const { now = Date.now } = readFewOptions(options, ['now'])
  const taken = new Set<string>()
  const marks = createExpiryIndex()
  return {
    sessions: memoryRecords(now, 'sessions'),
    grants: memoryRecords(now, 'grants'),

    async take(stateHash, expiresAt) {
      const nowSeconds = now() / 1000
      marks.sweep(nowSeconds, (id) => taken.delete(id))
      if (expiresAt <= nowSeconds) return 'expired'
      if (taken.has(stateHash)) return 'consumed'
      taken.add(stateHash)
      marks.add(stateHash, expiresAt)
      return 'ok'
    },
  }
}

interface Entry extends Omit<StoredRecord, 'lease'> {
  lease?: Lease | undefined
}

function memoryRecords(now: () => number, kind: 'sessions' | 'grants'): GrantStore {
  const entries = new Map<string, Entry>()
  const idsByUser = new Map<string, Set<string>>()
  const expiries = createExpiryIndex()

  function add(record: NewRecord): void {
    entries.set(record.id, { ...record, generation: 1 })
    const ids = idsByUser.get(record.userId)
    if (ids) ids.add(record.id)
    else idsByUser.set(record.userId, new Set([record.id]))
    if (record.expiresAt !== null) expiries.add(record.id, record.expiresAt)
  }

  function remove(id: string): boolean {
    const entry = entries.get(id)
    if (!entry) return false
    entries.delete(id)
    const ids = idsByUser.get(entry.userId)
    if (ids?.delete(id) && ids.size === 0) idsByUser.delete(entry.userId)
    if (entry.expiresAt !== null) expiries.remove(id, entry.expiresAt)
    return true
  }

  const isLive = ({ expiresAt }: Entry) => expiresAt === null || expiresAt > now() / 1000

  function live(id: string): Entry | undefined {
    const entry = entries.get(id)
    return entry && isLive(entry) ? entry : undefined
  }

  function idsOf(selector: RecordSelector): string[] {
    if ('id' in selector) return [selector.id]
    if ('userId' in selector) return [...(idsByUser.get(selector.userId) ?? [])]
    // Rare (the provider ends a session of its own): not worth an index in memory.
    const { providerSessionId } = selector
    return [...entries.values()]
      .filter((entry) => entry.providerSessionId === providerSessionId)
      .map((entry) => entry.id)
  }

  return {
    async get(id) {
      const entry = live(id)
      return entry ? copyOf(entry) : null
    },
    async create(record) {
      if (kind === 'sessions') expiries.sweep(now() / 1000, remove)
      if (live(record.id)) return false
      remove(record.id)
      add(record)
      return true
    },
    async claim(id, generation, owner, ttlMs) {
      const entry = live(id)
      if (!entry || entry.generation !== generation) return false
      const { lease } = entry
      if (lease && lease.owner !== owner && lease.expiresAtMs > now()) return false
      entry.lease = { owner, expiresAtMs: now() + ttlMs }
      return true
    },
    async renew(id, owner, ttlMs) {
      const entry = live(id)
      if (entry?.lease?.owner !== owner) return false
      entry.lease = { owner, expiresAtMs: now() + ttlMs }
      return true
    },
    async commit(id, generation, data) {
      const entry = live(id)
      if (!entry || entry.generation !== generation) return false
      entry.data = data
      entry.generation += 1
      entry.lease = undefined
      return true
    },
    async release(id, owner) {
      const entry = live(id)
      if (entry?.lease?.owner === owner) entry.lease = undefined
    },
    async touch(id, expiresAt) {
      const entry = live(id)
      if (!entry) return false
      if (entry.expiresAt !== null) expiries.remove(id, entry.expiresAt)
      entry.expiresAt = expiresAt
      expiries.add(id, expiresAt)
      return true
    },
    async delete(selector) {
      return idsOf(selector).filter((id) => live(id) && remove(id)).length
    },
    async takeExpired(limit) {
      const taken: Entry[] = []
      for (const id of expiries.due(now() / 1000)) {
        if (taken.length === limit) break
        const entry = entries.get(id)
        if (entry && !isLive(entry)) taken.push(entry)
      }
      for (const { id } of taken) remove(id)
      return taken.map(copyOf)
    },
    async list(userId) {
      const ids = [...(idsByUser.get(userId) ?? [])].reverse()
      return ids
        .map(live)
        .filter((entry) => entry !== undefined)
        .map(copyOf)
    },
    async listByProviderSession(providerSessionId) {
      return idsOf({ providerSessionId })
        .map(live)
        .filter((entry) => entry !== undefined)
        .map(copyOf)
    },
  }
}

function copyOf({ lease, ...rest }: Entry): StoredRecord {
  return lease ? { ...rest, lease: { ...lease } } : { ...rest }
}
