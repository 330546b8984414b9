import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import type { Browser, BrowserContext, Page } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { account, answerProvider, type Choice, launch } from './browser.ts'

const dist = new URL('../../packages/element/dist/', import.meta.url)
const readmePage = new URL('../docs/browser-only.html', import.meta.url)

describe('<sso-login provider>, in a page without a backend', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let mock: MockProvider
  let provider: Awaited<ReturnType<MockProvider['listen']>>
  let server: Server
  let site: string
  let scripts: string[]

  beforeAll(async () => {
    browser = await launch()
    server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const client = (id: string, path: string) => ({
      client_id: id,
      client_name: 'Page',
      redirect_uris: [site + path],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
    })
    mock = createMockProvider(standard, {
      clients: [client('page', '/back'), client('your-page', '/')],
    })
    provider = await mock.listen({ port: 0, host: 'localhost' })
    const attributes = `client-id="page" redirect-uri="${site}/back" scope="openid profile" base-url="${provider.url}"`
    // The site is nothing but files.
    server.on('request', async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', site)
      if (pathname.endsWith('.js')) {
        scripts.push(pathname)
        response.setHeader('content-type', 'text/javascript')
        return response.end(await readFile(new URL(`.${pathname}`, dist)))
      }
      response.setHeader('content-type', 'text/html')
      if (pathname === '/') {
        const html = await readFile(readmePage, 'utf8')
        const here = html.replace('https://accounts.example', provider.url)
        return response.end(here.replace('https://you.example', site))
      }
      const name = searchParams.get('provider') ?? 'standard'
      response.end(
        `<!doctype html><html lang="en"><title>Page</title><script type="module" src="/sso-login.min.js"></script><sso-login provider="${name}" ${attributes}></sso-login>`,
      )
    })
  })
  afterAll(async () => {
    await browser?.close()
    await provider?.close()
    server?.closeAllConnections()
    server?.close()
  })

  beforeEach(async () => {
    scripts = []
    context = await browser.newContext()
    page = await context.newPage()
  })
  afterEach(async () => {
    await context.close()
    mock.reset()
  })

  const login = () => page.locator('sso-login').getByRole('link', { name: 'Login with SSO' })
  const signIn = async (choice?: Choice) => {
    await login().click()
    await answerProvider(page, choice)
  }

  it('fetches the client from beside it, and logs in, out and in again by itself', async () => {
    await page.goto(`${site}/page?tab=2`)
    await expectPage(login()).toBeVisible()
    expect(scripts).toEqual(['/sso-login.min.js', '/client.min.js'])
    await signIn()
    await page.waitForURL(`${site}/page?tab=2`)
    await expectPage(account(page)).toContainText('Alice')

    await page.reload()
    await expectPage(account(page)).toContainText('Alice')
    expect(await page.content()).not.toContain('eyJ')

    await account(page).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await expectPage(login()).toBeVisible()
    await page.reload()
    await expectPage(login()).toBeVisible()
    const endpoints = mock.requests.all().map(({ endpoint }) => endpoint)
    expect(endpoints.filter((name) => name === 'token')).toHaveLength(1)
    expect(endpoints).toContain('revocation')
  })

  it("signs in with the README's markup, at a provider that is known by its address alone", async () => {
    await page.goto(site)
    await signIn()
    await page.waitForURL(`${site}/`)
    await expectPage(account(page)).toContainText('Alice Kulkarni')
    expect(mock.requests.all({ endpoint: 'token', clientId: 'your-page' })).toHaveLength(1)
  })

  it('says in words that the person refused', async () => {
    await page.goto(`${site}/page`)
    await signIn({ deny: true })
    await expectPage(page.getByText('You are not logged in: access was not allowed.')).toBeVisible()
    expect(page.url()).toBe(`${site}/page`)
    await expectPage(login()).toBeVisible()
  })

  it.each([
    ['iitb', 'does not let pages hold tokens'],
    ['no-such', 'issuer'],
  ])('refuses the provider %s readably', async (name, words) => {
    const said: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'warning') said.push(message.text())
    })
    await page.addInitScript(() => {
      const codes: string[] = []
      Object.assign(window, { codes })
      addEventListener('sso-error', (event) => codes.push((event as CustomEvent).detail.code))
    })
    await page.goto(`${site}/page?provider=${name}`)
    await expectPage(page.getByText('We could not check whether you are logged in.')).toBeVisible()
    await expectPage(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    expect(said).toEqual([expect.stringContaining(words)])
    expect(await page.evaluate('codes')).toEqual(['invalid_config'])
  })

  it('says so when a login cannot be started, and lets it be tried again', async () => {
    await page.goto(`${site}/page`)
    await expectPage(login()).toBeVisible()
    await page.evaluate(() => {
      const { open } = indexedDB
      indexedDB.open = () => {
        indexedDB.open = open
        throw new DOMException('full', 'QuotaExceededError')
      }
    })
    await login().click()
    await expectPage(page.getByText('Logging in did not work. Please try again.')).toBeVisible()
    await signIn()
    await expectPage(account(page)).toContainText('Alice')
  })

  it('says so when the client’s file is missing', async () => {
    await context.route('**/client.min.js', (route) => route.abort())
    await page.goto(`${site}/page`)
    await expectPage(page.getByText('We could not check whether you are logged in.')).toBeVisible()
  })
})
