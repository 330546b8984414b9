/** Real tabs of one browser, each with a client of the mock and the tokens that they share. */
import { createMockProvider } from '@sso-login/mock-provider'
import { standard } from '@sso-login/providers/standard'
import { chromium, type Page } from 'playwright'
import { bundleToOne } from './bundle.ts'
import { chromiumArgs, findChromium } from './chromium.ts'

const program = `
  import { createClient } from '@sso-login/client/browser'
  import { sharedTokens } from '@sso-login/client/shared-tokens'
  import { standard } from '@sso-login/providers/standard'
  const clientAt = (baseUrl, clientId = 'demo-spa') => createClient(standard, {
    clientId,
    redirectUri: 'http://localhost:3000/callback',
    scopes: ['openid', 'profile', 'offline_access'],
    baseUrl,
  })
  globalThis.sso = clientAt(location.origin)
  globalThis.shared = sharedTokens(sso)
  globalThis.sharedAt = (...where) => sharedTokens(clientAt(...where))`

/** Runs the body of an async function in a page; as text, since the test runner rewrites an import() that it sees. */
export const runIn = <T>(page: Page, body: string): Promise<T> =>
  page.evaluate(`(async () => { ${body} })()`)

export async function openTabs(count: number) {
  const mock = createMockProvider(standard)
  const listener = await mock.listen({ port: 0 })
  const executablePath = await findChromium()
  const browser = await chromium.launch({
    args: chromiumArgs,
    ...(executablePath && { executablePath }),
  })
  const context = await browser.newContext()
  const code = JSON.stringify(await bundleToOne(program))
  const open = async () => {
    const page = await context.newPage()
    await page.goto(`${listener.url}/.well-known/openid-configuration`)
    await runIn(
      page,
      `await import(URL.createObjectURL(new Blob([${code}], { type: 'text/javascript' })))`,
    )
    return page
  }
  const tabs = await Promise.all(Array.from({ length: count }, open))

  let seen = 0

  /** Signs alice in, in the first tab. */
  async function signIn(): Promise<void> {
    const page = tabs[0] as Page
    const begun = await runIn<{ url: string; transaction: object }>(page, 'return sso.start()')
    const { location } = await mock.approve(begun.url, { user: 'alice' })
    const callback = `${JSON.stringify(location)}, ${JSON.stringify(begun.transaction)}`
    await runIn(page, `await shared.keep(await sso.finish(${callback}))`)
  }
  /** What the token endpoint was asked since it was asked last. */
  function requests(): number {
    const before = seen
    seen = mock.requests.all({ endpoint: 'token' }).length
    return seen - before
  }
  const close = async () => {
    await browser.close()
    await listener.close()
  }
  return { mock, context, tabs, signIn, requests, close }
}
