import { LoginError, type Tokens } from '@sso-login/client'
import { type FetchAsInit, type FetchAsInput, readFetchAs } from './fetch-as-input.ts'
import type { AnyClient } from './login-client.ts'
import type { Refresher } from './refresh.ts'
import { tokensOf } from './refresh-outcome.ts'
import { whileWanted } from './while-wanted.ts'

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
  url: string | URL,
  init?: FetchAsInit,
): Promise<Response> {
  const input = readFetchAs(client, url, init)
  const send = ({ accessToken }: Tokens) => request(fetch, input, accessToken)

  const { body, signal } = input.init
  const tokens = await whileWanted(() => refresher.tokensFor(userKey), signal)
  const answer = await send(tokens)
  if (answer.status !== 401 || !canSendAgain(body)) return answer
  const again = () => refresher.refresh(userKey, tokens.accessToken)
  const outcome = await whileWanted(again, signal)
  // Nothing better to ask with: the provider's own words say more than ours.
  if (outcome.type === 'transient') return answer
  const fresh = tokensOf(outcome)
  await answer.body?.cancel()
  return send(fresh)
}

async function request(
  fetch: typeof globalThis.fetch,
  { url, init, timeoutMs, ...input }: FetchAsInput,
  accessToken: string,
): Promise<Response> {
  const headers = new Headers(input.headers)
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
