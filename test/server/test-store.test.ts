/** The cases for everybody's store find what it is wrong at. */
import type { GrantStore } from '@sso-login/server'
import { testStore } from '@sso-login/server/test-store'
import { expect, it } from 'vitest'
import { plainRecords, plainTake } from './plain-store.ts'
import { type Mistake, mistakes, type Take, wrongTakes } from './store-mistakes.ts'

interface Wrong {
  readonly records?: Mistake
  readonly take?: (right: Take) => Take
}

/** The titles of the cases that fail. */
async function failedCases({ records = () => ({}), take = (right) => right }: Wrong) {
  let aheadMs = 0
  const now = () => Date.now() + aheadMs
  const advance = (seconds: number) => {
    aheadMs += seconds * 1000
  }
  const half = () => {
    const right = plainRecords(now)
    return { ...right.records, ...records(right) }
  }
  const store = { sessions: half(), grants: half(), take: take(plainTake(now)) }
  const cases: [string, () => Promise<void>][] = []
  testStore(() => ({ store, now, advance }), { it: (...one) => cases.push([one[0], one[1]]) })
  const failed: string[] = []
  for (const [title, run] of cases) await run().catch(() => failed.push(title))
  return failed
}

it('nothing is wrong with a store without mistakes', async () => {
  expect(await failedCases({})).toEqual([])
})

it.each(Object.entries(mistakes))('finds a store that is wrong at %s', async (_, records) => {
  expect(await failedCases({ records })).not.toEqual([])
})

it.each(Object.entries(wrongTakes))('finds a store that is wrong at %s', async (_, take) => {
  expect(await failedCases({ take })).not.toEqual([])
})

it('finds a store that has one table for sessions and grants', async () => {
  let shared: GrantStore | undefined
  const records: Mistake = (right) => {
    shared ??= right.records
    return shared
  }
  expect(await failedCases({ records })).not.toEqual([])
})
