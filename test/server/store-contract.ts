import assert from 'node:assert/strict'
import type { NewRecord, RecordStore, Store } from '@sso-login/server'

/** What a case gets: a store of its own, empty, that runs on a clock the case moves. */
export interface StoreFixture {
  store: Store
  clock: { advance(seconds: number): void; nowSeconds(): number }
}

export interface StoreCase {
  title: string
  run(fixture: StoreFixture): Promise<void>
}

const later = ({ clock }: StoreFixture, seconds = 600) => clock.nowSeconds() + seconds

const record = (id: string, more: Partial<NewRecord> = {}): NewRecord => ({
  id,
  userId: 'iitb:101',
  data: `data of ${id}`,
  expiresAt: null,
  ...more,
})

type RecordsCase = (records: RecordStore, fixture: StoreFixture) => Promise<void>

const takeCases: Readonly<Record<string, StoreCase['run']>> = {
  'takes a transaction once': async (fixture) => {
    const { store } = fixture
    assert.equal(await store.take('hash', later(fixture)), 'ok')
    assert.equal(await store.take('hash', later(fixture)), 'consumed')
    assert.equal(await store.take('other', later(fixture)), 'ok')
  },
  'lets one of many parallel takes through': async (fixture) => {
    const { store } = fixture
    const takes = Array.from({ length: 20 }, () => store.take('hash', later(fixture)))
    const results = await Promise.all(takes)
    assert.equal(results.filter((result) => result === 'ok').length, 1)
    assert.equal(results.filter((result) => result === 'consumed').length, 19)
  },
  'refuses to take a transaction whose time is over': async (fixture) => {
    const { store, clock } = fixture
    assert.equal(await store.take('hash', clock.nowSeconds()), 'expired')
    const expiresAt = later(fixture, 10)
    assert.equal(await store.take('taken', expiresAt), 'ok')
    clock.advance(11)
    assert.equal(await store.take('taken', expiresAt), 'expired')
  },
  'keeps the mark of a taken transaction until its time is over, whatever else is swept': async (
    fixture,
  ) => {
    const { store, clock } = fixture
    const expiresAt = later(fixture, 600)
    await store.take('hash', expiresAt)
    for (let number = 0; number < 50; number += 1) {
      await store.take(`short ${number}`, later(fixture, 5))
      clock.advance(10)
    }
    assert.equal(await store.take('hash', expiresAt), 'consumed')
  },
  'keeps sessions and grants apart': async ({ store }) => {
    await store.sessions.create(record('same', { data: 'a session' }))
    await store.grants.create(record('same', { data: 'a grant' }))
    await store.sessions.delete({ userId: 'iitb:101' })
    assert.equal(await store.sessions.get('same'), null)
    assert.equal((await store.grants.get('same'))?.data, 'a grant')
  },
}

