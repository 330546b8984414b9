import { checkTimeout, readCallOptions } from './call-options.ts'
import { invalid } from './invalid.ts'
import type { AnyClient } from './login-client.ts'

/** A `fetch` in a person's name. */
export interface FetchAsInit extends RequestInit {
  /** Where else the access token may be sent, as origins: `https://api.example`. Default: to the provider alone. */
  origins?: readonly string[]
  /** For each request, in milliseconds; default 30 000. */
  timeoutMs?: number
}

/** Checked: what is wrong with it is told before anybody is asked for anything. */
export interface FetchAsInput {
  readonly url: URL
  readonly headers: Headers
  readonly timeoutMs: number
  readonly init: RequestInit
}

/** @throws LoginError `invalid_config`, with the key `url`, `init` or that of its member. */
export function readFetchAs(client: AnyClient, input: unknown, given?: FetchAsInit): FetchAsInput {
  const { origins = [], timeoutMs = 30_000, ...init } = readCallOptions(given, 'user', 'init')
  checkTimeout(timeoutMs, 'user')
  const url = readUrl(input, [...originsOf(client), ...readOrigins(origins)])
  const headers = readHeaders(init.headers)
  checkInit(url, init)
  return { url, headers, timeoutMs, init }
}

const originsOf = ({ endpoints }: AnyClient) =>
  Object.values(endpoints).flatMap((endpoint) => (endpoint ? [new URL(endpoint).origin] : []))

function readOrigins(origins: unknown): readonly string[] {
  if (!Array.isArray(origins))
    throw unfit('origins', 'origins must be a list.', "E.g. ['https://api.example'].")
  origins.forEach((origin, index) => {
    if (typeof origin === 'string' && URL.parse(origin)?.origin === origin) return
    const hint = 'E.g. https://api.example: no slash behind.'
    throw unfit('origins', `origins.${index} is no origin.`, hint)
  })
  return origins
}

function readUrl(input: unknown, origins: readonly string[]): URL {
  const { href = input } = Object(input) as { href?: unknown }
  const url = typeof href === 'string' ? URL.parse(href) : null
  // `fetch` refuses them too, and would quote them.
  if (url?.username || url?.password) {
    throw unfit(
      'url',
      'The URL of fetchAs must be without a user name and password.',
      'It goes with the access token alone.',
    )
  }
  if (url && origins.includes(url.origin)) return url
  throw unfit(
    'url',
    url ? `The access token is not sent to ${url.origin}.` : 'The URL of fetchAs must be absolute.',
    `It goes to ${[...new Set(origins)].join(', ')}; name others in init.origins.`,
  )
}

/** What is wrong with one is not quoted: it may be a secret. */
function readHeaders(headers: RequestInit['headers']): Headers {
  try {
    return new Headers(headers)
  } catch {
    throw unfit(
      'headers',
      'headers has a name or a value that no header can have.',
      'Is there a line break in it?',
    )
  }
}

/** As `fetch` would, but not as a failure of the network. */
function checkInit(url: URL, { headers: _, signal: __, ...init }: RequestInit): void {
  try {
    // Of a stream nothing is read before its request is sent.
    new Request(url, init)
  } catch (cause) {
    throw invalid('init', 'fetch does not take this init.', 'See the cause.', {
      step: 'user',
      cause,
    })
  }
}

const unfit = (key: string, message: string, hint: string) =>
  invalid(key, message, hint, { step: 'user' })
