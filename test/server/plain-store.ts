/** A store as plain as one can be, whose rows a test can reach. */
import type { GrantStore, RecordSelector, Store, StoredRecord } from '@sso-login/server'

export interface PlainRecords {
  readonly records: GrantStore
  /** The newest first, what has expired among them. */
  readonly rows: StoredRecord[]
  /** The one with this id whose time is not over. */
  live(id: string): StoredRecord | undefined
  now(): number
}

export function plainRecords(now: () => number): PlainRecords {
  const rows: StoredRecord[] = []
  const isLive = ({ expiresAt }: StoredRecord) => expiresAt === null || expiresAt > now() / 1000
  const live = (id: string) => rows.find((row) => row.id === id && isLive(row))
  const those = (selector: RecordSelector) => {
    const [[key, value]] = Object.entries(selector) as [[keyof StoredRecord, string]]
    return rows.filter((row) => isLive(row) && row[key] === value)
  }
  const remove = (gone: readonly StoredRecord[]) => {
    for (const row of gone) rows.splice(rows.indexOf(row), 1)
    return gone.length
  }
  const isHeld = ({ lease }: StoredRecord) => lease !== undefined && lease.expiresAtMs > now()

  const records: GrantStore = {
    get: async (id) => structuredClone(live(id) ?? null),
    async create(record) {
      if (live(record.id)) return false
      remove(rows.filter(({ id }) => id === record.id))
      rows.unshift({ ...record, generation: 1 })
      return true
    },
    async claim(id, generation, owner, ttlMs) {
      const row = live(id)
      if (row?.generation !== generation || isHeld(row)) return false
      row.lease = { owner, expiresAtMs: now() + ttlMs }
      return true
    },
    async renew(id, owner, ttlMs) {
      const row = live(id)
      if (row?.lease?.owner !== owner) return false
      row.lease.expiresAtMs = now() + ttlMs
      return true
    },
    async commit(id, generation, data) {
      const row = live(id)
      if (row?.generation !== generation) return false
      Object.assign(row, { data, generation: generation + 1 })
      delete row.lease
      return true
    },
    async release(id, owner) {
      const row = live(id)
      if (row?.lease?.owner === owner) delete row.lease
    },
    async touch(id, expiresAt) {
      const row = live(id)
      if (row) row.expiresAt = expiresAt
      return row !== undefined
    },
    delete: async (selector) => remove(those(selector)),
    list: async (userId) => structuredClone(those({ userId })),
    listByProviderSession: async (providerSessionId) =>
      structuredClone(those({ providerSessionId })),
    async takeExpired(limit) {
      const taken = rows.filter((row) => !isLive(row)).slice(0, limit)
      remove(taken)
      return taken
    },
  }
  return { records, rows, live, now }
}

export function plainTake(now: () => number): Store['take'] {
  const taken = new Set<string>()
  return async (stateHash, expiresAt) => {
    if (expiresAt <= now() / 1000) return 'expired'
    if (taken.has(stateHash)) return 'consumed'
    taken.add(stateHash)
    return 'ok'
  }
}
