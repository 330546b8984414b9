import assert from 'node:assert/strict'
import { longerLife, type RecordCases, type StoreCases, shortLife } from './case.ts'

export const takeCases: StoreCases = {
  'takes a transaction once': async ({ store, name, later }) => {
    assert.equal(await store.take(name('hash'), later()), 'ok')
    assert.equal(await store.take(name('hash'), later()), 'consumed')
    assert.equal(await store.take(name('other'), later()), 'ok')
  },
  'lets one of many parallel takes through': async ({ store, name, later }) => {
    const takes = Array.from({ length: 20 }, () => store.take(name('hash'), later()))
    const results = await Promise.all(takes)
    assert.equal(results.filter((result) => result === 'ok').length, 1)
    assert.equal(results.filter((result) => result === 'consumed').length, 19)
  },
  'refuses to take a transaction whose time is over': async ({ store, name, later, pass }) => {
    assert.equal(await store.take(name('hash'), later(-1)), 'expired')
    const expiresAt = later(longerLife)
    assert.equal(await store.take(name('taken'), expiresAt), 'ok')
    await pass(longerLife + 0.1)
    assert.equal(await store.take(name('taken'), expiresAt), 'expired')
  },
  'keeps the mark of a taken transaction until its time is over, whatever else is swept': async ({
    store,
    name,
    later,
    pass,
  }) => {
    const expiresAt = later(600)
    await store.take(name('hash'), expiresAt)
    for (let number = 0; number < 30; number += 1) {
      await store.take(name(`short ${number}`), later(0.5))
    }
    await pass(0.6)
    await store.take(name('next'), later())
    assert.equal(await store.take(name('hash'), expiresAt), 'consumed')
  },
  'keeps sessions and grants apart': async ({ store, name, record }) => {
    await store.sessions.create(record('same', { data: 'a session' }))
    await store.grants.create(record('same', { data: 'a grant' }))
    await store.sessions.delete({ userId: name('user') })
    assert.equal(await store.sessions.get(name('same')), null)
    assert.equal((await store.grants.get(name('same')))?.data, 'a grant')
  },
}

export const grantCases: StoreCases = {
  // One case: what is taken here could be waited for in another.
  'hands out grants that have expired, each once, no others, and no more than are wanted': async (
    tools,
  ) => {
    const {
      store: { grants },
      name,
      record,
      later,
      pass,
    } = tools
    const providerSessionId = name('sid')
    const longOver = { expiresAt: later(shortLife) }
    await grants.create(record('long over', longOver))
    await grants.create(record('endless'))
    await grants.create(record('over', { expiresAt: later(), providerSessionId }))
    await grants.commit(name('over'), 1, 'refreshed')
    await grants.create(record('used', { expiresAt: later(longerLife), providerSessionId }))
    await grants.touch(name('used'), later())
    await grants.create(record('logged out', { expiresAt: later(longerLife) }))
    await grants.delete({ id: name('logged out') })
    const expiresAt = later(shortLife)
    await grants.touch(name('over'), expiresAt)
    const taken = async () => {
      const all = await Promise.all(Array.from({ length: 10 }, () => grants.takeExpired(1000)))
      return all.flat().filter(({ userId }) => userId === name('user'))
    }
    await pass(longerLife + 0.1)
    const sorted = (await taken()).sort((one, other) => (one.id < other.id ? -1 : 1))
    assert.deepEqual(sorted, [
      { ...record('long over', longOver), generation: 1 },
      { ...record('over', { expiresAt, providerSessionId, data: 'refreshed' }), generation: 2 },
    ])
    assert.deepEqual(await taken(), [])
    for (const word of ['1', '2', '3']) {
      await grants.create(record(word, { expiresAt: later(shortLife) }))
    }
    await pass(shortLife + 0.1)
    assert.ok((await grants.takeExpired(2)).length <= 2)
    assert.notEqual(await grants.get(name('used')), null)
    assert.notEqual(await grants.get(name('endless')), null)
  },
}

