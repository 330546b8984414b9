import { readFile } from 'node:fs/promises'
import { createMockProvider, type Listener } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { artifacts, launch } from './browser.ts'

const redirectUri = 'http://127.0.0.1:9/auth/callback'
const app = {
  client_id: 'campus-slots',
  client_secret: 'secret-0123456789abcdef',
  client_name: 'Campus Slots',
  redirect_uris: [redirectUri],
  x_unverified: true,
}
const mock = createMockProvider(iitb, { clients: [app] })
const axe = readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

let browser: Browser
let listener: Listener
beforeAll(async () => {
  browser = await launch()
  listener = await mock.listen({ host: 'localhost' })
})
afterAll(async () => {
  await browser?.close()
  await listener?.close()
})
beforeEach(() => mock.reset())

const loginUrl = (params: Record<string, string> = {}) =>
  `${mock.endpoints.authorization}?${new URLSearchParams({
    response_type: 'code',
    client_id: app.client_id,
    redirect_uri: redirectUri,
    scope: 'basic profile ldap',
    state: 'abcdefghijklmnopqrstuvwxyz',
    ...params,
  })}`

const postToken = (form: Record<string, string>) =>
  fetch(mock.endpoints.token as string, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${app.client_id}:${app.client_secret}`)}` },
    body: new URLSearchParams(form),
  })

/** A login that goes well, a code that comes twice, and a fault. */
async function tellStory(): Promise<void> {
  const { location } = await mock.approve(loginUrl(), { user: 'alice' })
  const code = new URL(location ?? '').searchParams.get('code') ?? ''
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  const { access_token, refresh_token } = await (await postToken(form)).json()
  await fetch(`${mock.endpoints.userinfo}?fields=first_name`, {
    headers: { Authorization: `Bearer ${access_token}` },
  })
  await postToken(form)
  mock.faults.add('token', { html: 502 }, { times: 1 })
  await postToken({ grant_type: 'refresh_token', refresh_token })
  mock.faults.add('userinfo', { latencyMs: 2000 })
  mock.clock.advance({ hours: 3 })
}

const openPage = async (options: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  return context.newPage()
}

const complaintsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(await axe)
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as { axe: { run(): Promise<AxeResults> } }
    ).axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`))
  })
}

const turn = (page: Page, dir: string) =>
  page.evaluate((value) => document.documentElement.setAttribute('dir', value), dir)
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

describe.each([
  { name: 'light', options: { colorScheme: 'light' } },
  { name: 'dark', options: { colorScheme: 'dark' } },
  { name: 'dark-rtl', options: { colorScheme: 'dark' }, dir: 'rtl' },
  { name: 'forced-colors', options: { forcedColors: 'active', colorScheme: 'dark' } },
  { name: 'narrow', options: { viewport: { width: 320, height: 700 } } },
] satisfies { name: string; options: BrowserContextOptions; dir?: string }[])(
  'in $name',
  ({ name, options, ...rest }) => {
    const dir = 'dir' in rest ? rest.dir : 'ltr'
    const check = async (page: Page, what: string) => {
      await turn(page, dir)
      await page.screenshot({ path: `${artifacts}mock-${what}-${name}.png` })
      expect(await overflow(page), what).toBeLessThanOrEqual(0)
      expect(await complaintsOf(page), what).toEqual([])
    }

    it('the pages of the provider have nothing that axe complains of, and nothing overflows', async () => {
      const page = await openPage({ ...options, bypassCSP: true })
      await page.goto(loginUrl())
      await check(page, 'login')
      await button(page, /Alice/).click()
      await check(page, 'consent')
      await page.goto(page.url().replace('campus-slots', 'nobody'))
      await check(page, 'error')
      await page.goto(`${listener.url}/profiles/account/login/?next=/profiles/`)
      await check(page, 'continue-as')
      await page.goto(`${listener.url}/profiles/account/login/`)
      await check(page, 'signed-in')
      await page.context().close()
    })

    it('the inspector explains a failed login, has nothing that axe complains of, and nothing overflows', async () => {
      await tellStory()
      const page = await openPage({ ...options, bypassCSP: true })
      await page.goto(`${listener.url}/_mock/`)
      await expectPage(page.getByText('injected fault {"html":502}').first()).toBeVisible()
      await mock.approve(loginUrl({ redirect_uri: `${redirectUri}/` }), { user: 'alice' })
      const why = page.locator('#refusal')
      await expectPage(why).toContainText(
        'redirect_uri differs from the registered one by a trailing slash',
      )
      await expectPage(why.locator('mark')).toHaveText('/')
      await check(page, 'inspector')
      for (const tab of ['Clients', 'Tokens', 'Faults']) {
        await page.getByRole('tab', { name: tab }).click()
        expect(await complaintsOf(page), tab).toEqual([])
      }
      await button(page, 'Show the request').click()
      expect(await complaintsOf(page), 'opened').toEqual([])
      await page.context().close()
    })
  },
)

it('the inspector shows what a token request should have said again: what the login began with', async () => {
  mock.reset()
  const { location } = await mock.approve(loginUrl({ redirect_uri: `${redirectUri}?a=1` }), {
    user: 'alice',
  })
  const [client] = mock.clients
  await mock.fetch(mock.endpoints.token ?? '', {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${client?.client_id}:${client?.client_secret}`)}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(location ?? '').searchParams.get('code') ?? '',
      redirect_uri: `${redirectUri}?a=2`,
    }),
  })
  const page = await openPage()
  await page.goto(`${listener.url}/_mock/`)
  const why = page.locator('#refusal')
  await expectPage(why).toContainText('of the authorization request by its query')
  await expectPage(why.locator('dt')).toHaveText(['sent', 'at the start'])
  await expectPage(why.locator('mark')).toHaveText(['2', '1'])
  await page.context().close()
})

