import { mkdir, readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifacts, launch } from './browser.ts'

const element = new URL('../../packages/element/', import.meta.url)
const files: Record<string, [URL, string]> = {
  '/sso-login.min.js': [new URL('dist/sso-login.min.js', element), 'text/javascript'],
  '/sso-login.css': [new URL('dist/sso-login.css', element), 'text/css'],
}

const picture =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"%3E%3Cpath fill="%23c60" d="M0 0h2v2H0z"/%3E%3C/svg%3E'
const links = { login: '/login', logout: '/logout', switch: '/login?switch=1' }
const sessions: Record<string, object> = {
  out: { user: null, links },
  in: { user: { id: '1', name: 'Alice Kulkarni', detail: 'Computer Science, 2028' }, links },
  long: {
    user: {
      id: '2',
      name: 'Chandrasekhar Venkataraghavan Subramaniam',
      detail: 'Aerospace',
      picture,
    },
    links,
  },
}

const kinds = [
  '',
  'view="compact"',
  'view="full"',
  'size="small"',
  'size="large" view="full"',
  'variant="outline"',
  'variant="plain"',
  'shape="rounded"',
  'shape="square"',
  'full-width',
]
const own = '<a href="/login">Login with SSO</a>'
const logo =
  '<svg slot="logo" width="32" height="32" aria-hidden="true"><circle cx="16" cy="16" r="16" fill="teal"/></svg>'

const gallery = (session: string) =>
  kinds
    .map((kind) => `<p><sso-login session="/session/${session}" ${kind}>${own}</sso-login></p>`)
    .join('') +
  `<p><sso-login session="/session/${session}" label="Sign in at the campus">${logo}</sso-login></p>
   <p><sso-login session="/session/broken">${own}</sso-login></p>`

const colors = ['#ffe000', '#0a7', '#777', '#757575', '#b00020', 'navy', '#f6c'].map(
  (accent) =>
    `--sso-login-accent:${accent};--sso-login-surface:color-mix(in srgb,${accent},#fff 80%)`,
)

const looks = [
  { name: 'light', colorScheme: 'light', width: 900, dir: 'ltr', forced: 'none' },
  { name: 'dark', colorScheme: 'dark', width: 900, dir: 'ltr', forced: 'none' },
  { name: 'rtl', colorScheme: 'light', width: 900, dir: 'rtl', forced: 'none' },
  { name: 'narrow', colorScheme: 'light', width: 320, dir: 'ltr', forced: 'none' },
  { name: 'forced', colorScheme: 'dark', width: 900, dir: 'ltr', forced: 'active' },
] as const

describe('<sso-login>, to look at (screenshots are kept, not compared)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
    await mkdir(artifacts, { recursive: true })
  })
  afterAll(() => browser?.close())

  async function open(page: Page, body: string, dir: string): Promise<void> {
    await page.route('http://page.test/**', async (route) => {
      const { pathname } = new URL(route.request().url())
      const file = files[pathname]
      if (file) return route.fulfill({ body: await readFile(file[0]), contentType: file[1] })
      const session = sessions[pathname.split('/session/')[1] ?? '']
      if (session) return route.fulfill({ json: session })
      if (pathname !== '/') return route.fulfill({ status: 500 })
      await route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: `<!doctype html><html lang="en" dir="${dir}"><meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width"><title>Page</title>
          <link rel="stylesheet" href="/sso-login.css"><script type="module" src="/sso-login.min.js"></script>
          <style>body{font:16px/1.5 system-ui;columns:auto 280px;margin:16px}p{break-inside:avoid}</style>${body}`,
      })
    })
    await page.goto('http://page.test/')
    await page.waitForFunction(() =>
      [...document.querySelectorAll('sso-login')].every(
        (host) => host.shadowRoot?.querySelector('.row') && !host.shadowRoot.querySelector('.busy'),
      ),
    )
  }

  it.each(looks)('fits its window: $name', async ({ name, colorScheme, width, dir, forced }) => {
    const context = await browser.newContext({
      colorScheme,
      forcedColors: forced,
      viewport: { width, height: 900 },
    })
    const page = await context.newPage()
    for (const session of ['out', 'in', 'long']) {
      await open(page, gallery(session), dir)
      if (session !== 'out')
        await page
          .locator('[part=account]')
          .nth(session === 'in' ? 0 : 2)
          .click()
      await page.screenshot({ path: `${artifacts}element-${session}-${name}.png`, fullPage: true })
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0)
      await page.unrouteAll()
    }
    await context.close()
  })

  it('keeps its text readable on a site’s own colors', async () => {
    const page = await browser.newPage({ viewport: { width: 900, height: 700 } })
    const body = colors
      .flatMap((style) =>
        ['out', 'in'].map(
          (session) =>
            `<p style="${style}"><sso-login session="/session/${session}">${own}</sso-login></p>`,
        ),
      )
      .join('')
    await open(page, body, 'ltr')
    await page.screenshot({ path: `${artifacts}element-own-colors.png`, fullPage: true })
    await page.close()
  })
})
