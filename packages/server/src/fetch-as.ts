import { LoginError, type Tokens } from '@sso-login/client'
import type { AnyClient } from './login-client.ts'
import { maxTimeoutMs } from './max-timeout.ts'
import type { Refresher } from './refresh.ts'
import { tokensOf } from './refresh-outcome.ts'

/** A `fetch` in a person's name. */
export interface FetchAsInit extends RequestInit {
  /** Where else the access token may be sent, as origins: `https://api.example`. Default: to the provider alone. */
  origins?: readonly string[]
  /** For each request, in milliseconds; default 30 000. */
  timeoutMs?: number
}

interface FetchAsParts {
  client: AnyClient
  refresher: Refresher
  fetch: typeof globalThis.fetch
}

/**
 * Sends a request with the person's access token (RFC 6750 2.1); after a 401 once more with a fresh one.
 * It follows no redirect unless `init.redirect` says so.
 */
export async function fetchAs(
  { client, refresher, fetch }: FetchAsParts,
  userKey: string,
  input: string | URL,
  { origins = [], timeoutMs = 30_000, ...init }: FetchAsInit = {},
): Promise<Response> {
  if (!(Number.isInteger(timeoutMs) && timeoutMs >= 0 && timeoutMs <= maxTimeoutMs)) {
    throw invalid('timeoutMs', 'timeoutMs must be a whole number of milliseconds.')
  }
  const url = readUrl(input, [...originsOf(client), ...readOrigins(origins)])
  const send = ({ accessToken }: Tokens) => request(fetch, url, init, accessToken, timeoutMs)

  const tokens = await refresher.tokensFor(userKey)
  const answer = await send(tokens)
  if (answer.status !== 401 || !canSendAgain(init.body)) return answer
  const outcome = await refresher.refresh(userKey, tokens.accessToken)
  // Nothing better to ask with: the provider's own words say more than ours.
  if (outcome.type === 'transient') return answer
  const fresh = tokensOf(outcome)
  await answer.body?.cancel()
  return send(fresh)
}

const originsOf = ({ endpoints }: AnyClient) =>
  Object.values(endpoints).flatMap((endpoint) => (endpoint ? [new URL(endpoint).origin] : []))

function readOrigins(origins: readonly string[]): readonly string[] {
  for (const origin of origins) {
    if (URL.parse(origin)?.origin === origin) continue
    throw invalid(
      'origins',
      `${origin} is no origin.`,
      'E.g. https://api.example: no slash behind.',
    )
  }
  return origins
}

function readUrl(input: string | URL, origins: readonly string[]): URL {
  const url = URL.parse(String(input))
  if (url && origins.includes(url.origin)) return url
  throw invalid(
    'url',
    url ? `The access token is not sent to ${url.origin}.` : 'The URL of fetchAs must be absolute.',
    `It goes to ${[...new Set(origins)].join(', ')}; name others in init.origins.`,
  )
}

const invalid = (key: string, message: string, hint?: string) =>
  new LoginError({
    code: 'invalid_config',
    step: 'user',
    key,
    message,
    ...(hint === undefined ? {} : { hint }),
  })

async function request(
  fetch: typeof globalThis.fetch,
  url: URL,
  init: RequestInit,
  accessToken: string,
  timeoutMs: number,
): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('Authorization', `Bearer ${accessToken}`)
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
  try {
    return await fetch(url, { redirect: 'manual', ...init, headers, signal })
  } catch (cause) {
    throw new LoginError({
      code: timeout.aborted ? 'timeout' : signal.aborted ? 'aborted' : 'network_error',
      step: 'user',
      message: `The request to ${url.origin} has failed.`,
      cause,
    })
  }
}

/** A stream is gone once it was sent. */
const canSendAgain = (body: BodyInit | null | undefined) =>
  !body ||
  typeof body === 'string' ||
  [URLSearchParams, FormData, Blob, ArrayBuffer].some((kind) => body instanceof kind) ||
  ArrayBuffer.isView(body)
