import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMockProvider, type Listener } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { type Browser, chromium } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chromiumArgs, requireChromium } from '../support/chromium.ts'
import { account, answerProvider, loginLink } from './browser.ts'

const mock = createMockProvider(iitb)
let provider: Listener
let site: string
let server: ChildProcess
let folder: string
let browser: Browser

beforeAll(async () => {
  provider = await mock.listen({ port: 0, host: 'localhost' })
  const port = await freePort()
  site = `http://127.0.0.1:${port}`
  folder = await mkdtemp(join(tmpdir(), 'sso-login-readme-'))
  const file = new URL('../docs/site.ts', import.meta.url).pathname
  server = spawn(process.execPath, ['--conditions=@sso-login/source', file], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    env: {
      ...process.env,
      PORT: String(port),
      SITE: site,
      SSO_CLIENT_ID: 'demo-app',
      SSO_CLIENT_SECRET: 'demo-app-secret',
      SSO_BASE_URL: provider.url,
      SSO_DATABASE: join(folder, 'sso.db'),
      SESSION_SECRET: randomBytes(32).toString('base64'),
    },
  })
  await once(server.stdout as NodeJS.ReadableStream, 'data')
  browser = await chromium.launch({
    executablePath: await requireChromium(console.error),
    args: chromiumArgs,
  })
})

afterAll(async () => {
  await browser?.close()
  server?.kill()
  await provider?.close()
  await rm(folder, { recursive: true, force: true })
})

it("signs in on the README's page, at the README's Express site", async () => {
  const page = await browser.newPage()
  await page.goto(site)
  await loginLink(page).click()
  await answerProvider(page, { untick: ['program'] })
  await expectPage(account(page)).toContainText('Alice')

  await page.goto(`${site}/me`)
  const me = JSON.parse(await page.locator('body').innerText())
  expect(me).toEqual({ hello: 'Alice Kulkarni', missing: ['program'] })

  const { user } = await (await page.request.get(`${site}/auth/session`)).json()
  await remind(user.id)
  expect(mock.mail.last()).toMatchObject({ subject: '[SSO] [Demo App] Your slot' })
  await remind('999')
  expect(mock.mail.all()).toHaveLength(1)
})

/** The night has come for this user. */
async function remind(userId: string): Promise<void> {
  server.send(userId)
  await once(server, 'message')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