it('Enter in the consent form agrees, though Deny is seen first', async () => {
  const page = await openPage()
  await page.route(`${redirectUri}**`, (route) => route.fulfill({ body: 'back' }))
  await page.goto(loginUrl())
  await button(page, /Alice/).click()
  const [first, second] = await page.locator('.actions button').all()
  expect([await first?.innerText(), await second?.innerText()]).toEqual(['Deny', 'Authorize'])
  await page.getByRole('checkbox', { name: /ldap/ }).press('Enter')
  await page.waitForURL(({ pathname }) => pathname === '/auth/callback')
  expect(page.url()).toContain('code=')
  await page.context().close()
})

it('the inspector is walked by keyboard, under its own policy, without a complaint of the browser', async () => {
  await tellStory()
  const page = await openPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${listener.url}/_mock/`)
  await expectPage(page.locator('#sequence > li')).toHaveCount(5)

  const tab = (name: string) => page.getByRole('tab', { name })
  await tab('People').focus()
  await page.keyboard.press('ArrowLeft')
  await expectPage(tab('Faults')).toBeFocused()
  await expectPage(page.getByRole('tabpanel', { name: 'Faults' })).toContainText(
    '{"latencyMs":2000}',
  )
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await expectPage(tab('Clients')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('End')

  await page.getByRole('combobox', { name: /^Fault/ }).selectOption('drop')
  await button(page, 'Add the fault').press('Enter')
  await expectPage(page.getByText('{"drop":true}')).toBeVisible()
  expect(mock.faults.pending().map(({ endpoint, left }) => [endpoint, left])).toContainEqual([
    'token',
    1,
  ])
  await page.getByLabel('Value').fill('soon')
  await button(page, 'Add the fault').press('Enter')
  await expectPage(page.getByRole('alert')).toHaveText('fault.drop: not true')
  await button(page, 'End all faults').press('Enter')
  await expectPage(page.getByText('No fault waits.')).toBeVisible()

  const summaries = page.locator('#sequence summary')
  await summaries.first().focus()
  await page.keyboard.press('ArrowDown')
  await expectPage(summaries.nth(1)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expectPage(page.locator('.inside')).toContainText('A code works once.')

  await page.getByLabel('Refused only').check()
  await expectPage(page.locator('#sequence > li')).toHaveCount(2)
  await button(page, '+1 day').press('Enter')
  await expectPage(page.locator('#ahead')).toHaveText('1 d 3 h ahead')

  page.on('dialog', (dialog) => dialog.accept())
  await button(page, 'Reset').press('Enter')
  await expectPage(page.getByText('Nothing has been said yet.')).toBeVisible()
  // The browser's own words for the fault that was refused.
  const refused = 'Failed to load resource: the server responded with a status of 400 (Bad Request)'
  expect([mock.requests.all(), complaints]).toEqual([[], [refused]])
  await page.context().close()
})

it('the inspector stays usable in a burst of requests, which it draws and scrolls to by the frame', async () => {
  const page = await openPage()
  await page.addInitScript(() => {
    const { scrollIntoView } = Element.prototype
    Element.prototype.scrollIntoView = function (options) {
      document.documentElement.dataset.scrolls = String(
        Number(document.documentElement.dataset.scrolls ?? 0) + 1,
      )
      scrollIntoView.call(this, options)
    }
  })
  await page.goto(`${listener.url}/_mock/`)
  await expectPage(page.locator('#live')).toHaveText('Live')
  const requests = 3000
  for (let i = 0; i < requests; i += 1) await mock.fetch(`${listener.url}/burst/${i}`)
  // However slow the machine is: that it is drawn at all, and not by the request, is what counts.
  await expectPage(page.locator('#sequence > li').last()).toContainText(`/burst/${requests - 1}`, {
    timeout: 40_000,
  })
  await expectPage(page.locator('#sequence > li')).toHaveCount(1000)
  expect(Number(await page.locator('html').getAttribute('data-scrolls'))).toBeLessThan(requests / 5)
  await page.getByRole('tab', { name: 'Faults' }).click({ timeout: 10_000 })
  await expectPage(page.getByRole('tabpanel', { name: 'Faults' })).toBeVisible()
  await page.context().close()
})
