import type { GrantStore, NewRecord, StoredRecord } from '../store.ts'
import type { RedisConnection } from './redis-connection.ts'

/** An index outlives what it lists by this, in milliseconds. */
const indexSlackMs = 60_000

/** How long a grant that has expired waits to be taken, in milliseconds. */
const lingerMs = 7 * 86_400_000

const fields = ['u', 'p', 'g', 'd', 'e', 'o', 'l']
type Fields = (string | null)[]

/**
 * Records of one kind, each a hash under its id, with a sorted set for each user and for each session of the provider.
 * They may lie on different machines, so an index is written before the record and cleared after it: an entry
 * without a record is passed over, and removed when it is old enough to be none in the making.
 *
 * Redis forgets a session at its expiry by itself. A grant lingers, and a sorted set by expiry leads to it.
 */
export function redisRecords(
  connection: RedisConnection,
  prefixOfAll: string,
  kind: 'sessions' | 'grants',
): GrantStore {
  const { send, run } = connection
  const lingers = kind === 'grants'
  const prefix = `${prefixOfAll}:${kind}`
  const byExpiry = `${prefix}:by-expiry`
  const keyOf = (id: string) => `${prefix}:record:${id}`
  const userIndex = (userId: string) => `${prefix}:of-user:${userId}`
  const providerSessionIndex = (id: string) => `${prefix}:of-provider-session:${id}`

  const read = (id: string) =>
    lingers
      ? run<Fields>('read', keyOf(id), ...fields)
      : send<Fields>((client) => client.hmGet(keyOf(id), fields))

  async function get(id: string): Promise<StoredRecord | null> {
    return recordOf(id, await read(id))
  }

  /** The indexes that a record stands in. */
  const indexesOf = ({ userId, providerSessionId }: Pick<NewRecord, IndexedMember>) => [
    userIndex(userId),
    ...(providerSessionId === undefined ? [] : [providerSessionIndex(providerSessionId)]),
  ]

  async function enter(record: Pick<NewRecord, 'id' | IndexedMember>, expiresAt: number | null) {
    const until = expiresAt === null ? '' : msOf(expiresAt) + indexSlackMs
    for (const index of indexesOf(record)) {
      const earlier = await run<string[]>('enter', index, record.id, until)
      await removeDead(index, earlier)
    }
    if (expiresAt !== null) await expires(record.id, msOf(expiresAt))
  }

  async function expires(id: string, atMs: number): Promise<void> {
    if (lingers) await send((client) => client.zAdd(byExpiry, { score: atMs, value: id }))
  }

  /** When Redis is to forget a record, in epoch milliseconds. */
  const endOf = (expiresAt: number) => msOf(expiresAt) + (lingers ? lingerMs : 0)

  /** Null also where the record has been touched since: its time is not over. */
  async function take(id: string): Promise<StoredRecord | null> {
    const found = await run<Fields | number>('takeExpired', keyOf(id), ...fields)
    if (Array.isArray(found)) return recordOf(id, found)
    if (found > 0) await expires(id, found)
    return null
  }

  const removeFrom = async (index: string, ids: string[]) => {
    if (ids.length > 0) await send((client) => client.zRem(index, ids))
  }

  async function removeDead(index: string, ids: readonly string[]): Promise<void> {
    const found = await Promise.all(ids.map(get))
    await removeFrom(
      index,
      ids.filter((_, place) => found[place] === null),
    )
  }

  /** What stands in an index, the newest first. */
  async function listed(index: string): Promise<StoredRecord[]> {
    const entries = await run<(string | number)[]>('entries', index)
    const ids = entries.filter((_, place) => place % 2 === 0).map(String)
    const found = await Promise.all(ids.map(get))
    const dead = ids.filter((_, place) => found[place] === null && entries[2 * place + 1] === 1)
    await removeFrom(index, dead)
    return found.filter((record) => record !== null)
  }

  /** Deletes a record that still is what an index says of it. */
  async function remove(record: StoredRecord, field: string, value: string): Promise<number> {
    const gone = await run<number>('deleteIf', keyOf(record.id), field, value)
    for (const index of indexesOf(record)) await removeFrom(index, [record.id])
    if (lingers) await removeFrom(byExpiry, [record.id])
    return gone
  }

  async function removeAll(records: StoredRecord[], field: string, value: string): Promise<number> {
    const gone = await Promise.all(records.map((record) => remove(record, field, value)))
    return gone.reduce((sum, one) => sum + one, 0)
  }

  const ofUser = async (userId: string) =>
    (await listed(userIndex(userId))).filter((record) => record.userId === userId)

  const ofProviderSession = async (id: string) =>
    (await listed(providerSessionIndex(id))).filter((record) => record.providerSessionId === id)

  return {
    get,
    async create(record) {
      const { id, userId, providerSessionId = '', data, expiresAt } = record
      await enter(record, expiresAt)
      const times = expiresAt === null ? ['', ''] : [expiresAt, endOf(expiresAt)]
      return (await run('create', keyOf(id), userId, providerSessionId, data, ...times)) === 1
    },
    async claim(id, generation, owner, ttlMs) {
      return (await run('claim', keyOf(id), generation, owner, ttlMs)) === 1
    },
    async renew(id, owner, ttlMs) {
      return (await run('renew', keyOf(id), owner, ttlMs)) === 1
    },
    async commit(id, generation, data) {
      return (await run('commit', keyOf(id), generation, data)) === 1
    },
    async release(id, owner) {
      await run('release', keyOf(id), owner)
    },
    async touch(id, expiresAt) {
      const record = await get(id)
      if (!record) return false
      await enter(record, expiresAt)
      return (await run('touch', keyOf(id), expiresAt, endOf(expiresAt))) === 1
    },
    async delete(selector) {
      if ('userId' in selector) {
        return removeAll(await ofUser(selector.userId), 'u', selector.userId)
      }
      if ('providerSessionId' in selector) {
        const { providerSessionId } = selector
        return removeAll(await ofProviderSession(providerSessionId), 'p', providerSessionId)
      }
      const record = await get(selector.id)
      return record ? remove(record, 'u', record.userId) : 0
    },
    async takeExpired(limit) {
      const found = await Promise.all((await run<string[]>('due', byExpiry, limit)).map(take))
      return found.filter((record) => record !== null)
    },
    list: ofUser,
    listByProviderSession: ofProviderSession,
  }
}

type IndexedMember = 'userId' | 'providerSessionId'

const msOf = (seconds: number) => Math.ceil(seconds * 1000)

function recordOf(id: string, [u, p, g, d, e, o, l]: Fields): StoredRecord | null {
  if (typeof u !== 'string' || typeof d !== 'string') return null
  return {
    id,
    userId: u,
    ...(typeof p === 'string' ? { providerSessionId: p } : {}),
    generation: Number(g),
    data: d,
    expiresAt: typeof e === 'string' ? Number(e) : null,
    ...(typeof o === 'string' ? { lease: { owner: o, expiresAtMs: Number(l) } } : {}),
  }
}
