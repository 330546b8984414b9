import { expect as expectPage } from 'playwright/test'
import { describe, expect, it } from 'vitest'
import {
  account,
  answerConsent,
  answerProvider,
  heading,
  loginLink,
  pressLogin,
  signIn,
  useDemo,
} from './browser.ts'

const at = useDemo()

/** The callback's whole address, as the browser visited it. */
function seeCallback(): { url: string } {
  const seen = { url: '' }
  at.page.on('request', (request) => {
    if (request.url().startsWith(`${at.demo.site}/auth/callback`)) seen.url = request.url()
  })
  return seen
}

describe('a person at the demo', () => {
  it('signs in, sees their name, and what they granted', async () => {
    const { page, demo } = at
    await signIn(page, demo.site)
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
    await expectPage(account(page)).toContainText('Alice')
    await expectPage(
      page.getByRole('definition').filter({ hasText: 'Computer Science' }),
    ).toBeVisible()
    await expectPage(page.getByText('You kept to yourself')).toBeHidden()
    await expectPage(page.getByText('POST /profiles/oauth/token/').first()).toBeVisible()
  })

  it('grants little, and the site knows little and says so', async () => {
    const { page, demo } = at
    await signIn(page, demo.site, { untick: ['phone', 'program', 'picture'] })
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
    await expectPage(page.getByText('You kept to yourself')).toHaveText(
      'You kept to yourself: Picture, Mobile, Contacts, Roll number, Program.',
    )
    await expectPage(page.getByText('Mobile', { exact: true })).toHaveCount(0)

    await page.getByRole('link', { name: 'Let it know after all' }).click()
    await answerConsent(page)
    await expectPage(page.getByText('Mobile', { exact: true })).toBeVisible()
    await expectPage(page.getByText('You kept to yourself')).toBeHidden()
  })

  it('is not offered a mail that they did not allow', async () => {
    const { page, demo } = at
    await signIn(page, demo.site, { untick: ['send_mail'] })
    await expectPage(page.getByText('You kept to yourself')).toHaveText(
      'You kept to yourself: Mail to you.',
    )
    await expectPage(page.getByRole('button', { name: 'Send me a mail' })).toBeHidden()
  })

  it('denies, reads on the site what happened, and may try again', async () => {
    const { page, demo } = at
    await pressLogin(page, demo.site)
    await answerProvider(page, { deny: true })
    await expectPage(page.locator('sso-login').getByText('access was not allowed')).toBeVisible()
    // Shown once: the address no longer says it.
    await expectPage(page).toHaveURL(`${demo.site}/`)
    await loginLink(page).click()
    await answerConsent(page)
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
  })

  it('takes longer than ten minutes at the provider, and is asked to start again', async () => {
    const { page, demo } = at
    await pressLogin(page, demo.site)
    demo.mock.clock.advance({ minutes: 11 })
    await answerProvider(page)
    await expectPage(page.locator('sso-login').getByText('took too long')).toBeVisible()
    await expectPage(loginLink(page)).toBeVisible()
  })

  it('is not signed in by a callback whose state was tampered with', async () => {
    const { page, demo } = at
    await page.route(`${demo.provider}/profiles/oauth/authorize/*`, async (route) => {
      if (route.request().method() === 'GET') return route.continue()
      const answer = await route.fetch({ maxRedirects: 0 })
      const location = new URL(answer.headers().location as string)
      location.searchParams.set('state', 'tampered')
      await route.fulfill({ status: 302, headers: { location: location.href } })
    })
    await pressLogin(page, demo.site)
    await answerProvider(page)
    await expectPage(
      page.locator('sso-login').getByText('not started in this browser'),
    ).toBeVisible()
    await expectPage(loginLink(page)).toBeVisible()
    expect(demo.mock.requests.all({ endpoint: 'token' })).toEqual([])
  })

  it('visits the callback again, by reload or by going back, and stays signed in', async () => {
    const { page, demo } = at
    const callback = seeCallback()
    await signIn(page, demo.site)
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()

    await page.goto(callback.url)
    await expectPage(page).toHaveURL(`${demo.site}/`)
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()

    await page.goBack()
    await page.goForward()
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
    expect(demo.mock.requests.all({ endpoint: 'token' })).toHaveLength(1)
  })

  it('cannot be signed in elsewhere by whoever sees the callback address', async () => {
    const { page, demo, browser } = at
    const callback = seeCallback()
    await signIn(page, demo.site)
    const stranger = await browser.newContext()
    const theirs = await stranger.newPage()
    await theirs.goto(callback.url)
    await expectPage(loginLink(theirs)).toBeVisible()
    await expectPage(
      theirs.locator('sso-login').getByText('not started in this browser'),
    ).toBeVisible()
    await stranger.close()
  })

  it('meets a provider that is down at the exchange, and signs in when it is back', async () => {
    const { page, demo } = at
    demo.mock.faults.add('token', { html: 502 }, { times: 1 })
    await pressLogin(page, demo.site)
    await answerProvider(page)
    await expectPage(
      page.locator('sso-login').getByText('does not answer as it should'),
    ).toBeVisible()
    await loginLink(page).click()
    await answerConsent(page)
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
  })

  it('sends a mail long after the access token expired: the site refreshes it', async () => {
    const { page, demo } = at
    await signIn(page, demo.site)
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
    demo.mock.clock.advance({ hours: 10 })
    await page.getByRole('button', { name: 'Send me a mail' }).click()
    await expectPage(page.getByText('Sent.')).toBeVisible()
    const grants = demo.mock.requests
      .all({ endpoint: 'token' })
      .map(({ params }) => params.grant_type)
    expect(grants).toEqual(['authorization_code', 'refresh_token'])
    expect(demo.mock.mail.all().map(({ subject }) => subject)).toEqual([
      '[SSO] [Campus Demo] Hello from the demo',
    ])
  })

  it('logs out, and the tokens are dead', async () => {
    const { page, demo } = at
    await signIn(page, demo.site)
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
    const { user } = await page.evaluate(async () => (await fetch('/auth/session')).json())
    const tokens = await demo.login.tokensFor(user.id)

    await account(page).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await expectPage(loginLink(page)).toBeVisible()
    await expectPage(heading(page, 'Who are you?')).toBeVisible()

    await expect(demo.sso.user(tokens, ['id'])).rejects.toMatchObject({ code: 'invalid_token' })
    await expect(demo.sso.refresh(tokens)).rejects.toMatchObject({ code: 'invalid_grant' })
    await expect(demo.login.tokensFor(user.id)).rejects.toMatchObject({ code: 'grant_missing' })
  })

  it('logs in as somebody else without logging out at the provider first', async () => {
    const { page, demo } = at
    await signIn(page, demo.site)
    await account(page).click()
    await page.getByRole('menuitem', { name: /another user/ }).click()
    await answerProvider(page, { person: 'Bob' })
    await expectPage(heading(page, 'Hello, Bob')).toBeVisible()
  })

  it('never has a token, a secret or a verifier in the browser', async () => {
    const { page, demo, context } = at
    const bodies: Promise<string>[] = []
    page.on('response', (response) => {
      if (!response.url().startsWith(demo.site) || response.status() !== 200) return
      if (response.url().endsWith('/api/messages')) return
      bodies.push(response.text().catch(() => ''))
    })
    await signIn(page, demo.site)
    await expectPage(page.getByText('Computer Science')).toBeVisible()
    const { user } = await page.evaluate(async () => (await fetch('/auth/session')).json())
    const { accessToken, refreshToken } = await demo.login.tokensFor(user.id)
    const seen = [
      ...(await Promise.all(bodies)),
      await page.content(),
      JSON.stringify(await context.cookies()),
      await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })),
    ].join('\n')
    expect(seen).toContain('Computer Science')
    expect(seen).not.toContain(accessToken)
    expect(seen).not.toContain(refreshToken)
  })
})