const recordCases: Readonly<Record<string, RecordsCase>> = {
  'returns what was created, with generation 1 and no lease': async (records, fixture) => {
    const expiresAt = later(fixture)
    assert.equal(
      await records.create(
        record('a', { providerSessionId: 'sid', expiresAt, data: 'ü\n{"x":1}' }),
      ),
      true,
    )
    assert.deepEqual(await records.get('a'), {
      id: 'a',
      userId: 'iitb:101',
      providerSessionId: 'sid',
      data: 'ü\n{"x":1}',
      expiresAt,
      generation: 1,
    })
    assert.equal(await records.get('b'), null)
  },
  'never creates over a record that is there': async (records) => {
    await records.create(record('a'))
    assert.equal(await records.create(record('a', { data: 'new' })), false)
    assert.equal((await records.get('a'))?.data, 'data of a')
  },
  'commits against the generation it was read at, once': async (records) => {
    await records.create(record('a'))
    assert.equal(await records.commit('a', 1, 'second'), true)
    assert.equal(await records.commit('a', 1, 'stale'), false)
    const read = await records.get('a')
    assert.equal(read?.data, 'second')
    assert.equal(read?.generation, 2)
  },
  'lets one of many parallel commits through': async (records) => {
    await records.create(record('a'))
    const commits = Array.from({ length: 20 }, (_, number) =>
      records.commit('a', 1, `from ${number}`),
    )
    assert.equal((await Promise.all(commits)).filter(Boolean).length, 1)
    assert.equal((await records.get('a'))?.generation, 2)
  },
  'gives the lease to one claim at a time': async (records) => {
    await records.create(record('a'))
    const claims = Array.from({ length: 20 }, (_, number) =>
      records.claim('a', 1, `owner ${number}`, 1000),
    )
    assert.equal((await Promise.all(claims)).filter(Boolean).length, 1)
  },
  'shows the lease and who holds it, also when it is over': async (records, { clock }) => {
    await records.create(record('a'))
    await records.claim('a', 1, 'first', 2000)
    const lease = { owner: 'first', expiresAtMs: (clock.nowSeconds() + 2) * 1000 }
    assert.deepEqual((await records.get('a'))?.lease, lease)
    clock.advance(5)
    assert.deepEqual((await records.get('a'))?.lease, lease)
  },
  'refuses a claim on a generation that has passed': async (records) => {
    await records.create(record('a'))
    await records.commit('a', 1, 'second')
    assert.equal(await records.claim('a', 1, 'late', 1000), false)
    assert.equal(await records.claim('a', 2, 'in time', 1000), true)
  },
  'lets another claim once the lease is over': async (records, { clock }) => {
    await records.create(record('a'))
    assert.equal(await records.claim('a', 1, 'dead', 2000), true)
    clock.advance(1.9)
    assert.equal(await records.claim('a', 1, 'next', 2000), false)
    clock.advance(0.2)
    assert.equal(await records.claim('a', 1, 'next', 2000), true)
  },
  'prolongs a lease for its owner only': async (records, { clock }) => {
    await records.create(record('a'))
    await records.claim('a', 1, 'owner', 2000)
    clock.advance(1)
    assert.equal(await records.renew('a', 'other', 9000), false)
    assert.equal(await records.renew('a', 'owner', 2000), true)
    clock.advance(1.5)
    assert.equal(await records.claim('a', 1, 'other', 2000), false)
    clock.advance(1)
    assert.equal(await records.claim('a', 1, 'other', 2000), true)
    assert.equal(await records.renew('a', 'owner', 2000), false)
  },
  'never lets a holder that stalled past its lease overwrite newer data': async (
    records,
    { clock },
  ) => {
    await records.create(record('a'))
    await records.claim('a', 1, 'stalled', 1000)
    clock.advance(2)
    await records.claim('a', 1, 'next', 1000)
    assert.equal(await records.commit('a', 1, 'of next'), true)
    assert.equal(await records.commit('a', 1, 'of stalled'), false)
    assert.equal((await records.get('a'))?.data, 'of next')
  },
  'lets a stalled holder commit as long as nobody else has': async (records, { clock }) => {
    await records.create(record('a'))
    await records.claim('a', 1, 'stalled', 1000)
    clock.advance(2)
    assert.equal(await records.commit('a', 1, 'late but first'), true)
  },
  'ends the lease with the commit': async (records) => {
    await records.create(record('a'))
    await records.claim('a', 1, 'owner', 60_000)
    await records.commit('a', 1, 'second')
    assert.equal((await records.get('a'))?.lease, undefined)
    assert.equal(await records.claim('a', 2, 'next', 1000), true)
  },
  'releases a lease for its owner only': async (records) => {
    await records.create(record('a'))
    await records.claim('a', 1, 'owner', 60_000)
    await records.release('a', 'other')
    assert.equal(await records.claim('a', 1, 'next', 1000), false)
    await records.release('a', 'owner')
    assert.equal((await records.get('a'))?.lease, undefined)
    assert.equal(await records.claim('a', 1, 'next', 1000), true)
  },
  'forgets a record when its time is over': async (records, fixture) => {
    await records.create(record('a', { expiresAt: later(fixture, 10) }))
    fixture.clock.advance(9)
    assert.notEqual(await records.get('a'), null)
    fixture.clock.advance(1)
    assert.equal(await records.get('a'), null)
    assert.deepEqual(await records.list('iitb:101'), [])
  },
  'revives nothing that has expired': async (records, fixture) => {
    await records.create(record('a', { expiresAt: later(fixture, 10) }))
    await records.claim('a', 1, 'owner', 60_000)
    fixture.clock.advance(10)
    assert.equal(await records.touch('a', later(fixture)), false)
    assert.equal(await records.commit('a', 1, 'late'), false)
    assert.equal(await records.renew('a', 'owner', 1000), false)
    assert.equal(await records.claim('a', 1, 'next', 1000), false)
    assert.equal(await records.delete({ id: 'a' }), 0)
    assert.equal(await records.create(record('a', { data: 'anew' })), true)
    assert.deepEqual(await records.get('a'), { ...record('a', { data: 'anew' }), generation: 1 })
  },
  'revives nothing that was deleted': async (records, fixture) => {
    await records.create(record('a'))
    await records.claim('a', 1, 'owner', 60_000)
    assert.equal(await records.delete({ id: 'a' }), 1)
    assert.equal(await records.touch('a', later(fixture)), false)
    assert.equal(await records.commit('a', 1, 'late'), false)
    assert.equal(await records.renew('a', 'owner', 1000), false)
    await records.release('a', 'owner')
    assert.equal(await records.get('a'), null)
    assert.equal(await records.delete({ id: 'a' }), 0)
  },
  'moves the expiry by touch, and nothing else': async (records, fixture) => {
    await records.create(record('a', { expiresAt: later(fixture, 10) }))
    const before = await records.get('a')
    const expiresAt = later(fixture, 1000)
    assert.equal(await records.touch('a', expiresAt), true)
    assert.deepEqual(await records.get('a'), { ...before, expiresAt })
    fixture.clock.advance(500)
    await records.create(record('b', { expiresAt: later(fixture, 10) }))
    assert.notEqual(await records.get('a'), null)
    fixture.clock.advance(500)
    assert.equal(await records.get('a'), null)
  },
  "lists a user's records, the newest first": async (records, { clock }) => {
    for (const id of ['c', 'a', 'b']) {
      await records.create(record(id))
      clock.advance(1)
    }
    await records.create(record('other', { userId: 'iitb:102' }))
    await records.commit('c', 1, 'changed, and no newer for it')
    const ids = (await records.list('iitb:101')).map(({ id }) => id)
    assert.deepEqual(ids, ['b', 'a', 'c'])
    assert.deepEqual(await records.list('nobody'), [])
  },
  "deletes all of a user's records, and nobody else's": async (records) => {
    await records.create(record('a'))
    await records.create(record('b'))
    await records.create(record('c', { userId: 'iitb:1' }))
    assert.equal(await records.delete({ userId: 'iitb:101' }), 2)
    assert.deepEqual(await records.list('iitb:101'), [])
    assert.notEqual(await records.get('c'), null)
  },
  "deletes by the provider's own session": async (records) => {
    await records.create(record('a', { providerSessionId: 'sid' }))
    await records.create(record('b', { providerSessionId: 'other' }))
    await records.create(record('c'))
    assert.equal(await records.delete({ providerSessionId: 'sid' }), 1)
    assert.equal(await records.get('a'), null)
    assert.notEqual(await records.get('b'), null)
    assert.notEqual(await records.get('c'), null)
  },
  'hands out copies: what a reader changes stays unchanged in the store': async (records) => {
    await records.create(record('a'))
    const read = await records.get('a')
    assert.ok(read)
    read.data = 'changed by the reader'
    assert.equal((await records.get('a'))?.data, 'data of a')
  },
}

/** Every case that a store has to pass, whatever it is made of. */
export const storeContract: readonly StoreCase[] = [
  ...Object.entries(takeCases).map(([title, run]) => ({ title, run })),
  ...(['sessions', 'grants'] as const).flatMap((kind) =>
    Object.entries(recordCases).map(([title, run]) => ({
      title: `${kind}: ${title}`,
      run: (fixture: StoreFixture) => run(fixture.store[kind], fixture),
    })),
  ),
]
