import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { expect as expectPage } from 'playwright/test'
import { beforeAll, it, onTestFinished } from 'vitest'
import { account, answerProvider, launch, loginLink } from './browser.ts'
import { build, start } from './example.ts'

// A file of its own, since its build takes longest.
beforeAll(() => build('next'), 300_000)

it('next: signs in, and its server knows the person before its page has run', async () => {
  const provider = await createMockProvider(iitb).listen({ port: 0, host: 'localhost' })
  onTestFinished(() => provider.close())
  const folder = await mkdtemp(join(tmpdir(), 'sso-login-next-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const settings = {
    SSO_BASE_URL: provider.url,
    SSO_DATABASE: join(folder, 'sso.db'),
  }
  const { site, stop } = await start('next', settings, /Ready/)
  onTestFinished(stop)
  const browser = await launch()
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  const warnings: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text())
  })

  // The element comes to life before React does: what it needs is in the page that the server sent.
  expectPage(await (await page.request.get(site)).text()).toContain('session="/auth/session"')
  await page.goto(site)
  await loginLink(page).click()
  await answerProvider(page)
  await expectPage(account(page)).toContainText('Alice')
  await expectPage(page.getByText('Hello, Alice Kulkarni!')).toBeVisible()

  const html = await (await page.request.get(site)).text()
  expectPage(html).toContain('Hello, <!-- -->Alice Kulkarni')

  expectPage(warnings).toEqual([])

  await account(page).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await expectPage(loginLink(page)).toBeVisible()
  await expectPage(page.getByText('Hello')).toBeHidden()
})
