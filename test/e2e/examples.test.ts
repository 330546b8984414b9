import { createMockProvider, type Listener } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { standard } from '@sso-login/providers/standard'
import { type Browser, chromium, type Page } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { chromiumArgs, requireChromium } from '../support/chromium.ts'
import { account, answerProvider, launch, loginLink } from './browser.ts'
import { build, start } from './example.ts'

describe('the examples', () => {
  const mock = createMockProvider(iitb)
  let provider: Listener
  let browser: Browser

  beforeAll(async () => {
    provider = await mock.listen({ port: 0, host: 'localhost' })
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    await provider?.close()
  })

  async function open(name: string): Promise<Page> {
    const { site, stop } = await start(name, { SSO_BASE_URL: provider.url })
    onTestFinished(stop)
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    await page.goto(site)
    return page
  }

  it('express: signs in, and says who it is on a page for people who are', async () => {
    const page = await open('express')
    await loginLink(page).click()
    await answerProvider(page)
    await expectPage(account(page)).toContainText('Alice')
    await page.getByRole('link', { name: 'Who am I?' }).click()
    await expectPage(page.getByText('You are Alice Kulkarni.')).toBeVisible()
  })

  it.each(['react', 'vue', 'svelte'])(
    '%s: builds, signs in and out, and hears of both',
    async (name) => {
      // What is loaded when needed is nowhere loaded at once too.
      expect(await build(name)).not.toContain('INEFFECTIVE_DYNAMIC_IMPORT')
      const page = await open(name)
      await loginLink(page).click()
      await answerProvider(page)
      await expectPage(page.getByText('Hello, Alice Kulkarni!')).toBeVisible()
      await account(page).click()
      await page.getByRole('menuitem', { name: 'Log out' }).click()
      await expectPage(loginLink(page)).toBeVisible()
      await expectPage(page.getByText('Hello')).toBeHidden()
    },
  )
})

describe('the example without a backend', () => {
  it('html: signs in', async () => {
    const { port, hostname } = await standardMock()
    // The page names the mock as `npm run mock` starts it; this browser is led to the port where it is.
    const browser = await chromium.launch({
      executablePath: await requireChromium(console.error),
      args: [...chromiumArgs, `--host-resolver-rules=MAP ${hostname}:4000 127.0.0.1:${port}`],
    })
    onTestFinished(() => browser.close())
    const { site, stop } = await start('html', {})
    onTestFinished(stop)
    const page = await browser.newPage()
    await page.goto(site)
    await loginLink(page).click()
    await answerProvider(page)
    await expectPage(page.getByText('Hello, Alice Kulkarni!')).toBeVisible()
    expect(page.url()).toBe(`${site}/`)
  })

  async function standardMock() {
    const unnamed = await createMockProvider(standard).listen()
    const { hostname } = new URL(unnamed.url)
    await unnamed.close()
    const mock = createMockProvider(standard, { baseUrl: `http://${hostname}:4000` })
    const listener = await mock.listen({ port: 0, host: '127.0.0.1' })
    onTestFinished(() => listener.close())
    return { hostname, port: new URL(listener.url).port }
  }
})
