import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { answerProvider, launch } from './browser.ts'

/** The page's own program: the provider in it, and an application that knows nothing of that. */
const program = `
import { createClient } from '@sso-login/client/browser'
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { http } from 'msw'
import { setupWorker } from 'msw/browser'

const baseUrl = new URLSearchParams(location.search).get('at') ?? location.origin
const redirectUri = location.origin + '/back'
const mock = createMockProvider(standard, {
  baseUrl,
  clients: [{
    client_id: 'page',
    client_name: 'Page',
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
  }],
})
await setupWorker(...mock.handlers(http)).start({ quiet: true })

const sso = createClient(standard, {
  clientId: 'page',
  redirectUri,
  scopes: ['openid', 'profile', 'email'],
  baseUrl,
})
const { url, transaction } = await sso.start()

async function finish(callback) {
  const tokens = await sso.finish(callback, transaction).catch((error) => error)
  const { name, email, missing } = tokens.code ? {} : await sso.user(tokens, ['name', 'email'])
  document.querySelector('output').value = JSON.stringify(tokens.code ?? { name, email, missing })
}
document.querySelector('#popup').onclick = () => open(url, 'login', 'popup')
addEventListener('message', ({ data, origin }) => origin === location.origin && finish(data))
document.querySelector('#silent').onclick = async () =>
  finish((await mock.approve(url, { user: 'alice' })).location)
document.querySelector('output').value = 'ready'
`

const page = `<!doctype html><html lang="en"><title>Page</title>
<button id="popup">Log in</button><button id="silent">Log in silently</button><output></output>
<script type="module" src="/page.js"></script>`
const back = `<!doctype html><title>Back</title><script>opener.postMessage(location.href); close()</script>`

let server: Server
let site: string
let browser: Browser
let context: BrowserContext
/** What came through to the site's server and is none of its files. */
let strays: string[]

beforeAll(async () => {
  const worker = new URL(import.meta.resolve('msw/mockServiceWorker.js'))
  const { output } = await (await bundle(program)).generate({ entryFileNames: 'page.js' })
  const files = new Map<string, { type: string; body: string }>([
    ['/', { type: 'text/html', body: page }],
    ['/back', { type: 'text/html', body: back }],
    ['/mockServiceWorker.js', { type: 'text/javascript', body: await readFile(worker, 'utf8') }],
  ])
  for (const file of output) {
    if (file.type === 'chunk')
      files.set(`/${file.fileName}`, { type: 'text/javascript', body: file.code })
  }
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', site)
    const file = files.get(pathname)
    if (!file && pathname !== '/favicon.ico') strays.push(pathname)
    response
      .writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' })
      .end(file?.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  server?.closeAllConnections()
  server?.close()
})

beforeEach(async () => {
  strays = []
  context = await browser.newContext()
})
afterEach(() => context.close())

const alice = { name: 'Alice Kulkarni', email: 'alice@op.example', missing: [] }

async function open(query = '') {
  const opened = await context.newPage()
  await opened.goto(`${site}/${query}`)
  await expectPage(opened.locator('output')).toHaveText('ready')
  return opened
}

it('signs a page in, in a popup on its own origin, without any network behind it', async () => {
  const opened = await open()
  const popup = context.waitForEvent('page')
  await opened.getByRole('button', { name: 'Log in', exact: true }).click()
  await answerProvider(await popup)
  await expectPage(opened.locator('output')).toHaveText(JSON.stringify(alice))
  expect(strays).toEqual([])
})

it("tells the page's application what the person refused", async () => {
  const opened = await open()
  const popup = context.waitForEvent('page')
  await opened.getByRole('button', { name: 'Log in', exact: true }).click()
  await answerProvider(await popup, { deny: true })
  await expectPage(opened.locator('output')).toHaveText('"access_denied"')
})

it("answers at the provider's own address, which no network knows", async () => {
  const opened = await open('?at=https://op.example')
  await opened.getByRole('button', { name: 'Log in silently' }).click()
  await expectPage(opened.locator('output')).toHaveText(JSON.stringify(alice))
  expect(strays).toEqual([])
})
