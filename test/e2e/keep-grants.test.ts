import { expect as expectPage } from 'playwright/test'
import { expect, it } from 'vitest'
import { account, heading, loginLink, signIn, useDemo } from './browser.ts'

const at = useDemo({ keepGrants: true })

it('lets a job at night work on for a person who logged out, where the site keeps grants', async () => {
  const { page, demo } = at
  await signIn(page, demo.site)
  await expectPage(heading(page, 'Hello, Alice')).toBeVisible()
  const { user } = await page.evaluate(async () => (await fetch('/auth/session')).json())

  await account(page).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await expectPage(loginLink(page)).toBeVisible()

  demo.mock.clock.advance({ hours: 30 })
  await demo.sso.sendMail(await demo.login.tokensFor(user.id), {
    subject: 'Your slot',
    message: 'At nine.',
  })
  expect(demo.mock.mail.all()).toHaveLength(1)
})
