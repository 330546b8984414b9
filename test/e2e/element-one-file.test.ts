import { readFile } from 'node:fs/promises'
import type { SsoLogin } from '@sso-login/element'
import type { Browser } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from './browser.ts'

const dist = new URL('../../packages/element/dist/', import.meta.url)
const session = { user: null, links: { login: '/login', logout: '/logout' } }

// What a framework may do to an element.
describe('@sso-login/element', () => {
  it('can be imported where pages are rendered on a server, and does nothing there', async () => {
    await import('@sso-login/element/define')
    expect(globalThis).not.toHaveProperty('customElements')
  })
})

describe('sso-login.min.js', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  async function open(body: string, headers = {}) {
    const page = await browser.newPage()
    const asked: string[] = []
    await page.route('http://page.test/**', async (route) => {
      const { pathname } = new URL(route.request().url())
      if (pathname === '/')
        return route.fulfill({
          contentType: 'text/html',
          headers,
          body: `<!doctype html>${body}`,
        })
      if (pathname.endsWith('.js'))
        return route.fulfill({
          contentType: 'text/javascript',
          body: await readFile(new URL(`.${pathname}`, dist)),
        })
      asked.push(pathname)
      await route.fulfill({ json: session })
    })
    await page.goto('http://page.test/')
    return { page, asked }
  }
  const script = '<script type="module" src="/sso-login.min.js"></script>'

  it('takes properties that were set before it came', async () => {
    const { page, asked } = await open(
      `<sso-login></sso-login><script>Object.assign(document.querySelector('sso-login'), { session: '/early', label: 'Early' })</script>${script}`,
    )
    await expectPage(page.getByRole('link', { name: 'Early' })).toBeVisible()
    expect(asked).toEqual(['/early'])
    await page.close()
  })

  it('follows attributes and properties that change, and those that go', async () => {
    const { page, asked } = await open(
      `<sso-login session="/one" label="One" popup></sso-login>${script}`,
    )
    const element = page.locator('sso-login')
    await expectPage(page.getByRole('link', { name: 'One' })).toBeVisible()
    expect(await element.evaluate((host: SsoLogin) => host.popup)).toBe(true)
    await element.evaluate((host: SsoLogin) => {
      host.setAttribute('label', 'Two')
      host.removeAttribute('popup')
      host.session = '/two'
    })
    await expectPage(page.getByRole('link', { name: 'Two' })).toBeVisible()
    expect(await element.evaluate((host: SsoLogin) => host.popup)).toBe(false)
    await element.evaluate((host: SsoLogin) => {
      host.removeAttribute('label')
      return host.updateComplete
    })
    await expectPage(page.getByRole('link', { name: 'Login with SSO' })).toBeVisible()
    expect(asked).toEqual(['/one', '/two'])
    await page.close()
  })

  it.each([
    [
      'answers HTML',
      { body: '<!doctype html><p>Hello', contentType: 'text/html' },
      'response_invalid',
    ],
    ['answers 500', { status: 500, json: session }, 'response_invalid'],
    ['answers nonsense', { json: ['nonsense'] }, 'response_invalid'],
    [
      'is of another origin, without CORS',
      { json: session, headers: { 'access-control-allow-origin': 'http://nobody.test' } },
      'network_error',
    ],
  ])(
    'says so in words and with a code when the session %s, and the link works',
    async (name, answer, code) => {
      const address = name.includes('origin') ? 'http://other.test/session' : '/session'
      const { page } = await open('')
      const said: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'warning') said.push(message.text())
      })
      await page.route('**/session', (route) => route.fulfill(answer))
      await page.evaluate(
        `window.codes = []; addEventListener('sso-error', ({ detail }) => codes.push(detail.code))`,
      )
      await page.evaluate(
        `document.body.innerHTML = '<sso-login session="${address}"><a href="/login">Login with SSO</a></sso-login>'`,
      )
      await page.addScriptTag({ url: '/sso-login.min.js', type: 'module' })
      await expectPage(
        page.getByText('We could not check whether you are logged in.'),
      ).toBeVisible()
      expect(await page.evaluate('codes')).toEqual([code])
      await page.getByRole('button', { name: 'Try again' }).click()
      await expectPage.poll(() => page.evaluate('codes')).toEqual([code, code])
      expect(said).toHaveLength(1)
      await page.getByRole('link', { name: 'Login with SSO' }).click()
      await page.waitForURL('**/login?return_to=*')
      await page.close()
    },
  )

  it.each([
    ['a page', {}],
    [
      'a page of Trusted Types',
      {
        'content-security-policy': "require-trusted-types-for 'script'; trusted-types",
      },
    ],
  ])('may come twice to %s, and the drop-in too', async (_, headers) => {
    const dropIn = '<script src="/login.min.js" defer></script>'
    const scripts = [script, dropIn].flatMap((tag) => [tag, tag.replace('.js', '.js?again')])
    const { page } = await open(
      `<sso-login session="/one"></sso-login>${scripts.join('')}`,
      headers,
    )
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await page.reload()
    await expectPage(page.getByRole('link', { name: 'Login with SSO' })).toBeVisible()
    await page.waitForLoadState()
    expect(errors).toEqual([])
    await page.close()
  })
})
