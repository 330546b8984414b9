import { mkdir } from 'node:fs/promises'
import type { Page } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { beforeAll, describe, expect, it } from 'vitest'
import { account, artifacts, heading, pressLogin, signIn, useDemo } from './browser.ts'

const at = useDemo()

/** Whether arrows from the browser to the provider begin and end under those names. */
const arrowsMeetTheirLanes = (page: Page) =>
  page.evaluate(() => {
    const [browser, , provider] = [...document.querySelectorAll('.lanes span')].map((lane) => {
      const { left, width } = lane.getBoundingClientRect()
      return left + width / 2
    })
    const arrow = document
      .querySelector('.browser-provider.forward .arrow')
      ?.getBoundingClientRect()
    if (!arrow || browser === undefined || provider === undefined) return false
    return Math.abs(arrow.left - browser) < 4 && Math.abs(arrow.right - provider) < 4
  })

const looks = [
  { name: 'light-wide', colorScheme: 'light', width: 1280, dir: 'ltr' },
  { name: 'dark-wide', colorScheme: 'dark', width: 1280, dir: 'ltr' },
  { name: 'light-narrow', colorScheme: 'light', width: 320, dir: 'ltr' },
  { name: 'dark-rtl', colorScheme: 'dark', width: 900, dir: 'rtl' },
] as const

describe('the demo, to look at (screenshots are kept, not compared)', () => {
  beforeAll(() => mkdir(artifacts, { recursive: true }))

  it.each(looks)(
    'fits its window and breaks no policy: $name',
    async ({ name, colorScheme, width, dir }) => {
      const { demo, browser } = at
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning')
          complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      const shoot = (what: string) =>
        page.screenshot({ path: `${artifacts}${what}-${name}.png`, fullPage: true })
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

      await page.goto(demo.site)
      await page.evaluate((value) => document.documentElement.setAttribute('dir', value), dir)
      await shoot('demo-signed-out')
      expect(await overflow()).toBeLessThanOrEqual(0)

      await pressLogin(page, demo.site)
      await shoot('provider-login')
      expect(await overflow()).toBeLessThanOrEqual(0)
      await page.getByRole('button', { name: /Alice/ }).click()
      await shoot('provider-consent')
      expect(await overflow()).toBeLessThanOrEqual(0)
      await page.getByRole('button', { name: 'Authorize' }).click()

      await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
      await expectPage(page.getByText('Computer Science')).toBeVisible()
      await page.evaluate((value) => document.documentElement.setAttribute('dir', value), dir)
      expect(await arrowsMeetTheirLanes(page)).toBe(true)
      await account(page).click()
      await shoot('demo-signed-in')
      expect(await overflow()).toBeLessThanOrEqual(0)
      expect(complaints).toEqual([])
      await context.close()
    },
  )

  it('signs in without JavaScript', async () => {
    const { demo, browser } = at
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await signIn(page, demo.site)
    expect((await context.cookies(demo.site)).some(({ name }) => name.includes('session'))).toBe(
      true,
    )
    await context.close()
  })
})
