import type { Refreshed, SharedTokens } from '@sso-login/client/shared-tokens'
import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTabs, runIn } from '../support/tabs.ts'

type Kept = Awaited<ReturnType<SharedTokens['read']>>

let stage: Awaited<ReturnType<typeof openTabs>>
let one: Page
let two: Page
let kept: NonNullable<Kept>

const read = (tab: Page) => runIn<Kept>(tab, 'return shared.read()')

/** As a page that still has the tokens `old`. */
const refresh = (tab: Page, old = kept) =>
  runIn<Refreshed>(
    tab,
    `const found = await shared.refresh(${JSON.stringify(old)})
     return JSON.parse(JSON.stringify(found))`,
  )

beforeAll(async () => {
  stage = await openTabs(2)
  ;[one, two] = stage.tabs as [Page, Page]
})
afterAll(() => stage.close())

beforeEach(async () => {
  stage.mock.faults.clear()
  await stage.signIn()
  kept = (await read(one)) as NonNullable<Kept>
  stage.requests()
})

describe('the tokens that tabs share', () => {
  it('are the same in every tab', async () => {
    expect(await read(two)).toEqual(kept)
  })

  it.each([
    ['the same application where the provider lives elsewhere', `'https://op.example'`],
    ['another application of the same provider', `location.origin, 'another'`],
  ])('are not those of %s', async (_, where) => {
    expect(await runIn<Kept>(two, 'return sharedAt(location.origin).read()')).toEqual(kept)
    const elsewhere = `return (await sharedAt(${where}).read()) ?? 'nothing'`
    expect(await runIn(two, elsewhere)).toBe('nothing')
  })

  it('are refreshed by one tab for all, with one request', async () => {
    const found = await Promise.all([refresh(one), refresh(two), refresh(two)])
    expect(found.map(({ outcome }) => outcome).toSorted()).toEqual([
      'adopted',
      'adopted',
      'refreshed',
    ])
    expect(stage.requests()).toBe(1)
    const tokens = await read(one)
    expect(tokens?.accessToken).not.toBe(kept.accessToken)
    for (const result of found) expect(result).toHaveProperty('tokens', tokens)
    // The provider did not see a token twice: its whole family would be dead.
    expect(await refresh(two, tokens)).toHaveProperty('outcome', 'refreshed')
  })

  it('stay while the page is offline', async () => {
    await stage.context.setOffline(true)
    const found = await refresh(two)
    await stage.context.setOffline(false)
    expect(found).toMatchObject({
      outcome: 'transient',
      tokens: kept,
      error: { code: 'network_error', step: 'refresh' },
    })
    expect(await read(one)).toEqual(kept)
    expect(await refresh(one)).toHaveProperty('outcome', 'refreshed')
  })

  it.each([{ status: 503 }, { html: 502 }, { malformed: true }])(
    'stay when the provider answers with %j',
    async (fault) => {
      stage.mock.faults.add('token', fault as never, { times: 1 })
      expect(await refresh(one)).toMatchObject({ outcome: 'transient', tokens: kept })
      expect(await read(two)).toEqual(kept)
    },
  )

  it('are gone when the provider refuses the refresh token, for every tab', async () => {
    await runIn(one, `await sso.revoke(${JSON.stringify(kept)})`)
    expect(await refresh(two)).toMatchObject({
      outcome: 'revoked',
      error: { code: 'invalid_grant' },
    })
    expect(await read(one)).toBeUndefined()
    expect(await refresh(one)).toEqual({ outcome: 'revoked' })
    expect(stage.requests()).toBe(1)
  })

  it('are gone when another tab signed out, and nobody is asked', async () => {
    await runIn(one, 'await shared.forget()')
    expect(await refresh(two)).toEqual({ outcome: 'revoked' })
    expect(stage.requests()).toBe(0)
  })

  it('without a refresh token end with their access token', async () => {
    const { refreshToken: _, ...short } = kept
    await runIn(one, `await shared.keep(${JSON.stringify(short)})`)
    expect(await refresh(one)).toMatchObject({
      outcome: 'revoked',
      error: { code: 'refresh_token_missing' },
    })
    expect(await read(two)).toBeUndefined()
  })

  it('fail with store_error where the browser keeps nothing', async () => {
    const code = await runIn(
      one,
      `const { open } = IDBFactory.prototype
       IDBFactory.prototype.open = () => { throw new DOMException('no', 'InvalidStateError') }
       try { return await shared.read().catch((error) => error.code) }
       finally { IDBFactory.prototype.open = open }`,
    )
    expect(code).toBe('store_error')
  })

  it.each(['keep(kept)', 'refresh(kept)', 'forget()'])(
    '%s fails with store_error where the page may have no locks, as in a sandbox',
    async (call) => {
      const code = await runIn(
        one,
        `const kept = ${JSON.stringify(kept)}
         const { request } = LockManager.prototype
         LockManager.prototype.request = async () => { throw new DOMException('no', 'SecurityError') }
         try { return await shared.${call}.catch((error) => error.code) }
         finally { LockManager.prototype.request = request }`,
      )
      expect(code).toBe('store_error')
    },
  )

  it.each(['keep(kept)', 'refresh(kept)', 'forget()'])(
    '%s fails with store_error where there are no locks',
    async (call) => {
      const code = await runIn(
        one,
        `const kept = ${JSON.stringify(kept)}
         Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
         try { return await shared.${call}.catch((error) => error.code) }
         finally { delete navigator.locks }`,
      )
      expect(code).toBe('store_error')
    },
  )
})
