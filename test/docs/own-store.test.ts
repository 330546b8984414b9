import { expect, it as test } from 'vitest'
import { address, it, openStore, openStoreModule, titles } from './own-store.ts'

test('the README tests a store of your own', () => {
  expect(titles).toContain('grants: gives the lease to one claim at a time')
  expect(titles).toContain('gives the lease of a killed process to another, once it is over')
})

// README begins
import { testStore } from '@sso-login/server/test-store'

testStore(async () => ({ store: await openStore(address), address }), { it, openStoreModule })
// README ends
