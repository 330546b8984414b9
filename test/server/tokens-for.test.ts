import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tokens } from '@sso-login/client'
import { createLogin, memory, type StoredRecord } from '@sso-login/server'
import { sqlite } from '@sso-login/server/sqlite'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createSite, type Site, secret } from './site.ts'

const refreshes = ({ mock }: Site) =>
  mock.requests
    .all()
    .filter(({ endpoint, params }) => endpoint === 'token' && 'refresh_token' in params)

describe('tokens for a background job', () => {
  it('open what the person granted', async () => {
    const site = createSite()
    await site.signIn()
    const tokens = await site.login.tokensFor('101')
    expectTypeOf(tokens).toExtend<Tokens<'basic' | 'profile' | 'picture' | 'send_mail'>>()
    const user = await site.sso.user(tokens, ['first_name'])
    expect(user).toMatchObject({ first_name: 'Alice', missing: [] })
  })

  it('are refreshed with one request when the access token is over, however many ask', async () => {
    const site = createSite()
    await site.signIn()
    const before = await site.login.tokensFor('101')
    site.mock.clock.advance({ hours: 10 })
    const all = await Promise.all(Array.from({ length: 20 }, () => site.login.tokensFor('101')))
    expect(refreshes(site)).toHaveLength(1)
    expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1)
    expect(all[0]?.accessToken).not.toBe(before.accessToken)
    expect(await site.isAlive(all[0]?.accessToken ?? '')).toBe(true)
  })

  it('are not looked for without end where the store lists a grant that it has not', async () => {
    const site = createSite({
      store: (now) => {
        const store = memory({ now })
        let listed: StoredRecord[] = []
        const list = async (userId: string) => {
          if (listed.length === 0) listed = await store.grants.list(userId)
          return listed
        }
        return { ...store, grants: { ...store.grants, list } }
      },
    })
    await site.signIn()
    await site.login.tokensFor('101')
    await site.store.grants.delete({ userId: 'iitb:101' })
    site.mock.clock.advance({ hours: 10 })
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({ code: 'grant_missing' })
  })

  it('are refreshed with one request also by several processes that share a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sso-login-tokens-'))
    const stores: { close(): void }[] = []
    const openStore = (now: () => number) => {
      const store = sqlite(join(folder, 'sso.db'), { now })
      stores.push(store)
      return store
    }
    try {
      const site = createSite({ store: openStore })
      const { now } = site.mock.clock
      const others = Array.from({ length: 3 }, () =>
        createLogin(site.sso, { secrets: [secret], store: openStore(now), now }),
      )
      await site.signIn()
      site.mock.clock.advance({ hours: 10 })
      const asked = [site.login, ...others].flatMap((login) =>
        Array.from({ length: 5 }, () => login.tokensFor('101')),
      )
      const all = await Promise.all(asked)
      expect(refreshes(site)).toHaveLength(1)
      expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1)
      expect(await site.isAlive(all[0]?.accessToken ?? '')).toBe(true)
    } finally {
      for (const store of stores) store.close()
      rmSync(folder, { recursive: true })
    }
  })

  it('are refreshed again and again over the years', async () => {
    const site = createSite({ keepGrants: true })
    await site.signIn()
    for (let times = 1; times <= 5; times += 1) {
      site.mock.clock.advance({ hours: 24 * 90 })
      const { accessToken } = await site.login.tokensFor('101')
      expect(await site.isAlive(accessToken)).toBe(true)
      expect(refreshes(site)).toHaveLength(times)
    }
  })

  it('are lost when the person withdraws the access; the session lives on, and a new sign-in heals it', async () => {
    const site = createSite()
    await site.signIn()
    await site.sso.revoke(await site.login.tokensFor('101'))
    site.mock.clock.advance({ hours: 10 })
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({
      code: 'grant_lost',
      step: 'refresh',
      provider: { error: 'invalid_grant' },
    })
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({ code: 'grant_missing' })
    expect((await site.session()).user?.id).toBe('101')
    await site.signIn()
    expect(await site.isAlive((await site.login.tokensFor('101')).accessToken)).toBe(true)
  })

  it('are served from before while the provider is away, as long as they are good', async () => {
    const lost: unknown[] = []
    const site = createSite({ onGrantLost: (of) => lost.push(of) })
    await site.signIn()
    const { accessToken } = await site.login.tokensFor('101')
    site.mock.faults.add('token', { status: 429 })
    site.mock.clock.advance({ hours: 9 })
    expect((await site.login.tokensFor('101')).accessToken).toBe(accessToken)
    site.mock.clock.advance({ hours: 1 })
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({
      code: 'temporarily_unavailable',
    })
    site.mock.faults.clear()
    site.mock.clock.advance({ seconds: 2 })
    expect((await site.login.tokensFor('101')).accessToken).not.toBe(accessToken)
    expect(lost).toEqual([])
  })

  it('stop being waited for when the caller says so, and are refreshed and kept all the same', async () => {
    const site = createSite()
    await site.signIn()
    site.mock.clock.advance({ hours: 10 })
    const caller = new AbortController()
    const waiting = site.login.tokensFor('101', { signal: caller.signal })
    const other = site.login.tokensFor('101')
    caller.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'aborted', step: 'refresh' })
    const { accessToken } = await other
    expect((await site.login.tokensFor('101')).accessToken).toBe(accessToken)
    expect(refreshes(site)).toHaveLength(1)
  })

  it('are refreshed for nobody who has stopped waiting before', async () => {
    const site = createSite()
    await site.signIn()
    site.mock.clock.advance({ hours: 10 })
    const signal = AbortSignal.abort()
    for (const ask of [site.login.tokensFor, site.login.refresh]) {
      await expect(ask('101', { signal })).rejects.toMatchObject({ code: 'aborted' })
    }
    await site.login.close()
    expect(refreshes(site)).toEqual([])
  })

  it('end with a session that was left idle, and live as long as one that is used', async () => {
    const site = createSite({ idleTtlSeconds: 60 })
    await site.signIn()
    for (let times = 0; times < 5; times += 1) {
      site.mock.clock.advance({ seconds: 50 })
      expect((await site.session()).user?.id).toBe('101')
    }
    expect((await site.login.tokensFor('101')).accessToken).toBeTypeOf('string')
    site.mock.clock.advance({ seconds: 61 })
    expect((await site.session()).user).toBeNull()
    await expect(site.login.tokensFor('101')).rejects.toMatchObject({ code: 'grant_missing' })
  })

  it('outlive an idle session where the site keeps grants', async () => {
    const site = createSite({ idleTtlSeconds: 60, keepGrants: true })
    await site.signIn()
    site.mock.clock.advance({ minutes: 5 })
    expect((await site.session()).user).toBeNull()
    expect(await site.isAlive((await site.login.tokensFor('101')).accessToken)).toBe(true)
  })

  it("are nobody else's", async () => {
    const site = createSite()
    await site.signIn({ user: 'alice' })
    await expect(site.login.tokensFor('102')).rejects.toMatchObject({ code: 'grant_missing' })
    await expect(site.login.tokensFor('iitb:101')).rejects.toMatchObject({ code: 'grant_missing' })
  })
})
