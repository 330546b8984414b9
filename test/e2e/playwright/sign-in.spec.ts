/** Run by Playwright Test itself: see `../playwright-fixture.test.ts`. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type MockFixtures,
  type MockWorkerFixtures,
  mockFixtures,
} from '@sso-login/mock-provider/playwright'
import { onlyRequest } from '@sso-login/mock-provider/testing'
import { iitb } from '@sso-login/providers/iitb'
import { test as base, expect } from 'playwright/test'
import { chromiumArgs } from '../../support/chromium.ts'

const test = base.extend<MockFixtures, MockWorkerFixtures<typeof iitb> & { site: string }>({
  ...mockFixtures(iitb, { host: 'localhost' }),
  // As little of an application as can begin a login and come back from it.
  site: [
    async ({ mock }, use) => {
      const server = createServer((request, response) => {
        const redirectUri = `http://${request.headers.host}/callback`
        const login = new URL(mock.endpoints.authorization as string)
        login.search = String(
          new URLSearchParams({
            response_type: 'code',
            client_id: 'demo-app',
            redirect_uri: redirectUri,
            scope: 'basic profile ldap',
            state: 'a-state-of-this-login',
          }),
        )
        response.setHeader('Content-Type', 'text/html')
        response.end(
          request.url === '/'
            ? `<a href="${login.href.replaceAll('&', '&amp;')}">Login</a>`
            : request.url,
        )
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
      server.close()
    },
    { scope: 'worker' },
  ],
})

const { CHROMIUM_PATH } = process.env
test.use({
  launchOptions: {
    args: chromiumArgs,
    ...(CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : {}),
  },
})

test('a person signs in with few scopes', async ({ page, mock, site, signInAs }) => {
  await page.goto(site)
  await page.getByRole('link', { name: 'Login' }).click()
  await signInAs(page, 'alice', { scopes: ['basic'] })
  expect(page.url()).toMatch(/\/callback\?code=\w{30}&state=a-state-of-this-login$/)
  expect(onlyRequest(mock, { endpoint: 'authorization', user: 'alice' }).clientId).toBe('demo-app')
})

test('a person denies, at a mock that knows nothing of the test before', async ({
  page,
  mock,
  site,
  signInAs,
}) => {
  expect(mock.requests.all()).toEqual([])
  await page.goto(site)
  await page.getByRole('link', { name: 'Login' }).click()
  await signInAs(page, 'bob', { deny: true })
  expect(page.url()).toContain('/callback?error=access_denied')
})

test('a fault that nothing met fails its test', async ({ mock }) => {
  mock.faults.add('token', { status: 503 }, { times: 1 })
})