export const recordCases: RecordCases = {
  'returns what was created, with generation 1 and no lease': async (records, tools) => {
    const { name, record, later } = tools
    const expiresAt = later()
    const providerSessionId = name('sid')
    const data = `ü\n{"x":1}${'long'.repeat(5000)}`
    assert.equal(await records.create(record('a', { providerSessionId, expiresAt, data })), true)
    assert.deepEqual(await records.get(name('a')), {
      id: name('a'),
      userId: name('user'),
      providerSessionId,
      data,
      expiresAt,
      generation: 1,
    })
    assert.equal(await records.get(name('b')), null)
  },
  'never creates over a record that is there': async (records, { name, record }) => {
    await records.create(record('a'))
    const other = { data: 'new', userId: name('other user') }
    assert.equal(await records.create(record('a', other)), false)
    assert.equal((await records.get(name('a')))?.data, 'data of a')
    assert.deepEqual(await records.list(name('other user')), [])
  },
  'lets one of many parallel creations through': async (records, { name, record }) => {
    const creations = Array.from({ length: 20 }, () => records.create(record('a')))
    assert.equal((await Promise.all(creations)).filter(Boolean).length, 1)
    assert.equal((await records.list(name('user'))).length, 1)
  },
  'commits against the generation it was read at, once': async (records, tools) => {
    const { name, record, later } = tools
    const expiresAt = later()
    await records.create(record('a', { expiresAt }))
    assert.equal(await records.commit(name('a'), 1, 'second'), true)
    assert.equal(await records.commit(name('a'), 1, 'stale'), false)
    const read = await records.get(name('a'))
    assert.deepEqual(read, { ...record('a', { expiresAt, data: 'second' }), generation: 2 })
  },
  'lets one of many parallel commits through': async (records, { name, record }) => {
    await records.create(record('a'))
    const commits = Array.from({ length: 20 }, (_, number) =>
      records.commit(name('a'), 1, `from ${number}`),
    )
    assert.equal((await Promise.all(commits)).filter(Boolean).length, 1)
    assert.equal((await records.get(name('a')))?.generation, 2)
  },
  'forgets a record when its time is over': async (records, { name, record, later, pass }) => {
    await records.create(record('a', { expiresAt: later() }))
    assert.notEqual(await records.get(name('a')), null)
    await records.touch(name('a'), later(shortLife))
    await records.create(record('b', { expiresAt: later(shortLife) }))
    await pass(shortLife + 0.1)
    assert.equal(await records.get(name('a')), null)
    assert.equal(await records.get(name('b')), null)
    assert.deepEqual(await records.list(name('user')), [])
  },
  'revives nothing that has expired': async (records, { name, record, later, pass }) => {
    const id = name('a')
    await records.create(record('a', { expiresAt: later() }))
    await records.commit(id, 1, 'second')
    await records.claim(id, 2, 'owner', 60_000)
    await records.touch(id, later(shortLife))
    await pass(shortLife + 0.1)
    assert.equal(await records.touch(id, later()), false)
    assert.equal(await records.commit(id, 2, 'late'), false)
    assert.equal(await records.renew(id, 'owner', 1000), false)
    assert.equal(await records.claim(id, 2, 'next', 1000), false)
    assert.equal(await records.delete({ id }), 0)
    assert.equal(await records.create(record('a', { data: 'anew' })), true)
    assert.deepEqual(await records.get(id), { ...record('a', { data: 'anew' }), generation: 1 })
  },
  'revives nothing that was deleted': async (records, { name, record, later }) => {
    const id = name('a')
    await records.create(record('a'))
    await records.claim(id, 1, 'owner', 60_000)
    assert.equal(await records.delete({ id }), 1)
    assert.equal(await records.touch(id, later()), false)
    assert.equal(await records.commit(id, 1, 'late'), false)
    assert.equal(await records.renew(id, 'owner', 1000), false)
    await records.release(id, 'owner')
    assert.equal(await records.get(id), null)
    assert.equal(await records.delete({ id }), 0)
  },
  'moves the expiry by touch, and nothing else': async (records, tools) => {
    const { name, record, later, pass } = tools
    await records.create(record('a', { expiresAt: later(1200) }))
    await records.claim(name('a'), 1, 'owner', 60_000)
    const before = await records.get(name('a'))
    const expiresAt = later()
    assert.equal(await records.touch(name('a'), expiresAt), true)
    assert.deepEqual(await records.get(name('a')), { ...before, expiresAt })
    await records.create(record('prolonged', { expiresAt: later(longerLife) }))
    assert.equal(await records.touch(name('prolonged'), later()), true)
    assert.equal(await records.touch(name('a'), later(shortLife)), true)
    await pass(longerLife + 0.1)
    await records.create(record('next', { expiresAt: later() }))
    assert.equal(await records.get(name('a')), null)
    assert.notEqual(await records.get(name('prolonged')), null)
    assert.equal((await records.list(name('user'))).length, 2)
  },
  "lists a user's records, the newest first": async (records, { name, record, later }) => {
    const words = Array.from({ length: 30 }, (_, number) => `${number}`)
    for (const word of words) await records.create(record(word))
    await records.create(record('other', { userId: name('other user') }))
    await records.commit(name('0'), 1, 'changed, and no newer for it')
    await records.touch(name('1'), later())
    await records.claim(name('2'), 1, 'owner', 60_000)
    const found = await records.list(name('user'))
    assert.deepEqual(
      found.map(({ id }) => id),
      words.map(name).reverse(),
    )
    assert.deepEqual(found, await Promise.all(found.map(({ id }) => records.get(id))))
    assert.deepEqual(await records.list(name('nobody')), [])
  },
  "deletes all of a user's records, and nobody else's": async (records, { name, record }) => {
    await records.create(record('a'))
    await records.create(record('b'))
    await records.create(record('c', { userId: name('other user') }))
    assert.equal(await records.delete({ userId: name('user') }), 2)
    assert.deepEqual(await records.list(name('user')), [])
    assert.equal(await records.get(name('a')), null)
    assert.notEqual(await records.get(name('c')), null)
  },
  'tells ids apart that begin alike, differ in case or match as a pattern': async (
    records,
    { name, record },
  ) => {
    const id = name('U_ser')
    const alike = [`${id}1`, id.slice(0, -1), id.toLowerCase(), id.replace('_', 'x'), `${id} `]
    const named = (as: string) => record('a', { id: as, userId: as, providerSessionId: as })
    for (const other of alike) assert.equal(await records.create(named(other)), true, other)
    for (const selector of [{ id }, { userId: id }, { providerSessionId: id }]) {
      await records.create(named(id))
      const expected = [{ ...named(id), generation: 1 }]
      assert.deepEqual(await records.list(id), expected)
      assert.deepEqual(await records.listByProviderSession(id), expected)
      assert.equal(await records.delete(selector), 1)
    }
    for (const other of alike) assert.equal((await records.get(other))?.id, other)
  },
  "deletes by the provider's own session": async (records, { name, record }) => {
    const sid = { providerSessionId: name('sid') }
    await records.create(record('a', sid))
    await records.create(record('b', { ...sid, userId: name('other user') }))
    await records.create(record('c', { providerSessionId: name('other') }))
    await records.create(record('d'))
    assert.equal(await records.delete(sid), 2)
    assert.equal(await records.get(name('a')), null)
    assert.equal(await records.get(name('b')), null)
    assert.notEqual(await records.get(name('c')), null)
    assert.notEqual(await records.get(name('d')), null)
  },
  "lists by the provider's own session": async (records, { name, record, later, pass }) => {
    const sid = { providerSessionId: name('sid') }
    await records.create(record('a', sid))
    await records.create(record('b', { ...sid, userId: name('other user') }))
    await records.create(record('c', { providerSessionId: name('other') }))
    await records.create(record('d', { ...sid, expiresAt: later(shortLife) }))
    await pass(shortLife + 0.1)
    const found = await records.listByProviderSession(name('sid'))
    assert.deepEqual(found.map(({ id }) => id).sort(), [name('a'), name('b')])
    assert.deepEqual(found[0], await records.get(found[0]?.id ?? ''))
    assert.deepEqual(await records.listByProviderSession(name('none')), [])
  },
  'hands out copies: what a reader changes stays unchanged in the store': async (
    records,
    { name, record },
  ) => {
    const providerSessionId = name('sid')
    const given = record('a', { providerSessionId })
    await records.create(given)
    given.data = 'changed by the creator'
    await records.claim(name('a'), 1, 'owner', 60_000)
    const before = await records.get(name('a'))
    const read = [
      await records.get(name('a')),
      ...(await records.list(name('user'))),
      ...(await records.listByProviderSession(providerSessionId)),
    ]
    for (const one of read) {
      assert.ok(one?.lease)
      one.data = 'changed by the reader'
      one.lease.owner = 'changed by the reader'
    }
    assert.deepEqual(await records.get(name('a')), before)
    assert.equal(before?.data, 'data of a')
  },
}
