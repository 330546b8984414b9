import type { Page } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { describe, expect, it } from 'vitest'
import { account, answerProvider, loginLink, signIn, useDemo } from './browser.ts'

const at = useDemo()

/** A page of the demo's site with its own head and body, under a strict policy. */
async function serve(page: Page, body: string, policy = strict): Promise<void> {
  await page.route('**/own-page', (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': policy },
      body: `<!doctype html><html lang="en"><head><title>Page</title>${body}</html>`,
    }),
  )
  await page.goto(`${at.demo.site}/own-page`)
}

const strict = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http://localhost:*; connect-src 'self'; form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types`
const styles = '<link rel="stylesheet" href="/sso-login.css">'
const script = '<script type="module" src="/sso-login.min.js"></script>'
const button =
  '<sso-login session="/auth/session"><a href="/auth/login">Login with SSO</a></sso-login>'
const popupButton = button.replace('session', 'popup session')

function complaints(page: Page): string[] {
  const seen: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'log') seen.push(message.text())
  })
  page.on('pageerror', ({ message }) => seen.push(message))
  return seen
}

const text = (page: Page) => page.locator('sso-login').getByRole('status')

describe('<sso-login> in a page with a strict policy', () => {
  it('breaks none of it, signed out and in, beside another Lit', async () => {
    const { page, demo } = at
    const seen = complaints(page)
    const scripts: Record<string, string> = {
      'other.js': `import { LitElement, html } from '/lib/lit.js'
        customElements.define('other-lit', class extends LitElement { render() { return html\`<p>\${'Other'}</p>\` } })`,
      'lit.js': await wholeLit(),
    }
    await page.route('**/lib/*', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: scripts[route.request().url().split('/').at(-1) ?? ''] ?? '',
      }),
    )
    const other = '<script type="module" src="/lib/other.js"></script><other-lit></other-lit>'
    // The other one's own policy.
    await serve(page, styles + other + script + button, `${strict} lit-html`)
    await signIn(page, demo.site, { untick: ['picture'] })
    await page.goto(`${demo.site}/own-page`)
    await expectPage(page.locator('other-lit')).toBeVisible()
    await expectPage(account(page)).toContainText('Alice')
    await account(page).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await expectPage(loginLink(page)).toBeVisible()
    expect(seen.filter((line) => !/favicon|dev mode/.test(line))).toEqual([])
  })
})

/** Lit as an application bundles it. */
async function wholeLit(): Promise<string> {
  const { rollup } = await import('rollup')
  const { nodeResolve } = await import('@rollup/plugin-node-resolve')
  const bundle = await rollup({
    input: import.meta.resolve('lit').slice('file://'.length),
    plugins: [nodeResolve({ exportConditions: ['production', 'browser'] })],
  })
  const { output } = await bundle.generate({ format: 'es' })
  return output[0].code
}

describe('<sso-login> as the page arrives', () => {
  it('moves nothing, and keeps the focus', async () => {
    const { page, demo } = at
    const { promise: wait, resolve: arrive } = Promise.withResolvers<void>()
    await page.route('**/sso-login.min.js', async (route) => {
      await wait
      await route.continue()
    })
    await page.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as { value?: number }).value ?? 0)
      }).observe({ type: 'layout-shift', buffered: true })
    })
    const body = `${styles}<script type="module" async src="/sso-login.min.js"></script><p>Before ${button} after</p><p>Below</p>`
    const loaded = serve(page, body)
    await loginLink(page).focus()
    arrive()
    await loaded
    await page.waitForFunction(() =>
      document.querySelector('sso-login')?.shadowRoot?.querySelector('.own:not(.busy)'),
    )
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    )
    expect(await page.evaluate('shifts')).toEqual([])
    await expectPage(loginLink(page)).toBeFocused()
    expect(page.url()).toContain(demo.site)
  })

  it('is a styled link that signs in, without JavaScript', async () => {
    const { demo, browser } = at
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await serve(page, styles + script + button)
    const link = loginLink(page)
    expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await expectPage(link).toHaveCSS('background-color', 'rgb(68, 87, 214)')
    await link.click()
    await answerProvider(page)
    await page.waitForURL(`${demo.site}/`)
    await context.close()
  })
})

describe('<sso-login popup>', () => {
  it('logs in in a window of its own, which cannot reach the page, and both tabs follow', async () => {
    const { page, context } = at
    await serve(page, styles + script + popupButton)
    const second = await context.newPage()
    await serve(second, styles + script + button)
    const [popup] = await Promise.all([context.waitForEvent('page'), loginLink(page).click()])
    await expectPage(text(page)).toHaveText('Please log in in the other window.')
    await expectPage(page.getByRole('button', { name: 'Cancel' })).toBeVisible()
    await popup.waitForURL(/^http:..localhost/)
    expect(await popup.evaluate(() => opener)).toBeNull()
    await answerProvider(popup)
    await expectPage(account(page)).toContainText('Alice')
    await expectPage(text(page)).toHaveText('Logged in as Alice Kulkarni')
    await expectPage(page.getByRole('button', { name: 'Cancel' })).toBeHidden()
    await expectPage(account(second)).toContainText('Alice')
    expect(page.url()).toContain('/own-page')
    await expect.poll(() => popup.isClosed()).toBe(true)

    await account(second).click()
    await second.getByRole('menuitem', { name: 'Log out' }).click()
    await expectPage(loginLink(second)).toBeVisible()
    await expectPage(loginLink(page)).toBeVisible()
    await expectPage(text(page)).toHaveText('You are logged out.')
  })

  it('is cancelled by a button of the page’s, which closes the window and leaves the focus on the link', async () => {
    const { page, context } = at
    // The window is still the site's own: its server takes its time.
    await context.route('**/auth/login?*', () => {})
    await serve(page, styles + script + popupButton)
    const [popup] = await Promise.all([context.waitForEvent('page'), loginLink(page).click()])
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => popup.isClosed()).toBe(true)
    await expectPage(text(page)).toHaveText('')
    await expectPage(loginLink(page)).toBeFocused()
  })

  it('cannot close the window at the provider, and says so: a login that goes on in it counts', async () => {
    const { page, context } = at
    await serve(page, styles + script + popupButton)
    const [popup] = await Promise.all([context.waitForEvent('page'), loginLink(page).click()])
    await popup.waitForURL(/^http:..localhost/)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expectPage(text(page)).toHaveText('The other window may still be open: please close it.')
    await expectPage(page.getByRole('button', { name: 'Cancel' })).toBeHidden()
    await expectPage(loginLink(page)).toBeFocused()
    expect(popup.isClosed()).toBe(false)
    await answerProvider(popup)
    await expectPage(account(page)).toContainText('Alice')
    await expectPage(text(page)).toHaveText('Logged in as Alice Kulkarni')
  })

  it('follows the link where the browser opens no window', async () => {
    const { page } = at
    await page.addInitScript(() => {
      window.open = () => null
    })
    await serve(page, styles + script + popupButton)
    await loginLink(page).click()
    await answerProvider(page)
    await page.waitForURL('**/own-page')
    const session = await page.evaluate(async () => (await fetch('/auth/session')).json())
    expect(session.user.name).toBe('Alice Kulkarni')
  })
})

describe('<sso-login> in several tabs', () => {
  it('follows a login that was made in another one, without a popup', async () => {
    const { page, context, demo } = at
    await serve(page, styles + script + button)
    await expectPage(loginLink(page)).toBeVisible()
    const second = await context.newPage()
    await signIn(second, demo.site)
    await expectPage(account(page)).toContainText('Alice')
  })
})
