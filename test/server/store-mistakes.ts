/** What a store may be wrong at, one thing at a time; the names say at which method. */
import type { GrantStore, Store, StoredRecord } from '@sso-login/server'
import type { PlainRecords } from './plain-store.ts'

/** What is done wrongly to records that else are right. */
export type Mistake = (right: PlainRecords) => Partial<GrantStore>

const moment = () => new Promise<void>((resolve) => setImmediate(resolve))

function toFront(rows: StoredRecord[], id: string): void {
  const place = rows.findIndex((row) => row.id === id)
  if (place >= 0) rows.unshift(...rows.splice(place, 1))
}

export const mistakes: Readonly<Record<string, Mistake>> = {
  'get: what has expired': ({ rows }) => ({
    get: async (id) => structuredClone(rows.find((row) => row.id === id) ?? null),
  }),
  'get: no copy': ({ live }) => ({ get: async (id) => live(id) ?? null }),
  'create: over what is there': ({ records, live, rows }) => ({
    async create(record) {
      const row = live(record.id)
      if (row) rows.splice(rows.indexOf(row), 1)
      return records.create(record)
    },
  }),
  'create: not where something has expired': ({ records, rows }) => ({
    create: async (record) => !rows.some(({ id }) => id === record.id) && records.create(record),
  }),
  'create: with the generation of what has expired': ({ records, live, rows }) => ({
    async create(record) {
      const { generation = 1 } = rows.find(({ id }) => id === record.id) ?? {}
      const isNew = await records.create(record)
      if (isNew) Object.assign(live(record.id) ?? {}, { generation })
      return isNew
    },
  }),
  'create: in two steps': ({ live, rows }) => ({
    async create(record) {
      const isThere = live(record.id) !== undefined
      await moment()
      if (!isThere) rows.unshift({ ...record, generation: 1 })
      return !isThere
    },
  }),
  'create: the data cut short': ({ records }) => ({
    create: async (record) => records.create({ ...record, data: record.data.slice(0, 255) }),
  }),
  'claim: at any generation': ({ records, live }) => ({
    claim: async (id, _, ...given) => records.claim(id, live(id)?.generation ?? 0, ...given),
  }),
  'claim: whoever holds it': ({ records, live }) => ({
    async claim(id, ...given) {
      delete live(id)?.lease
      return records.claim(id, ...given)
    },
  }),
  'claim: not what somebody held': ({ records, live }) => ({
    claim: async (id, ...given) => !live(id)?.lease && records.claim(id, ...given),
  }),
  'claim: in two steps': ({ records, live }) => ({
    async claim(id, generation, owner, ttlMs) {
      const row = live(id)
      if (row?.lease) return records.claim(id, generation, owner, ttlMs)
      await moment()
      delete row?.lease
      return records.claim(id, generation, owner, ttlMs)
    },
  }),
  'claim: for seconds': ({ records }) => ({
    claim: async (id, generation, owner, ttlMs) =>
      records.claim(id, generation, owner, ttlMs * 1000),
  }),
  'renew: anybody’s lease': ({ records, live }) => ({
    renew: async (id, _, ttlMs) => records.renew(id, live(id)?.lease?.owner ?? '', ttlMs),
  }),
  'renew: not what has run out': ({ records, live, now }) => ({
    renew: async (id, ...given) =>
      (live(id)?.lease?.expiresAtMs ?? 0) > now() && records.renew(id, ...given),
  }),
  'renew: nothing': ({ live }) => ({
    renew: async (id, owner) => live(id)?.lease?.owner === owner,
  }),
  'renew: no lease is left by 0': ({ records }) => ({
    async renew(id, owner, ttlMs) {
      const isRenewed = await records.renew(id, owner, ttlMs)
      if (ttlMs === 0) await records.release(id, owner)
      return isRenewed
    },
  }),
  'commit: at any generation': ({ records, live }) => ({
    commit: async (id, _, data) => records.commit(id, live(id)?.generation ?? 0, data),
  }),
  'commit: not when the lease has run out': ({ records, live, now }) => ({
    commit: async (id, ...given) =>
      (live(id)?.lease?.expiresAtMs ?? now() + 1) > now() && records.commit(id, ...given),
  }),
  'commit: the lease stays': ({ records, live }) => ({
    async commit(id, ...given) {
      const { lease } = live(id) ?? {}
      const isDone = await records.commit(id, ...given)
      if (isDone && lease) Object.assign(live(id) ?? {}, { lease })
      return isDone
    },
  }),
  'commit: for ever': ({ records, live }) => ({
    async commit(id, ...given) {
      const isDone = await records.commit(id, ...given)
      if (isDone) Object.assign(live(id) ?? {}, { expiresAt: null })
      return isDone
    },
  }),
  'commit: as the newest': ({ records, rows }) => ({
    async commit(id, ...given) {
      toFront(rows, id)
      return records.commit(id, ...given)
    },
  }),
  'commit: in two steps': ({ records, live }) => ({
    async commit(id, generation, data) {
      if (live(id)?.generation !== generation) return false
      await moment()
      return records.commit(id, live(id)?.generation ?? 0, data)
    },
  }),
  'release: anybody’s lease': ({ live }) => ({
    async release(id) {
      delete live(id)?.lease
    },
  }),
  'release: nothing': () => ({ release: async () => {} }),
  'touch: what has expired': ({ rows }) => ({
    async touch(id, expiresAt) {
      const row = rows.find((one) => one.id === id)
      if (row) row.expiresAt = expiresAt
      return row !== undefined
    },
  }),
  'touch: nothing': ({ live }) => ({ touch: async (id) => live(id) !== undefined }),
  'touch: to a later time only': ({ records, live }) => ({
    touch: async (id, expiresAt) =>
      records.touch(id, Math.max(expiresAt, live(id)?.expiresAt ?? 0)),
  }),
  'touch: the lease ends': ({ records, live }) => ({
    async touch(id, expiresAt) {
      delete live(id)?.lease
      return records.touch(id, expiresAt)
    },
  }),
  'touch: as a change of data': ({ records, live }) => ({
    async touch(id, expiresAt) {
      const row = live(id)
      if (row) row.generation += 1
      return records.touch(id, expiresAt)
    },
  }),
  'touch: as the newest': ({ records, rows }) => ({
    async touch(id, expiresAt) {
      toFront(rows, id)
      return records.touch(id, expiresAt)
    },
  }),
  'delete: whose user begins like it': ({ records, rows }) => ({
    async delete(selector) {
      if (!('userId' in selector)) return records.delete(selector)
      const those = rows.filter(({ userId }) => userId.startsWith(selector.userId))
      for (const { id } of those) await records.delete({ id })
      return those.length
    },
  }),
  'delete: one of a session of the provider': ({ records, rows }) => ({
    async delete(selector) {
      if (!('providerSessionId' in selector)) return records.delete(selector)
      const { providerSessionId } = selector
      const { id = '' } = rows.find((row) => row.providerSessionId === providerSessionId) ?? {}
      return records.delete({ id })
    },
  }),
  'delete: the same number always': ({ records }) => ({
    async delete(selector) {
      await records.delete(selector)
      return 1
    },
  }),
  'delete: what has expired counts': ({ records, live, rows }) => ({
    async delete(selector) {
      const count = await records.delete(selector)
      const isOver = 'id' in selector && rows.some(({ id }) => id === selector.id && !live(id))
      return count + (isOver ? 1 : 0)
    },
  }),
  'list: whose user begins like it': ({ rows, live }) => ({
    list: async (userId) =>
      structuredClone(rows.filter((row) => row.userId.startsWith(userId) && live(row.id))),
  }),
  'list: in any case': ({ rows, live }) => ({
    list: async (userId) =>
      structuredClone(
        rows.filter((row) => row.userId.toLowerCase() === userId.toLowerCase() && live(row.id)),
      ),
  }),
  'list: ten': ({ records }) => ({
    list: async (userId) => (await records.list(userId)).slice(0, 10),
  }),
  'list: the oldest first': ({ records }) => ({
    list: async (userId) => (await records.list(userId)).reverse(),
  }),
  'list: what has expired': ({ rows }) => ({
    list: async (userId) => structuredClone(rows.filter((row) => row.userId === userId)),
  }),
  'list: no data': ({ records }) => ({
    list: async (userId) => (await records.list(userId)).map((record) => ({ ...record, data: '' })),
  }),
  'list: no leases': ({ records }) => ({
    list: async (userId) => (await records.list(userId)).map(({ lease: _, ...record }) => record),
  }),
  'list: no copies': ({ rows, live }) => ({
    list: async (userId) => rows.filter((row) => row.userId === userId && live(row.id)),
  }),
  'listByProviderSession: one': ({ records }) => ({
    listByProviderSession: async (id) => (await records.listByProviderSession(id)).slice(0, 1),
  }),
  'listByProviderSession: what has expired': ({ rows }) => ({
    listByProviderSession: async (id) =>
      structuredClone(rows.filter((row) => row.providerSessionId === id)),
  }),
  'takeExpired: more than are wanted': ({ records }) => ({
    takeExpired: async () => records.takeExpired(1000),
  }),
  'takeExpired: none': () => ({ takeExpired: async () => [] }),
  'takeExpired: what goes on': ({ rows }) => ({
    takeExpired: async (limit) =>
      rows.splice(0, limit).filter(({ expiresAt }) => expiresAt !== null),
  }),
  'takeExpired: again and again': ({ rows, live }) => ({
    takeExpired: async (limit) => rows.filter(({ id }) => !live(id)).slice(0, limit),
  }),
  'takeExpired: only for some seconds': ({ records, now }) => ({
    takeExpired: async (limit) =>
      (await records.takeExpired(limit)).filter(
        ({ expiresAt }) => (expiresAt ?? 0) > now() / 1000 - 5,
      ),
  }),
}

