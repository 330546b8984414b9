import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCookieSessionClient } from '@sso-login/client/cookie-session'
import { createMockProvider } from '@sso-login/mock-provider'
import { bridgekeeper } from '@sso-login/providers/bridgekeeper'
import { createLogin, memory } from '@sso-login/server'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { account, artifacts, launch, loginLink } from './browser.ts'

let browser: Browser
const closing: (() => unknown)[] = []
beforeAll(async () => {
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const script = readFileSync(
  new URL('../../packages/element/dist/sso-login.min.js', import.meta.url),
)

const html = (session: string) => `<!doctype html><html lang="en"><title>Site</title>
<script type="module" src="/sso-login.min.js"></script>
<sso-login session="${session}"><a href="/auth/login">Login with SSO</a></sso-login></html>`

/**
 * The client domain: a site with a backend, and Bridgekeeper's API on the same host, as documented. People sign in on
 * another host, the auth domain.
 */
async function openSite(): Promise<{ site: string; authDomain: string; page: Page }> {
  const mock = createMockProvider(bridgekeeper)
  const auth = await mock.listen({ port: 0 })
  closing.push(auth.close)
  const host = new URL(auth.url).hostname === 'localhost' ? '127.0.0.1' : 'localhost'
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const site = `http://${host}:${(server.address() as AddressInfo).port}`
  const sso = createCookieSessionClient(bridgekeeper, {
    clientId: 1,
    callbackUri: `${site}/auth/callback`,
  })
  const login = createLogin(sso, { secrets: ['s'.repeat(32)], store: memory() })
  const routes = login.node()
  const pages: Readonly<Record<string, string | Buffer>> = {
    '/': html('/auth/session'),
    '/plain': html('/api/auth/v1/users/me'),
    '/sso-login.min.js': script,
  }
  server.on('request', async (request, response) => {
    const path = request.url ?? '/'
    if (path.startsWith('/auth/')) return routes(request, response)
    const own = pages[path.split('?')[0] ?? '']
    if (own) {
      const type = path.endsWith('.js') ? 'text/javascript' : 'text/html'
      return response.setHeader('content-type', type).end(own)
    }
    const { cookie = '', accept = '*/*' } = request.headers
    const answer = await fetch(auth.url + path, {
      headers: { cookie, accept },
      redirect: 'manual',
    })
    response.statusCode = answer.status
    response.setHeader('set-cookie', answer.headers.getSetCookie())
    for (const name of ['content-type', 'location']) {
      const value = answer.headers.get(name)
      if (value) response.setHeader(name, value)
    }
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  const context = await browser.newContext()
  closing.push(() => context.close())
  return { site, authDomain: auth.url, page: await context.newPage() }
}

async function signIn(page: Page, at: string, authDomain: string): Promise<void> {
  await page.goto(at)
  await loginLink(page).click()
  await page.waitForURL((url) => url.origin === authDomain)
  await page.screenshot({ path: `${artifacts}bridgekeeper-login.png` })
  await page.getByRole('button', { name: /Alice/ }).click()
  await page.waitForURL((url) => url.origin === new URL(at).origin)
}

it.each(['/', '/plain'])(
  'signs in on the auth domain, comes back, shows who it is, and signs out everywhere: %s',
  async (path) => {
    const { site, authDomain, page } = await openSite()
    await signIn(page, site + path, authDomain)
    await page.goto(site + path)
    await expect.poll(() => account(page).textContent()).toContain('Alice')
    await page.screenshot({ path: `${artifacts}bridgekeeper-signed-in.png` })

    await account(page).click()
    await page
      .locator('sso-login')
      .getByRole('menuitem', { name: /log ?out/i })
      .click()
    await loginLink(page).waitFor()
    for (const other of ['/', '/plain']) {
      await page.goto(site + other)
      await loginLink(page).waitFor()
    }
    // At the auth domain too: it asks who it is.
    await loginLink(page).click()
    await page.waitForURL((url) => url.origin === authDomain)
    await page.getByRole('button', { name: /Alice/ }).waitFor()
  },
)

it('finds out a login that another page has forced upon the visitor, and signs them out', async () => {
  const { site, authDomain, page } = await openSite()
  // Somebody has made the visitor's browser follow an authorization request of their own.
  const query = new URLSearchParams({
    client_id: '1',
    response_type: 'code',
    redirect_uri: `${site}/api/auth/v1/oauth/token`,
    callback_uri: `${site}/auth/callback?nonce=the-attackers-own`,
  })
  await page.goto(`${site}/api/auth/v1/oauth/authorize?${query}`)
  await page.waitForURL((url) => url.origin === authDomain)
  // The element takes the code out of the address once it has told the visitor.
  const told = page.waitForRequest((request) => request.url().includes('sso_error='))
  await page.getByRole('button', { name: /Bob/ }).click()
  const { searchParams } = new URL((await told).url())
  expect(searchParams.get('sso_error')).toBe('transaction_missing')
  await loginLink(page).waitFor()
  const me = await page.evaluate(async () => (await fetch('/api/auth/v1/users/me')).status)
  expect(me).toBe(401)
})
