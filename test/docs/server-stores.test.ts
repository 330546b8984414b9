import { createLogin } from '@sso-login/server'
import { postgres } from '@sso-login/server/postgres'
import { redis } from '@sso-login/server/redis'
import { describe, expect, it } from 'vitest'
import { openStore } from '../server/open-store.ts'
import { createSite, secret } from '../server/site.ts'
import { type StoreUrls, storeUrl } from '../support/stores.ts'

describe('the README of the stores', () => {
  it.each(['REDIS_URL', 'DATABASE_URL'] as const)('opens the one of %s', async (name) => {
    const url = storeUrl(name)
    const process = { env: { [name]: url } as Partial<StoreUrls> }
    // README begins
    const store = process.env.REDIS_URL
      ? redis(process.env.REDIS_URL)
      : postgres(process.env.DATABASE_URL)
    // README ends
    const id = crypto.randomUUID()
    const record = { id, userId: 'u', data: 'd', expiresAt: Math.floor(Date.now() / 1000) + 60 }
    await store.sessions.create(record)
    const other = await openStore(url)
    expect(await other.sessions.get(id)).toMatchObject(record)
    await Promise.all([store.close(), other.close()])
  })

  it('works in the background', async () => {
    const { sso, store, mock, signIn } = createSite({ keepGrants: true })
    await signIn()
    const fetch: typeof globalThis.fetch = (input, init) => mock.fetch(new Request(input, init))
    const login = createLogin(sso, { secrets: [secret], store, fetch, now: mock.clock.now })
    const userId = '101'
    // README begins
    const api = 'https://gymkhana.iitb.ac.in/profiles/user/api/user/?fields=first_name'
    const response = await login.fetchAs(userId, api) // refreshes when due, and once after a 401

    const outcome = await login.refresh(userId) // now, due or not
    if (outcome.type === 'grant_lost') console.warn('They have to sign in again.')
    // README ends
    expect(await response.json()).toMatchObject({ first_name: 'Alice' })
    expect(outcome.type).toBe('refreshed')
    await login.close()
  })
})
