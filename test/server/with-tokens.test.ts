import { LoginError } from '@sso-login/client'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createSite, type Site } from './site.ts'

const refreshesOf = ({ mock }: Site) =>
  mock.requests.all().filter(({ params }) => 'refresh_token' in params)

async function signedIn() {
  const site = createSite()
  await site.signIn()
  const type = () => site.login.withTokens('101', (tokens) => site.sso.user(tokens, ['type']))
  return { site, type }
}

describe("calls with a user's tokens", () => {
  it('give what the call gives, typed', async () => {
    const { site } = await signedIn()
    const mail = { subject: 'Slot', message: 'Yours.' }
    const sent = await site.login.withTokens('101', (tokens) => site.sso.sendMail(tokens, mail))
    expectTypeOf(sent.sent).toEqualTypeOf<boolean>()
    expect(sent.sent).toBe(true)
    expect(refreshesOf(site)).toEqual([])
  })

  it('are made once more when the token died before its time, and the fresh one is kept', async () => {
    const { site, type } = await signedIn()
    const { accessToken } = await site.login.tokensFor('101')
    site.mock.faults.add('userinfo', { status: 401 }, { times: 1 })
    expect(await type()).toMatchObject({ type: 'ug' })
    expect(refreshesOf(site)).toHaveLength(1)
    const kept = await site.login.tokensFor('101')
    expect(kept.accessToken).not.toBe(accessToken)
    expect(await site.isAlive(kept.accessToken)).toBe(true)
  })

  it('refresh once, however many are rejected at once', async () => {
    const { site, type } = await signedIn()
    site.mock.faults.add('userinfo', { status: 401 }, { times: 5 })
    const answers = await Promise.all([1, 2, 3, 4, 5].map(type))
    expect(answers).toHaveLength(5)
    expect(refreshesOf(site)).toHaveLength(1)
  })

  it('are made with what somebody else has got meanwhile', async () => {
    const { site } = await signedIn()
    const used: string[] = []
    await site.login.withTokens('101', async (tokens) => {
      used.push(tokens.accessToken)
      if (used.length > 1) return
      await site.login.refresh('101')
      throw new LoginError({ code: 'invalid_token', step: 'user', message: 'Not any more' })
    })
    expect(refreshesOf(site)).toHaveLength(1)
    expect(used[1]).toBe((await site.login.tokensFor('101')).accessToken)
  })

  it('are made twice at most', async () => {
    const { site, type } = await signedIn()
    site.mock.faults.add('userinfo', { status: 401 })
    await expect(type()).rejects.toMatchObject({ code: 'invalid_token' })
    expect(refreshesOf(site)).toHaveLength(1)
  })

  it('are not made again for any other error', async () => {
    const { site, type } = await signedIn()
    site.mock.faults.add('userinfo', { html: 502 })
    await expect(type()).rejects.toMatchObject({ code: 'provider_error' })
    const failure = new Error('of the site')
    const fail = () => {
      throw failure
    }
    await expect(site.login.withTokens('101', fail)).rejects.toBe(failure)
    expect(refreshesOf(site)).toEqual([])
  })

  it('fail as the refresh does', async () => {
    const { site, type } = await signedIn()
    site.mock.faults.add('userinfo', { status: 401 })
    site.mock.faults.add('token', { html: 502 })
    await expect(type()).rejects.toMatchObject({ code: 'provider_error', step: 'refresh' })
    await expect(site.login.withTokens('102', () => 1)).rejects.toMatchObject({
      code: 'grant_missing',
    })
  })
})
