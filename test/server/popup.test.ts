import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { alice, createSite, errorOf } from './site.ts'

const path = '/auth/login?popup=1&return_to=/slots'

/** What a script says to the site's other pages, and whether it closes its window, after a moment. */
function announcedBy(script: string) {
  const posted: unknown[] = []
  const later: (() => void)[] = []
  let isClosed = false
  class BroadcastChannel {
    name: string
    constructor(name: string) {
      this.name = name
    }
    postMessage(message: unknown) {
      // Of this realm, not of the script's.
      posted.push([this.name, structuredClone(message)])
    }
  }
  runInContext(
    script,
    createContext({
      BroadcastChannel,
      setTimeout: (run: () => void) => later.push(run),
      close() {
        isClosed = true
      },
    }),
  )
  expect(isClosed).toBe(false)
  for (const run of later) run()
  return { posted, closes: isClosed }
}

describe('a login in a popup', () => {
  it('ends on a page that says so, and knows nothing of the login', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get(path))
    const done = await site.browser.get(back)
    expect(done.location).toBe('https://site.example/auth/done')
    expect((await site.session()).user?.id).toBe('101')
    const { status, headers, body } = await site.browser.get('/auth/done')
    expect(status).toBe(200)
    expect(body).toContain('You are logged in. You can close this window.')
    expect(body).toContain('<script type="module" src="/auth/done.js"></script>')
    const nonce = body.match(/<style nonce="([\w-]{43})">/)?.[1]
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; script-src 'self'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    for (const name of ['code', 'state']) {
      const value = new URL(back).searchParams.get(name)
      expect(value).toBeTypeOf('string')
      expect(done.location + body).not.toContain(value)
    }
  })

  it('announces to the pages of the site that something changed, and no more', async () => {
    const { browser } = createSite()
    const { headers, body } = await browser.get('/auth/done.js')
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(announcedBy(body)).toEqual({ posted: [['sso-login', 'changed']], closes: true })
  })

  it('that fails says why, on its page and to the pages of the site, and offers another try', async () => {
    const site = createSite()
    const done = await site.signIn({ path, deny: true })
    expect(done.location).toBe('https://site.example/auth/done?sso_error=access_denied')
    const { body } = await site.browser.get(done.location ?? '')
    expect(body).toContain('You are not logged in: access was not allowed. You can close')
    expect(body).toContain('<a href="/auth/login?popup=1">Try again</a>')
    const script = '/auth/done.js?sso_error=access_denied'
    expect(body).toContain(`<script type="module" src="${script}"></script>`)
    expect(announcedBy((await site.browser.get(script)).body)).toEqual({
      posted: [['sso-login', { error: 'access_denied' }]],
      closes: false,
    })
  })

  it('says nothing but words of ours, whatever is written into its address', async () => {
    const { browser } = createSite()
    const hostile = '"</script>\u2028<img src=x onerror=alert(1)>&a=b'
    const { body } = await browser.get(`/auth/done?sso_error=${encodeURIComponent(hostile)}`)
    expect(body).toContain('Logging in did not work.')
    expect(body).not.toContain('<img')
    const [, script = ''] = /src="([^"]+)"/.exec(body) ?? []
    const answer = await browser.get(script.replaceAll('&#38;', '&'))
    expect(announcedBy(answer.body).posted).toEqual([['sso-login', { error: hostile }]])
  })

  it('reloaded at its callback ends on the same page', async () => {
    const site = createSite()
    const back = await site.approve(await site.browser.get(path))
    await site.browser.get(back)
    expect((await site.browser.get(back)).location).toBe('https://site.example/auth/done')
  })

  it('keeps being one for whom the site does not let in', async () => {
    const site = createSite({ allow: () => 'Only staff.' })
    const refused = await site.signIn({ path })
    expect(refused.body).toContain('Only staff.')
    expect(refused.body).toContain('/auth/login?switch=1&#38;return_to=%2Fslots&#38;popup=1')
    expect(refused.body).toContain('src="/auth/done.js?sso_error=not_allowed"')
  })

  it('is nowhere to come back to', async () => {
    const site = createSite({ users: [alice] })
    const done = await site.signIn({ path: '/auth/login?return_to=/auth/done' })
    expect(done.location).toBe('https://site.example/')
  })
})

describe('a silent login', () => {
  it('is answered at once where the provider has none', async () => {
    const site = createSite()
    const done = await site.browser.get('/auth/login?prompt=none&return_to=/slots')
    expect(done.location).toBe('https://site.example/slots?sso_error=login_required')
    expect(done.headers.getSetCookie()).toEqual([])
    const popup = await site.browser.get('/auth/login?prompt=none&popup=1')
    expect(popup.location).toBe('https://site.example/auth/done?sso_error=login_required')
    expect(site.events).toEqual([])
  })

  it('is asked for where it has one, by its data', async () => {
    const site = createSite({ promptValues: ['none'] })
    const { location } = await site.browser.get('/auth/login?prompt=none')
    expect(new URL(location ?? '').searchParams.get('prompt')).toBe('none')
    expect(site.events).toEqual([{ type: 'login.started', provider: 'iitb', silent: true }])
    for (const other of ['/auth/login', '/auth/login?prompt=login']) {
      const { location } = await site.browser.get(other)
      expect(new URL(location ?? '').searchParams.has('prompt')).toBe(false)
    }
  })

  it.each([
    ['login_required', '', '/slots'],
    ['consent_required', '', '/slots'],
    ['login_required', '&popup=1', '/auth/done'],
  ])(
    'is not tried again from a page that was told the answer (%s %s)',
    async (code, popup, end) => {
      const { browser, origin, events } = createSite({ promptValues: ['none'] })
      const page = encodeURIComponent(`/slots?sso_error=${code}`)
      const again = await browser.get(`/auth/login?prompt=none&return_to=${page}${popup}`)
      expect(again.location).toBe(`${origin}${end}?sso_error=login_required`)
      expect(events).toEqual([])
    },
  )

  it('gives way to a switch of users, which needs a page', async () => {
    const { browser, events } = createSite({ promptValues: ['none'] })
    const { location } = await browser.get('/auth/login?prompt=none&switch=1')
    const next = new URL(location ?? '').searchParams.get('next') ?? ''
    expect(new URL(next, location ?? '').searchParams.has('prompt')).toBe(false)
    expect(events).toMatchObject([{ type: 'login.started', silent: false }])
  })

  it('that needs a person goes back to where the visitor was, who is as signed in as before', async () => {
    const site = createSite({ promptValues: ['none'] })
    await site.signIn()
    const started = await site.browser.get('/auth/login?prompt=none&return_to=/slots')
    const state = new URL(started.location ?? '').searchParams.get('state')
    const done = await site.browser.get(`/auth/callback?error=login_required&state=${state}`)
    expect(errorOf(done)).toBe('login_required')
    expect((await site.session()).user?.id).toBe('101')
  })
})
