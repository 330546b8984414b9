import assert from 'node:assert/strict'
import { longerLife, type RecordCases, shortLife } from './case.ts'

/** Who may work on a record, and whose work counts: also when a holder stalls and comes back. */
export const leaseCases: RecordCases = {
  'gives the lease to one claim at a time': async (records, { name, record }) => {
    await records.create(record('a'))
    const claims = Array.from({ length: 20 }, (_, number) =>
      records.claim(name('a'), 1, `owner ${number}`, 60_000),
    )
    assert.equal((await Promise.all(claims)).filter(Boolean).length, 1)
  },
  'shows the lease and who holds it, also when it is over': async (records, tools) => {
    const { name, record, later, pass } = tools
    await records.create(record('a'))
    const from = later(1) * 1000
    await records.claim(name('a'), 1, 'first', 1000)
    const until = later(1) * 1000
    const lease = (await records.get(name('a')))?.lease
    assert.equal(lease?.owner, 'first')
    // A database counts in whole milliseconds, and its clock may differ a little from this one.
    assert.ok(lease.expiresAtMs >= from - 500 && lease.expiresAtMs <= until + 500)
    await pass(1.1)
    assert.deepEqual((await records.get(name('a')))?.lease, lease)
  },
  'refuses a claim on a generation that has passed': async (records, { name, record }) => {
    await records.create(record('a'))
    await records.commit(name('a'), 1, 'second')
    assert.equal(await records.claim(name('a'), 1, 'late', 1000), false)
    assert.equal(await records.claim(name('a'), 2, 'in time', 1000), true)
  },
  'lets another claim once the lease is over': async (records, { name, record, pass }) => {
    await records.create(record('a'))
    assert.equal(await records.claim(name('a'), 1, 'dead', longerLife * 1000), true)
    assert.equal(await records.claim(name('a'), 1, 'next', 60_000), false)
    await pass(longerLife + 0.1)
    assert.equal(await records.claim(name('a'), 1, 'next', 60_000), true)
  },
  'prolongs a lease for its owner only': async (records, { name, record, pass }) => {
    await records.create(record('a'))
    await records.claim(name('a'), 1, 'owner', shortLife * 1000)
    assert.equal(await records.renew(name('a'), 'other', 60_000), false)
    assert.equal(await records.renew(name('a'), 'owner', 60_000), true)
    await pass(shortLife + 0.1)
    assert.equal(await records.claim(name('a'), 1, 'other', 60_000), false)
    assert.equal(await records.renew(name('a'), 'owner', shortLife * 1000), true)
    await pass(shortLife + 0.1)
    assert.equal(await records.claim(name('a'), 1, 'other', 60_000), true)
    assert.equal(await records.renew(name('a'), 'owner', 60_000), false)
  },
  'ends a lease at once that is prolonged by nothing, and goes on showing it': async (
    records,
    { name, record },
  ) => {
    await records.create(record('a'))
    await records.claim(name('a'), 1, 'owner', 60_000)
    assert.equal(await records.renew(name('a'), 'owner', 0), true)
    assert.equal((await records.get(name('a')))?.lease?.owner, 'owner')
    assert.equal(await records.claim(name('a'), 1, 'next', 60_000), true)
  },
  'never lets a holder that stalled past its lease overwrite newer data': async (
    records,
    { name, record, pass },
  ) => {
    await records.create(record('a'))
    await records.claim(name('a'), 1, 'stalled', 500)
    await pass(0.6)
    assert.equal(await records.claim(name('a'), 1, 'next', 60_000), true)
    assert.equal(await records.commit(name('a'), 1, 'of next'), true)
    assert.equal(await records.commit(name('a'), 1, 'of stalled'), false)
    assert.equal((await records.get(name('a')))?.data, 'of next')
  },
  'keeps a lease that has run out its owner’s, until another claims it': async (records, tools) => {
    const { name, record, pass } = tools
    await records.create(record('a'))
    await records.claim(name('a'), 1, 'stalled', 500)
    await pass(0.6)
    assert.equal(await records.renew(name('a'), 'stalled', 60_000), true)
    assert.equal(await records.claim(name('a'), 1, 'next', 60_000), false)
    assert.equal(await records.renew(name('a'), 'stalled', 0), true)
    assert.equal(await records.commit(name('a'), 1, 'late'), true)
  },
  'lets a stalled holder commit as long as nobody else has': async (records, tools) => {
    const { name, record, pass } = tools
    await records.create(record('a'))
    await records.claim(name('a'), 1, 'stalled', 500)
    await pass(0.6)
    await records.claim(name('a'), 1, 'next', 60_000)
    assert.equal(await records.commit(name('a'), 1, 'late but first'), true)
    assert.equal(await records.commit(name('a'), 1, 'of next'), false)
    assert.equal((await records.get(name('a')))?.data, 'late but first')
  },
  'ends the lease with the commit': async (records, { name, record }) => {
    await records.create(record('a'))
    await records.claim(name('a'), 1, 'owner', 60_000)
    await records.commit(name('a'), 1, 'second')
    assert.equal((await records.get(name('a')))?.lease, undefined)
    assert.equal(await records.claim(name('a'), 2, 'next', 1000), true)
  },
  'releases a lease for its owner only': async (records, { name, record }) => {
    await records.create(record('a'))
    await records.claim(name('a'), 1, 'owner', 60_000)
    await records.release(name('a'), 'other')
    assert.equal(await records.claim(name('a'), 1, 'next', 1000), false)
    await records.release(name('a'), 'owner')
    assert.equal((await records.get(name('a')))?.lease, undefined)
    assert.equal(await records.claim(name('a'), 1, 'next', 1000), true)
  },
}
