import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { describe, expect, it } from 'vitest'
import { useDemo } from './browser.ts'
import { card, drawn, openGallery, stage } from './gallery.ts'

const at = useDemo()

const open = (choice = '') => openGallery(at.page, `${at.demo.site}/gallery${choice}`)

const manifest = JSON.parse(
  await readFile(
    new URL('../../packages/element/dist/custom-elements.json', import.meta.url),
    'utf8',
  ),
)
const declaration = manifest.modules[0].declarations[0]
const names = (members: { name: string }[]) => members.map(({ name }) => name).sort()

describe('the gallery', () => {
  it('has a way to it on the demo’s page', async () => {
    await at.page.goto(at.demo.site)
    await at.page.getByRole('link', { name: 'Gallery' }).click()
    await expectPage(at.page.getByRole('heading', { level: 1 })).toContainText('every state')
  })

  it('shows every state, each brought about by what the site answers', async () => {
    const { page } = at
    await open()
    const link = { name: 'Login with SSO' }
    await expectPage(
      page.frameLocator('[data-state=link-only] iframe').getByRole('link', link),
    ).toBeVisible()
    await expectPage(card(page, 'signed-out').getByRole('link', link)).toBeVisible()
    await expectPage(card(page, 'signed-in').getByRole('button').first()).toContainText('Alice')
    await expectPage(card(page, 'picture').locator('img')).toBeVisible()
    const news = {
      expired: 'Your session has ended. Please log in again.',
      'signing-in': 'Please log in in the other window.',
      unreachable: 'We could not check whether you are logged in.',
      error: 'You are not logged in: access was not allowed.',
    }
    for (const [state, words] of Object.entries(news)) {
      await expectPage(card(page, state).locator('sso-login').getByRole('status')).toHaveText(words)
      await expectPage(card(page, state).getByRole('link', link)).toBeVisible()
    }
    await expectPage(card(page, 'loading').locator('.busy').first()).toBeAttached()
    expect(new URL(page.url()).search).toBe('')
  })

  it('begins anew: what was left comes back', async () => {
    const { page } = at
    await open()
    await card(page, 'signing-in').getByRole('button', { name: 'Cancel' }).click()
    const words = card(page, 'signing-in').locator('sso-login').getByRole('status')
    await expectPage(words).toHaveText('')
    await page.getByRole('button', { name: 'Start again' }).click()
    await expectPage(words).toHaveText('Please log in in the other window.')
    await expectPage(card(page, 'expired').locator('[part=note]')).toBeVisible()
  })

  it('has links that work: a login is over at once, and comes back to the gallery as it was', async () => {
    const { page, demo } = at
    const gallery = `${demo.site}/gallery`
    await open('?view=full')
    await card(page, 'signed-out').getByRole('link').click()
    await page.waitForURL(`${gallery}?view=full`)
    await page.frameLocator('[data-state=link-only] iframe').getByRole('link').click()
    await page.waitForURL(gallery)
    const away = await fetch(`${gallery}/login?return_to=//elsewhere.test`, { redirect: 'manual' })
    expect(away.headers.get('location')).toBe('/gallery')
  })

  it('opens a window of its own at a press, which Cancel closes', async () => {
    const { page, context } = at
    await open()
    const signingIn = card(page, 'signing-in')
    await signingIn.getByRole('button', { name: 'Cancel' }).click()
    const [popup] = await Promise.all([
      context.waitForEvent('page'),
      signingIn.getByRole('link').click(),
    ])
    await expectPage(popup.getByRole('heading')).toHaveText(/who you are/)
    await signingIn.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => popup.isClosed()).toBe(true)
  })

  it('is used by keyboard, keeps the choice in its address, and takes it back', async () => {
    const { page } = at
    await open()
    await page.getByRole('radio', { name: 'Button' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expectPage(card(page, 'signed-in').getByText('Computer Science, 2028')).toBeVisible()
    await page.getByRole('combobox', { name: 'Language' }).selectOption('ar')
    await expectPage(card(page, 'expired').locator('sso-login')).toHaveAttribute('dir', 'rtl')
    expect(new URL(page.url()).search).toBe('?view=full&lang=ar')
    await page.reload()
    await expectPage(page.getByRole('radio', { name: 'Full' })).toBeChecked()
    await expectPage(card(page, 'signed-out').locator('a')).toHaveText(/تسجيل/)
    await page.getByRole('button', { name: 'Reset' }).press('Enter')
    await expectPage(card(page, 'signed-out').locator('a')).toHaveText('Login with SSO')
    expect(new URL(page.url()).search).toBe('')
  })

  it('has a control for every choice of the manifest, and something for every slot', async () => {
    await open()
    const chosen = declaration.attributes
      .filter(({ type }: { type: { text: string } }) => type.text.includes("' | '"))
      .map(({ name }: { name: string }) => name)
    for (const name of chosen)
      expect(await at.page.locator(`#controls [name=${name}]`).count(), name).toBeGreaterThan(2)
    for (const { name } of declaration.slots.filter(({ name }: { name: string }) => name)) {
      await at.page.locator(`#controls [name=slot-${name}]`).check()
      await expectPage(
        card(at.page, 'signed-out').locator(`sso-login > [slot=${name}]`).first(),
      ).toBeAttached()
    }
  })

  it.each([
    ['part', 'parts', 'cssParts'],
    ['property', 'properties', 'cssProperties'],
  ])('shows every CSS %s of the manifest on a picture of the element', async (_, id, kind) => {
    await open()
    const marks = at.page.locator(`#${id} svg [data-of]`)
    const shown = await marks.evaluateAll((found) =>
      found.map((mark) => ({ name: mark.getAttribute('data-of') as string })),
    )
    expect(names(shown)).toEqual(names(declaration[kind]))
    const listed = await at.page.locator(`#${id} li > code`).allTextContents()
    const numbers = await marks.locator('text').allTextContents()
    expect(numbers.map((number) => listed[Number(number) - 1])).toEqual(
      shown.map(({ name }) => name),
    )
  })
})

describe('the gallery’s markup', () => {
  it('is copied at a press, which says so', async () => {
    const { page, context } = at
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await open('?variant=outline')
    await card(page, 'signed-in').getByText('Markup').click()
    await card(page, 'signed-in').getByRole('button', { name: 'Copy' }).click()
    await expectPage(card(page, 'signed-in').getByRole('button', { name: 'Copied' })).toBeVisible()
    await expectPage(page.locator('#said')).toHaveText('Copied')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `<sso-login session="/gallery/session/signed-in" variant="outline">
  <a href="/gallery/login">Login with SSO</a>
</sso-login>`,
    )
  })

  it('is selected where it may not be copied', async () => {
    const { page } = at
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('no'))
    })
    await open()
    await card(page, 'signed-in').getByText('Markup').click()
    await card(page, 'signed-in').getByRole('button', { name: 'Copy' }).click()
    await expectPage(page.locator('#said')).toHaveText(/copy it yourself/)
    expect(await page.evaluate(() => `${getSelection()}`)).toMatch(/^<sso-login/)
  })

  const looks = [
    '',
    '?view=full&lang=ar&slot-logo=on&slot-detail=on',
    '?variant=outline&size=small&shape=square&palette=night&theme=dark&lang=ta',
    '?size=large&shape=rounded&full-width=on&palette=sunflower&slot-icon=on&slot-menu=on&slot-summary=on&theme=light',
  ]
  it.each(looks)('draws the same element in an empty page: %s', async (look) => {
    const { page, context } = at
    await open(look)
    const stages = []
    for (const state of Object.keys(reach)) stages.push(await stage(page, state))
    // Pages with somebody signed in tell the others, which then forget old news.
    await page.goto('about:blank')
    for (const { state, style, markup, shown } of stages) {
      const empty = await context.newPage()
      await openEmpty(empty, state, style + markup)
      await reach[state]?.(empty)
      const element = empty.locator('sso-login')
      await expect.poll(() => drawn(element), { message: state }).toEqual(shown)
      await empty.close()
    }
  })
})

/** What a visitor does on a page of one element until it is in that state. */
const reach: Record<string, (page: Page) => unknown> = {
  'link-only': () => {},
  'signed-out': () => {},
  'signed-in': () => {},
  picture: () => {},
  unreachable: () => {},
  error: () => {},
  loading: () => {},
  // Nobody presses before the element knows where a login begins.
  'signing-in': (page) => page.locator('sso-login').getByRole('link').click(),
  async expired(page) {
    await expectPage(page.locator('[part=account]')).toBeVisible()
    await page.clock.fastForward(61_000)
  },
}

async function openEmpty(page: Page, state: string, body: string): Promise<void> {
  await page.context().clearCookies()
  const script = '<script type="module" src="/sso-login.min.js"></script>'
  await page.route('**/empty*', (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Page</title>
        <link rel="stylesheet" href="/sso-login.css">${state === 'link-only' ? '' : script}${body}`,
    }),
  )
  await page.clock.install()
  await page.goto(`${at.demo.site}/empty${state === 'error' ? '?sso_error=access_denied' : ''}`)
}
