import type { ApprovalResult } from './approve.ts'
import { anything, requireKnownMembers, trueOrFalse, wholeNumber } from './known-members.ts'
import { MockUsageError } from './mock-errors.ts'

/**
 * As much of a browser's page as signing in needs. Playwright's and Puppeteer's pages are such; for
 * WebDriver: `{ url: () => driver.getCurrentUrl(), goto: (url) => driver.get(url) }`.
 */
export interface DrivenPage {
  readonly url: () => string | Promise<string>
  readonly goto: (url: string) => Promise<unknown>
}

export interface SignInOptions {
  /** The boxes that stay ticked on the consent page. Default: all. */
  readonly scopes?: readonly string[]
  /** Denies the request. */
  readonly deny?: boolean
  /** How long to wait until the page has come to the mock. Default 10,000. */
  readonly timeoutMs?: number
}

const members = {
  scopes: anything,
  deny: trueOrFalse,
  timeoutMs: wholeNumber(0),
} satisfies Record<keyof SignInOptions, unknown>

const lookEveryMs = 25

/**
 * Answers the login page, or the consent page, that a browser stands at, or is on its way to: the
 * page goes back to the application with the person's answer. Works against any mock that listens on
 * this machine, in this process or another, by its control API. The provider's own session does not
 * begin: the next login asks again.
 *
 * @example
 * await page.getByRole('link', { name: 'Login with SSO' }).click()
 * await signInAs(page, 'alice', { scopes: ['basic', 'profile'] })
 *
 * @throws MockUsageError for an unknown person, or where the page never comes to a mock
 * @throws Error with the reason, where the provider does not send the person back
 */
export async function signInAs(
  page: DrivenPage,
  user: string,
  options: SignInOptions = {},
): Promise<void> {
  requireKnownMembers(options, members, 'options')
  const { scopes, deny, timeoutMs = 10_000 } = options
  const approval = { user, ...(scopes ? { scopes } : {}), ...(deny ? { deny } : {}) }
  const { origin, result } = await answered(page, approval, timeoutMs)
  if (result.location !== null) {
    await page.goto(new URL(result.location, origin).href)
    return
  }
  const records = await (await fetch(`${origin}/_mock/requests?endpoint=authorization`)).json()
  const because = records.at(-1)?.rejection ?? 'the page keeps the person'
  throw new Error(`The provider did not send ${user} back (${result.status}): ${because}`)
}

/** Waits until the page is at a login of the mock's, and answers the authorization request that it is about. */
async function answered(
  page: DrivenPage,
  approval: object,
  timeoutMs: number,
): Promise<{ origin: string; result: ApprovalResult }> {
  const mocks = new Map<string, Promise<string | undefined>>()
  const end = Date.now() + timeoutMs
  for (;;) {
    const at = await page.url()
    if (/^https?:/.test(at)) {
      const { origin } = new URL(at)
      const endpoint = mocks.get(origin) ?? authorizationEndpointAt(origin)
      mocks.set(origin, endpoint)
      for (const url of requestsWithin(at, await endpoint)) {
        const result = await approve(origin, { url, ...approval })
        if (result) return { origin, result }
      }
    }
    if (Date.now() >= end) {
      throw new MockUsageError('page', `at ${withoutQuery(at)}, which is no login at a mock`)
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

/** Undefined where the mock knows the URL for no authorization request. */
async function approve(origin: string, approval: object): Promise<ApprovalResult | undefined> {
  const answer = await fetch(`${origin}/_mock/approve`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(approval),
  })
  const result = await answer.json()
  if (answer.ok) return result
  if (result.path === 'url') return undefined
  throw new MockUsageError(result.path, result.error.slice(result.path.length + 2))
}

/** The authorization endpoint of the mock at this origin; undefined where none is. */
async function authorizationEndpointAt(origin: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${origin}/_mock/`, { headers: { Accept: 'application/json' } })
    const { endpoints } = await answer.json()
    return endpoints?.authorization
  } catch {
    return undefined
  }
}

/**
 * The page's own URL, or what its query carries along, whole or in its parameters: a login page knows where to go on. Which of
 * them is an authorization request the mock says, which may have several paths for those.
 */
function requestsWithin(at: string, endpoint: string | undefined): readonly string[] {
  if (endpoint === undefined) return []
  const page = new URL(at)
  const { pathname } = new URL(endpoint)
  const carried = [...page.searchParams.values()]
    .filter((value) => URL.canParse(value, page.origin))
    .map((value) => new URL(value, page.origin))
  const whole = [page, ...carried].filter(
    ({ origin, pathname: path, searchParams }) =>
      origin === page.origin && (path === pathname || searchParams.has('client_id')),
  )
  const inParts = page.searchParams.has('redirect_uri') ? [endpoint + page.search] : []
  return [...whole.map(({ href }) => href), ...inParts]
}

const withoutQuery = (url: string) => url.replace(/[?#].*$/s, '')
