/** A person at a real browser, in front of the demo. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { type Demo, type DemoOptions, startDemo } from '../../demo/demo.ts'
import { chromiumArgs, requireChromium } from '../support/chromium.ts'

export const artifacts = new URL('../artifacts/', import.meta.url).pathname

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: await requireChromium(console.error),
    args: chromiumArgs,
  })
}

/** For each test a demo of its own and a browser profile nobody used before; one browser for the file. */
export function useDemo(options: DemoOptions = {}) {
  const held = {} as { demo: Demo; browser: Browser; context: BrowserContext; page: Page }

  beforeAll(async () => {
    held.browser = await launch()
  })
  afterAll(async () => {
    await held.browser?.close()
  })
  beforeEach(async () => {
    held.demo = await startDemo({ sitePort: 0, providerPort: 0, ...options })
    held.context = await held.browser.newContext()
    held.page = await held.context.newPage()
  })
  afterEach(async () => {
    await held.context?.close()
    await held.demo?.close()
  })
  return held
}

export interface Choice {
  /** As the login page calls the person. */
  person?: string
  /** Scopes whose box the person unticks. */
  untick?: readonly string[]
  deny?: boolean
}

/** Opens the site and presses its button: the provider's login page appears. */
export async function pressLogin(page: Page, site: string): Promise<void> {
  await page.goto(site)
  await page.getByRole('link', { name: 'Login with SSO' }).click()
}

/** Says who they are and what they grant, on the provider's pages. */
export async function answerProvider(page: Page, choice: Choice = {}): Promise<void> {
  await page.getByRole('button', { name: new RegExp(choice.person ?? 'Alice') }).click()
  await answerConsent(page, choice)
}

export async function answerConsent(page: Page, { untick = [], deny = false }: Choice = {}) {
  for (const scope of untick) await page.locator(`input[type=checkbox][value=${scope}]`).uncheck()
  await page.getByRole('button', { name: deny ? 'Deny' : 'Authorize' }).click()
}

/** The whole way: from the site's button back to the site. */
export async function signIn(page: Page, site: string, choice: Choice = {}): Promise<void> {
  await pressLogin(page, site)
  await answerProvider(page, choice)
  await page.waitForURL((url) => url.origin === site && url.pathname === '/')
}

export const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name: new RegExp(`^${name.replace('?', '\\?')}`) })

/** The signed-in element's menu button. */
export const account = (page: Page) => page.locator('sso-login').getByRole('button').first()

export const loginLink = (page: Page) => page.getByRole('link', { name: 'Login with SSO' })
