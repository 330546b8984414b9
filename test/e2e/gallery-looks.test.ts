import { mkdir, readFile } from 'node:fs/promises'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { beforeAll, describe, expect, it } from 'vitest'
import { artifacts, useDemo } from './browser.ts'
import { card, openGallery } from './gallery.ts'

const at = useDemo()
const axe = readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

async function violations(page: Page): Promise<string[]> {
  for (const frame of page.frames()) await frame.evaluate(await axe)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } }
    const { violations: found } = await axe.run()
    return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

interface Look {
  name: string
  choice: string
  colorScheme?: 'dark'
  forcedColors?: 'active'
  width?: number
}

const looks: readonly Look[] = [
  { name: 'light', choice: '?slot-menu=on' },
  { name: 'dark', colorScheme: 'dark', choice: '?view=full' },
  { name: 'rtl', choice: '?lang=ar&view=full&slot-logo=on' },
  { name: 'narrow', width: 320, choice: '?lang=ta&view=full&slot-logo=on&size=large' },
  { name: 'forced', forcedColors: 'active', choice: '' },
  { name: 'own-colors', choice: '?palette=sunflower&slot-icon=on&theme=dark' },
]

describe('the gallery, to look at (screenshots are kept, not compared)', () => {
  beforeAll(() => mkdir(artifacts, { recursive: true }))

  it.each(looks)(
    'fits its window, breaks no policy and gives axe nothing to say: $name',
    async ({ name, choice, width = 1280, ...preferences }) => {
      const context = await at.browser.newContext({
        ...preferences,
        viewport: { width, height: 900 },
      })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', ({ message }) => complaints.push(message))
      page.on('console', (message) => complaints.push(message.text()))
      await openGallery(page, `${at.demo.site}/gallery${choice}`)
      for (const summary of await page.getByText('Markup').all()) await summary.click()
      expect(await violations(page)).toEqual([])
      await card(page, 'picture').locator('[part=account]').click()
      await expectPage(card(page, 'picture').getByRole('menu')).toBeVisible()
      await page.screenshot({ path: `${artifacts}gallery-${name}.png`, fullPage: true })
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      expect(await violations(page)).toEqual([])
      // The one state that is a failure is the only one to be complained of.
      expect(complaints.filter((said) => !/503/.test(said))).toEqual([])
      await context.close()
    },
  )

  it('fits 320 px in every language and view', async () => {
    const { page } = at
    await page.setViewportSize({ width: 320, height: 700 })
    await openGallery(page, `${at.demo.site}/gallery?size=large`)
    await page.getByText('How they look', { exact: true }).click()
    const language = page.getByRole('combobox', { name: 'Language' })
    const tags = await language
      .locator('option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value))
    expect(tags).toHaveLength(14)
    for (const view of ['Button', 'Compact', 'Full']) {
      await page.getByRole('radio', { name: view }).check()
      for (const tag of tags) {
        await language.selectOption(tag)
        // The words have come.
        await expectPage(card(page, 'error').locator('.row')).toHaveAttribute('lang', tag || 'en')
        expect(await overflow(page), `${view}, ${tag}`).toBeLessThanOrEqual(0)
        const inFrame = page.frameLocator('[data-state=link-only] iframe').locator('html')
        await expect
          .poll(() => inFrame.evaluate((root) => root.scrollHeight - root.clientHeight))
          .toBe(0)
      }
    }
  })
})
