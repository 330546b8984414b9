import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@sso-login/client'
import { createMockProvider, type Listener } from '@sso-login/mock-provider'
import { createLogin, type Login, memory } from '@sso-login/server'
import type { Browser } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { github } from '../contract/github.ts'
import { google } from '../contract/google.ts'
import { account, launch, loginLink, signIn } from './browser.ts'

const script = new URL('../../packages/element/dist/sso-login.min.js', import.meta.url)
const page = await readFile(new URL('../docs/page.html', import.meta.url))

let browser: Browser
let server: Server
let site: string
let login: Login
let provider: Listener

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  server = createServer(async (request, response) => {
    if (request.url?.startsWith('/auth/')) return login.express()(request, response)
    const isScript = request.url === '/sso-login.min.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? await readFile(script) : page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await provider.close()
})

const app = () => ({
  client_id: 'app',
  client_secret: 'secret',
  client_name: 'App',
  redirect_uris: [`${site}/auth/callback`],
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['authorization_code'],
})
const settings = () => ({
  clientId: 'app',
  clientSecret: 'secret',
  redirectUri: `${site}/auth/callback`,
})
const session = { secrets: ['s'.repeat(32)], store: memory() }

async function atGoogle() {
  const mock = createMockProvider(google, { clients: [app()] })
  provider = await mock.listen({ port: 0, host: 'localhost' })
  const sso = createClient(mock.provider, { ...settings(), scopes: ['openid', 'profile'] })
  login = createLogin(sso, session)
}

async function atGithub() {
  const octocat = { id: 7, login: 'octocat', name: null, avatar_url: null, email: null }
  const mock = createMockProvider(github, { clients: [app()], users: [octocat] })
  provider = await mock.listen({ port: 0, host: 'localhost' })
  const sso = createClient(mock.provider, { ...settings(), scopes: ['read:user'] })
  login = createLogin(sso, session)
}

it.each([
  ['OpenID Connect', atGoogle, 'Alice', 'Alice Kulkarni'],
  ['plain OAuth 2.0', atGithub, 'octocat', 'octocat'],
])(
  'shows who signed in by a provider that a user wrote, in the element: %s',
  async (_, start, person, name) => {
    await start()
    const context = await browser.newContext()
    const tab = await context.newPage()
    await signIn(tab, site, { person })
    await expectPage(account(tab)).toContainText(name)

    await account(tab).click()
    await tab.getByRole('menuitem', { name: 'Log out' }).click()
    await expectPage(loginLink(tab)).toBeVisible()
    expect((await (await tab.request.get(`${site}/auth/session`)).json()).user).toBeNull()
    await context.close()
  },
)