export type Take = Store['take']

/** The same for `take`. */
export const wrongTakes: Readonly<Record<string, (right: Take) => Take>> = {
  'take: twice': () => async () => 'ok',
  'take: in two steps': (right) => {
    const taken = new Set<string>()
    return async (stateHash, expiresAt) => {
      const isTaken = taken.has(stateHash)
      await moment()
      taken.add(stateHash)
      const first = await right(crypto.randomUUID(), expiresAt)
      return isTaken && first === 'ok' ? 'consumed' : first
    }
  },
  'take: only the last ones are remembered': (right) => {
    const last: string[] = []
    return async (stateHash, expiresAt) => {
      if (last.includes(stateHash)) return right(stateHash, expiresAt)
      last.unshift(stateHash)
      last.length = Math.min(last.length, 20)
      return right(`${stateHash} ${crypto.randomUUID()}`, expiresAt).then((result) =>
        result === 'ok' ? right(stateHash, expiresAt).then(() => 'ok' as const) : result,
      )
    }
  },
  'take: what has expired': (right) => (stateHash, expiresAt) =>
    right(stateHash, Math.max(expiresAt, Date.now())),
  'take: nothing has expired that was taken': (right) => {
    const taken = new Set<string>()
    return async (stateHash, expiresAt) => {
      if (taken.has(stateHash)) return 'consumed'
      taken.add(stateHash)
      return right(stateHash, expiresAt)
    }
  },
}
