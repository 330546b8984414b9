/** Requests through oauth4webapi: what it throws holds whole answers, and becomes our error here. */
import { allowInsecureRequests, customFetch } from 'oauth4webapi'
import type { Network } from './config.ts'
import { isLoginError } from './errors.ts'
import { type Call, codeOf, failure } from './failure.ts'
import { transport } from './transport.ts'

/** The transport as the `fetch` that the library wants. */
const fetchFor = (config: Network, call: Call) => {
  const send = transport(config, call)
  return async (...request: Parameters<typeof send>): Promise<Response> => {
    const { status, headers: sent, text } = await send(...request)
    const headers = new Headers(sent)
    // The library compares the media type in small letters (RFC 9110 8.3.1: in any case).
    headers.set('content-type', (sent.get('content-type') ?? '').toLowerCase())
    return new Response(text || null, { status, headers })
  }
}

export const throughTransport = (network: Network, call: Call) => ({
  [customFetch]: fetchFor(network, call) as never,
  // Each caller lets plain http through on loopback only.
  [allowInsecureRequests]: true,
})

export async function wrapped<T>(call: Call, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (thrown) {
    if (isLoginError(thrown)) throw thrown
    const { error, error_description: description } = thrown as Record<string, unknown>
    const { status } = call
    const provider = { status, error, description } as object
    if (typeof error === 'string') {
      throw failure(call, codeOf(error), 'The provider refused the request', { provider })
    }
    if (status === 401) {
      throw failure(call, 'invalid_token', 'The provider does not accept the token', { provider })
    }
    if (status !== 200 && status !== 201) {
      const message = `The provider answered with status ${status}`
      throw failure(call, 'provider_error', message, { provider })
    }
    const message = 'The answer does not conform'
    throw failure(call, 'response_invalid', message, { provider, cause: thrown })
  }
}
