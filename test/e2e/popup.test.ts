import { expect as expectPage } from 'playwright/test'
import { describe, expect, it } from 'vitest'
import { account, answerConsent, answerProvider, loginLink, useDemo } from './browser.ts'

describe('a login in a window of its own', () => {
  const held = useDemo()

  it('ends on a page that tells the others and closes, under its own strict policy', async () => {
    const { page, demo } = held
    await page.goto(demo.site)
    await page.locator('sso-login').evaluate((element) => element.setAttribute('popup', ''))
    const opened = page.waitForEvent('popup')
    await loginLink(page).click()
    const popup = await opened
    const complaints: string[] = []
    popup.on('console', (message) => complaints.push(message.text()))
    const paths: string[] = []
    popup.on('framenavigated', (frame) => paths.push(new URL(frame.url()).pathname))
    const closed = popup.waitForEvent('close')
    await answerProvider(popup)
    await closed
    await expectPage(page.locator('sso-login').getByRole('button').first()).toBeVisible()
    await expectPage(loginLink(page)).toBeHidden()
    expect(paths.at(-1)).toBe('/auth/done')
    expect(complaints).toEqual([])
  })

  it('has one window, also where the link is pressed again while the provider’s page is shown', async () => {
    const { page, demo } = held
    await page.goto(demo.site)
    await page.locator('sso-login').evaluate((element) => element.setAttribute('popup', ''))
    const opened = page.waitForEvent('popup')
    await loginLink(page).click()
    const popup = await opened
    await expectPage(popup.getByRole('button').first()).toBeVisible()
    const shown = popup.url()
    await loginLink(page).click()
    await expectPage(page.getByText('Please log in in the other window.')).toBeVisible()
    expect(page.context().pages()).toHaveLength(2)
    expect(popup.url()).toBe(shown)
    const closed = popup.waitForEvent('close')
    await answerProvider(popup)
    await closed
    await expectPage(account(page)).toContainText('Alice')
  })

  it('stays open where the person denied and says why, also to the page, which waits no longer', async () => {
    const { page, demo } = held
    await page.goto(demo.site)
    await page.locator('sso-login').evaluate((element) => element.setAttribute('popup', ''))
    const opened = page.waitForEvent('popup')
    await loginLink(page).click()
    const popup = await opened
    await answerProvider(popup, { deny: true })
    const words = 'You are not logged in: access was not allowed.'
    await expectPage(popup.getByText(`${words} You can close this window.`)).toBeVisible()
    await expectPage(page.locator('sso-login').getByRole('status')).toHaveText(words)
    await expectPage(page.getByRole('button', { name: 'Cancel' })).toBeHidden()

    await popup.getByRole('link', { name: 'Try again' }).click()
    // The provider still knows who it is.
    const closed = popup.waitForEvent('close')
    await answerConsent(popup)
    await closed
    await expectPage(account(page)).toContainText('Alice')
    await expectPage(page.getByText(words)).toBeHidden()
  })
})
