import { iitb } from '@sso-login/providers/iitb'
import { createLogin } from '@sso-login/server'
import { describe, expect, it, vi } from 'vitest'
import { createSite, secret } from './site.ts'

const api = 'https://gymkhana.iitb.ac.in/profiles/user/api/user/'

async function createFetching() {
  const site = createSite()
  await site.signIn()
  const sent: Request[] = []
  const login = createLogin(site.sso, {
    secrets: [secret],
    store: site.store,
    now: site.mock.clock.now,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      sent.push(request.clone())
      return site.mock.fetch(request)
    },
  })
  return { site, login, sent }
}

const tokenOf = (request: Request | undefined) =>
  request?.headers.get('authorization')?.replace('Bearer ', '')

describe('a fetch in the name of a user', () => {
  it("carries the person's access token", async () => {
    const { site, login, sent } = await createFetching()
    const answer = await login.fetchAs('101', `${api}?fields=first_name`)
    expect(await answer.json()).toMatchObject({ first_name: 'Alice' })
    expect(tokenOf(sent[0])).toBe((await site.login.tokensFor('101')).accessToken)
    expect(sent[0]?.redirect).toBe('manual')
  })

  it('is sent with a fresh token when the old one is over', async () => {
    const { site, login, sent } = await createFetching()
    site.mock.clock.advance({ hours: 10 })
    expect((await login.fetchAs('101', api)).status).toBe(200)
    expect(sent).toHaveLength(1)
  })

  it('keeps nobody waiting for a refresh whose signal says so, and sends nothing for them', async () => {
    const { site, login, sent } = await createFetching()
    site.mock.clock.advance({ hours: 10 })
    const caller = new AbortController()
    const waiting = login.fetchAs('101', api, { signal: caller.signal })
    caller.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'aborted', step: 'refresh' })
    expect((await login.tokensFor('101')).accessToken).toBeTypeOf('string')
    expect(sent).toEqual([])
    expect(site.mock.requests.all().filter(({ params }) => 'refresh_token' in params)).toHaveLength(
      1,
    )
  })

  it('keeps nobody waiting for the refresh after a 401 either', async () => {
    const { site, login, sent } = await createFetching()
    site.mock.faults.add('userinfo', { status: 401 }, { times: 1 })
    const caller = new AbortController()
    const { refresh } = site.sso
    vi.spyOn(site.sso, 'refresh').mockImplementation((...given) => {
      caller.abort()
      return refresh(...given)
    })
    const waiting = login.fetchAs('101', api, { signal: caller.signal })
    await expect(waiting).rejects.toMatchObject({ code: 'aborted', step: 'refresh' })
    await login.close()
    expect(sent).toHaveLength(1)
  })

  it('refreshes after a 401 and is sent once more, however many are rejected at once', async () => {
    const { site, login, sent } = await createFetching()
    const { accessToken } = await site.login.tokensFor('101')
    site.mock.faults.add('userinfo', { status: 401 }, { times: 5 })
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        login.fetchAs('101', api, { method: 'POST', body: 'the same body' }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).not.toContain(401)
    expect(sent).toHaveLength(10)
    const retried = sent.slice(5)
    for (const request of retried) {
      expect(tokenOf(request)).not.toBe(accessToken)
      expect(await request.text()).toBe('the same body')
    }
    const refreshes = site.mock.requests.all().filter(({ params }) => 'refresh_token' in params)
    expect(refreshes).toHaveLength(1)
  })

  it('is sent once more with what somebody else has got meanwhile', async () => {
    const { site, sent } = await createFetching()
    let cancelled = 0
    const login = createLogin(site.sso, {
      secrets: [secret],
      store: site.store,
      now: site.mock.clock.now,
      async fetch(input, init) {
        if (sent.push(new Request(input, init)) > 1) return new Response('done')
        await site.login.refresh('101')
        const body = new ReadableStream({ cancel: () => void cancelled++ })
        return new Response(body, { status: 401 })
      },
    })
    expect(await (await login.fetchAs('101', api)).text()).toBe('done')
    expect(tokenOf(sent[1])).toBe((await site.login.tokensFor('101')).accessToken)
    const refreshes = site.mock.requests.all().filter(({ params }) => 'refresh_token' in params)
    expect(refreshes).toHaveLength(1)
    // Else it would hold its connection.
    expect(cancelled).toBe(1)
  })

  it('is sent once more and no further when the fresh token is rejected too', async () => {
    const { site, login, sent } = await createFetching()
    site.mock.faults.add('userinfo', { status: 401 })
    expect((await login.fetchAs('101', api)).status).toBe(401)
    expect(sent).toHaveLength(2)
  })

  it('hands on the 401 when its body cannot be sent again, or the provider cannot be asked', async () => {
    const { site, login, sent } = await createFetching()
    site.mock.faults.add('userinfo', { status: 401 })
    const body = new Blob(['a stream']).stream()
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' }
    expect((await login.fetchAs('101', api, init)).status).toBe(401)
    site.mock.faults.add('token', { html: 502 })
    expect((await login.fetchAs('101', api)).status).toBe(401)
    expect(sent).toHaveLength(2)
  })

  it('says that the grant is lost when the provider has withdrawn it', async () => {
    const { site, login } = await createFetching()
    await site.sso.revoke(await site.login.tokensFor('101'))
    await expect(login.fetchAs('101', api)).rejects.toMatchObject({ code: 'grant_lost' })
  })

  it('sends the token nowhere but to the provider', async () => {
    const { login, sent } = await createFetching()
    for (const url of [
      'https://evil.example/profiles/user/api/user/',
      'http://gymkhana.iitb.ac.in/profiles/user/api/user/',
      'https://gymkhana.iitb.ac.in:444/',
      'https://gymkhana.iitb.ac.in@evil.example/',
      'https://gymkhana.iitb.ac.in.evil.example/',
      '//evil.example/',
      '/profiles/user/api/user/',
    ]) {
      await expect(login.fetchAs('101', url)).rejects.toMatchObject({
        code: 'invalid_config',
        key: 'url',
      })
    }
    expect(sent).toHaveLength(0)
    await expect(login.fetchAs('101', 'https://evil.example/')).rejects.toMatchObject({
      hint: 'It goes to https://gymkhana.iitb.ac.in; name others in init.origins.',
    })
    expect(new URL(iitb.baseUrl).origin).toBe(new URL(api).origin)
  })

  it('sends it to an origin that the caller names', async () => {
    const { login, sent } = await createFetching()
    const origins = ['https://api.example']
    await login.fetchAs('101', 'https://api.example/x', { origins }).catch(() => {})
    expect(sent.map(({ url }) => url)).toEqual(['https://api.example/x'])
  })

  it.each([
    ['origins', { origins: ['https://api.example/'] }],
    ['origins', { origins: ['api.example'] }],
    ['origins', { origins: ['null'] }],
    ['origins', { origins: 'https://api.example' as never }],
    ['timeoutMs', { timeoutMs: '3000' as never }],
    ['timeoutMs', { timeoutMs: -1 }],
    ['timeoutMs', { timeoutMs: 1.5 }],
    ['timeoutMs', { timeoutMs: 2 ** 31 }],
    ['timeoutMs', { timeoutMs: Number.POSITIVE_INFINITY }],
  ])('names what is wrong: %s', async (key, init) => {
    const { login, sent } = await createFetching()
    for (const url of [api, 'https://api.example/x']) {
      const call = login.fetchAs('101', url, init)
      await expect(call).rejects.toMatchObject({ code: 'invalid_config', key })
    }
    expect(sent).toHaveLength(0)
  })

  it('fails with a typed error when the network does', async () => {
    const { site } = await createFetching()
    const login = createLogin(site.sso, {
      secrets: [secret],
      store: site.store,
      now: site.mock.clock.now,
      fetch: (_, init) =>
        new Promise((_, reject) => {
          const signal = init?.signal
          if (!signal) return reject(new TypeError('fetch failed'))
          signal.addEventListener('abort', () => reject(signal.reason))
          if (signal.aborted) reject(signal.reason)
        }),
    })
    await expect(login.fetchAs('101', api, { timeoutMs: 1 })).rejects.toMatchObject({
      code: 'timeout',
    })
    const signal = AbortSignal.abort()
    await expect(login.fetchAs('101', api, { signal })).rejects.toMatchObject({ code: 'aborted' })
  })
})