const providers = [
  { name: 'IIT Bombay SSO', path: '/', knows: 'Computer Science' },
  { name: 'USSO', path: '/usso', knows: 'alice@op.example' },
  { name: 'Ubisecure SSO', path: '/ubisecure', knows: '+91 22 5555 0101' },
  { name: 'Quintype Bridgekeeper', path: '/bridgekeeper', knows: 'alice@reader.example' },
  { name: 'miniOrange', path: '/miniorange', knows: 'alice@tenant.example' },
]

describe('a person at the demo who chooses a provider', () => {
  it('finds all that there are, the first of them chosen', async () => {
    const { page, demo } = at
    await page.goto(demo.site)
    const choices = page.getByRole('navigation', { name: 'Providers' }).getByRole('link')
    await expectPage(choices).toHaveText(providers.map(({ name }) => name))
    await expectPage(choices.first()).toHaveAttribute('aria-current', 'page')
    expect(demo.offers.map(({ provider }) => provider.name)).toEqual(
      providers.map(({ name }) => name),
    )
  })

  it.each(providers)(
    'signs in with $name, sees who they are and what was said, and logs out',
    async ({ name, path, knows }) => {
      const { page, demo } = at
      const isHere = (url: URL) => url.origin === demo.site && url.pathname === path
      await page.goto(demo.site)
      await page.getByRole('link', { name, exact: true }).click()
      await loginLink(page).click()
      await page.getByRole('button', { name: /Alice/ }).click()
      // Bridgekeeper asks for no consent.
      const consent = page.getByRole('button', { name: 'Authorize' })
      await Promise.race([consent.waitFor(), page.waitForURL(isHere)])
      if (!isHere(new URL(page.url()))) await consent.click()
      await page.waitForURL(isHere)

      await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
      await expectPage(account(page)).toContainText('Alice')
      await expectPage(page.getByRole('definition').filter({ hasText: knows })).toBeVisible()
      await expectPage(page.getByText('You kept to yourself')).toBeHidden()
      const story = page.locator('#sequence')
      await expectPage(story.getByRole('heading', { name: 'Login 1' })).toBeVisible()
      const offer = demo.offers.find(({ provider }) => provider.name === name)
      const { pathname } = new URL(offer?.mock.endpoints.authorization ?? '')
      await expectPage(story).toContainText(`GET ${pathname}`)

      await account(page).click()
      await page.getByRole('menuitem', { name: 'Log out' }).click()
      await expectPage(loginLink(page)).toBeVisible()
      await expectPage(heading(page, 'Who are you?')).toBeVisible()
      expect(isHere(new URL(page.url()))).toBe(true)
    },
  )

  it('has the story of each login drawn apart, and of each provider on its own page', async () => {
    const { page, demo } = at
    await page.goto(`${demo.site}/miniorange`)
    const story = page.locator('#sequence')
    await loginLink(page).click()
    await answerProvider(page, { deny: true })
    await loginLink(page).click()
    await answerConsent(page)
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
    await expectPage(story.getByRole('heading')).toHaveText(['Login 1', 'Login 2'])
    await expectPage(story).toContainText('POST /moas/rest/oauth/token')
    const text = await story.innerText()
    const secret = demo.offers.at(-1)?.mock.clients[0]?.client_secret as string
    expect(text).not.toContain(secret)

    await page.getByRole('link', { name: 'USSO', exact: true }).click()
    await expectPage(loginLink(page)).toBeVisible()
    await expectPage(story).toContainText('GET /usso/auth/session')
    await expectPage(story.getByRole('heading')).toHaveCount(0)
  })

  it('is shown no secret, wherever it stands: Bridgekeeper has the nonce inside an address', async () => {
    const { page, demo } = at
    const nonces: string[] = []
    page.on('request', (request) => {
      const url = new URL(request.url())
      const nonce = url.pathname.endsWith('/callback') && url.searchParams.get('nonce')
      if (nonce) nonces.push(nonce)
    })
    await page.goto(`${demo.site}/bridgekeeper`)
    await loginLink(page).click()
    await page.getByRole('button', { name: /Alice/ }).click()
    await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
    await expectPage(page.locator('#sequence')).toContainText('/oauth/token')
    expect(nonces).toHaveLength(1)
    expect(await page.locator('#sequence').textContent()).not.toContain(nonces[0])
  })

  it('is signed out of the provider too, where it has a logout for applications', async () => {
    const { page, demo } = at
    await page.goto(`${demo.site}/miniorange`)
    await loginLink(page).click()
    await answerProvider(page)
    await account(page).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await expectPage(page.getByText('GET /moas/idp/oidc/logout')).toBeVisible()
    await expectPage(page).toHaveURL(`${demo.site}/miniorange`)
    await loginLink(page).click()
    // Nobody is signed in there any more: it asks who it is.
    await expectPage(page.getByRole('button', { name: /Bob/ })).toBeVisible()
  })
})
