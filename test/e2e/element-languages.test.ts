import { mkdir, readdir, readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { directionOf, type LanguageTag, languages } from '@sso-login/providers/languages'
import type { Browser, Page } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { artifacts, launch } from './browser.ts'

const dist = new URL('../../packages/element/dist/', import.meta.url)
const links = { login: '/auth/login', logout: '/auth/logout', switch: '/auth/login?switch=1' }
const sessions: Record<string, object> = {
  '/out': { user: null, links },
  '/in': { user: { id: '1', name: 'Alice Kulkarni' }, links },
}
const tags = Object.keys(languages) as LanguageTag[]
const lazy = tags.filter((tag) => tag !== 'en')

describe('the languages beside the one file', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
    await mkdir(artifacts, { recursive: true })
  })
  afterAll(() => browser?.close())

  /** A page in a language, and the files of languages that it asks for. */
  async function open(lang: string, body: string): Promise<{ page: Page; asked: string[] }> {
    const page = await browser.newPage({ viewport: { width: 400, height: 560 } })
    onTestFinished(() => page.close())
    const asked: string[] = []
    await page.route('http://page.test/**', async (route) => {
      const { pathname } = new URL(route.request().url())
      if (pathname.startsWith('/languages/')) asked.push(pathname)
      if (pathname === '/broken') return route.fulfill({ status: 500 })
      if (sessions[pathname]) return route.fulfill({ json: sessions[pathname] })
      if (pathname !== '/')
        return route.fulfill({
          body: await readFile(new URL(`.${pathname}`, dist)),
          contentType: 'text/javascript',
        })
      const dir = Object.hasOwn(languages, lang) ? directionOf(lang as LanguageTag) : 'ltr'
      await route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: `<!doctype html><html lang="${lang}" dir="${dir}"><title>Page</title><style>body{font:16px system-ui}</style>${body}`,
      })
    })
    await page.goto('http://page.test/')
    return { page, asked }
  }
  const script = '<script type="module" src="/sso-login.min.js"></script>'

  it('are those of the table, each of at most 0.5 KB, minified and gzipped', async () => {
    const files = await readdir(new URL('languages/', dist))
    expect(files.sort()).toEqual(lazy.map((tag) => `${tag}.min.js`).sort())
    const sizes = await Promise.all(
      files.map(async (name) => ({
        name,
        size: gzipSync(await readFile(new URL(`languages/${name}`, dist)), { level: 9 }).length,
      })),
    )
    expect(sizes.filter(({ size }) => size > 512)).toEqual([])
  })

  it('are not asked for by a page in English, or in a language that is not there', async () => {
    for (const lang of ['en-GB', 'ja', '']) {
      const { page, asked } = await open(lang, `${script}<sso-login session="/out"></sso-login>`)
      await expectPage(page.getByRole('link', { name: 'Login with SSO' })).toBeVisible()
      expect(asked).toEqual([])
    }
  })

  it('are asked for once, however many elements there are and however often one is drawn', async () => {
    const { page, asked } = await open(
      'fi',
      `${script}${'<sso-login session="/out"></sso-login>'.repeat(3)}`,
    )
    await expectPage(page.getByRole('link', { name: 'Kirjaudu SSO:lla' })).toHaveCount(3)
    expect(asked).toEqual(['/languages/fi.min.js'])
  })

  it('leave the element in English where one does not come, without an error', async () => {
    const { page } = await open('de', '<sso-login session="/out"></sso-login>')
    const errors: Error[] = []
    page.on('pageerror', (error) => errors.push(error))
    await page.route('**/languages/**', (route) => route.fulfill({ status: 404 }))
    const answer = page.waitForResponse('**/languages/de.min.js')
    await page.addScriptTag({ type: 'module', url: '/sso-login.min.js' })
    await answer
    await expectPage(page.getByRole('link', { name: 'Login with SSO' })).toBeVisible()
    expect(errors).toEqual([])
  })

  it('are the drop-in’s too, which follows the page', async () => {
    const { page } = await open(
      'sv',
      `<div id="sso-root"></div><script src="/login.min.js"></script><script>new SSO_JS({ config: { client_id: 'app' } }).init()</script>`,
    )
    await expectPage(page.getByRole('link', { name: 'Logga in med SSO' })).toBeVisible()
    await expectPage(
      page.getByRole('link', { name: 'Logga in som en annan användare' }),
    ).toBeVisible()
    await page.evaluate(() => document.documentElement.setAttribute('lang', 'en'))
    await expectPage(page.getByRole('link', { name: 'Login with SSO' })).toBeVisible()
    await expectPage(page.getByRole('link', { name: 'LOGIN AS OTHER USER' })).toBeVisible()
  })

  it.each(tags)('to look at (screenshots are kept, not compared): %s', async (tag) => {
    const { page } = await open(
      tag,
      `${script}<p><sso-login session="/out"></sso-login></p>
       <p><sso-login session="/broken"></sso-login></p>
       <p><sso-login session="/in" view="full"></sso-login></p>`,
    )
    const { element: words } = await languages[tag]()
    await expectPage(page.getByText(words.unknown)).toBeVisible()
    await expectPage(page.getByRole('link', { name: words.login })).toBeVisible()
    await page.locator('[part=account]').click()
    await expectPage(page.getByRole('menuitem', { name: words.logOut })).toBeVisible()
    await page.screenshot({ path: `${artifacts}element-language-${tag}.png` })
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0)
  })
})
