import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect as expectPage } from 'playwright/test'
import { expect, it, onTestFinished } from 'vitest'
import { launch } from './browser.ts'

const dist = new URL('../../packages/element/dist/', import.meta.url)
const page = new URL('../docs/cdn.html', import.meta.url)
const cdn = 'https://cdn.jsdelivr.net/npm/@sso-login/element@0.1.0/dist/'
const links = { login: '/auth/login', logout: '/auth/logout' }

it('the README shows the integrity of the file that was built', async () => {
  const digest = createHash('sha384').update(await readFile(new URL('sso-login.min.js', dist)))
  const html = await readFile(page, 'utf8')
  // The element has changed? Put the new one into the README and into test/docs/cdn.html.
  expect(html).toContain(`integrity="sha384-${digest.digest('base64')}"`)
})

it('one tag from another origin defines the element, and fetches the language from there', async () => {
  const browser = await launch()
  onTestFinished(() => browser.close())
  const tab = await browser.newPage()
  const fetched: string[] = []
  await tab.route(`${cdn}**`, async (route) => {
    const name = route.request().url().slice(cdn.length)
    fetched.push(name)
    await route.fulfill({
      body: await readFile(new URL(name, dist)),
      contentType: 'text/javascript',
      headers: { 'access-control-allow-origin': '*' },
    })
  })
  await tab.route('http://page.test/**', async (route) => {
    if (route.request().url().endsWith('/session'))
      return route.fulfill({ json: { user: null, links } })
    await route.fulfill({ body: await readFile(page), contentType: 'text/html; charset=utf-8' })
  })
  await tab.goto('http://page.test/')
  await expectPage(tab.getByRole('link', { name: 'SSO से लॉग इन करें' })).toBeVisible()
  expect(fetched).toEqual(['sso-login.min.js', 'languages/hi.min.js'])
})
