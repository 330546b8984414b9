/** The one way to the network: every request is timed, capped, abortable and never redirected. */
import { type ClientAuth, invalid, type Network } from './config.ts'
import { isLoginError } from './errors.ts'
import { aborted, type Call, codeOf, failure, isObject } from './failure.ts'
import type { Tokens } from './types.ts'

/** What travels in a form and is no secret. */
const PUBLIC_PARAMETERS = /^(grant_type|client_id|redirect_uri|scope|token_type_hint)$/

/**
 * @param tokens What the call is about: an answer may say back any of them, sent or not.
 * @throws LoginError `invalid_config` for a signal that is none, before anything is taken or asked.
 */
export function newCall(
  { auth }: { readonly auth: Pick<ClientAuth, 'secrets'> },
  step: Call['step'],
  signal?: AbortSignal,
  tokens: Partial<Tokens> = {},
): Call {
  if (signal && !signal.addEventListener) {
    invalid('signal', 'must be an AbortSignal', 'Or leave it out.', step)
  }
  const { accessToken, refreshToken, idToken } = tokens
  const secrets = new Set([...auth.secrets, accessToken, refreshToken, idToken])
  return { ...tokens, step, secrets, signal: signal || undefined }
}

/** An answer, read whole. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** There wherever JSON was asked for and the status is 200. */
  readonly json: Record<string, unknown> | undefined
}

/** A request of one call. */
export const transport =
  (config: Network, call: Call) =>
  async (url: string, init: RequestInit & { headers: Record<string, string> }): Promise<Answer> => {
    noteSecrets(call, init)
    const cut = new AbortController()
    const abort = () => cut.abort(aborted(call))
    const timer = setTimeout(
      () => cut.abort(failure(call, 'timeout', `No complete answer within ${config.timeoutMs} ms`)),
      config.timeoutMs,
    )
    // Raced, so that a fetch or a body that ignores its signal cannot hold the caller.
    const stopped = new Promise<never>((_, reject) => {
      cut.signal.onabort = () => reject(cut.signal.reason)
    })
    call.signal?.addEventListener('abort', abort)
    if (call.signal?.aborted) abort()
    try {
      const answer = cut.signal.aborted ? stopped : exchange(config, call, url, init, cut.signal)
      return await Promise.race([answer, stopped])
    } catch (cause) {
      if (isLoginError(cause)) throw cause
      throw failure(call, 'network_error', 'The provider could not be reached', { cause })
    } finally {
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', abort)
    }
  }

async function exchange(
  config: Network,
  call: Call,
  url: string,
  init: RequestInit & { headers: Record<string, string> },
  signal: AbortSignal,
): Promise<Answer> {
  const answer = await config.fetch(url, { ...init, redirect: 'manual', signal })
  const { status } = answer
  const provider = { status }
  call.status = status
  // A browser shows a redirect as an opaque answer with status 0.
  if (answer.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    answer.body?.cancel().catch(() => {})
    throw failure(call, 'redirect_refused', 'The provider redirected a request', { provider })
  }
  const text = await readText(answer, config.maxResponseBytes).catch((cause: unknown) => {
    // Not a `network_error`: the provider has acted on the request, which cannot just be made again.
    throw failure(call, 'response_invalid', 'The answer breaks off', { provider, cause })
  })
  if (text === undefined) {
    const message = `The answer is longer than ${config.maxResponseBytes} bytes`
    throw failure(call, 'response_too_large', message, { provider })
  }
  const json = parseJson(answer, text, call.mayBeList)
  if (status >= 500 || status === 429) {
    const { error, error_description: description, detail } = (json ?? {}) as Record<string, string>
    const code = status === 429 ? 'temporarily_unavailable' : codeOf(error)
    throw failure(call, code, `The provider answered with status ${status}`, {
      provider: { ...provider, error, description: description ?? detail } as object,
    })
  }
  if (status === 200 && !json && init.headers.accept?.includes('json')) {
    throw failure(call, 'response_invalid', `The answer is ${kindOf(text)}, not a JSON object`, {
      provider,
    })
  }
  return { status, headers: answer.headers, text, json }
}

/** The body as text; `undefined` as soon as it is longer than the cap. */
async function readText(answer: Response, maxBytes: number): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  const reader = answer.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > maxBytes) {
      reader?.cancel().catch(() => {})
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

function parseJson(
  answer: Response,
  text: string,
  mayBeList?: boolean,
): Record<string, unknown> | undefined {
  // RFC 9110 8.3.1: in any case.
  if (!/json/i.test(answer.headers.get('content-type') ?? '')) return undefined
  try {
    const json: unknown = JSON.parse(text)
    return isObject(json) || (mayBeList && Array.isArray(json)) ? (json as never) : undefined
  } catch {
    return undefined
  }
}

const kindOf = (text: string) =>
  !text.trim() ? 'empty' : /^\s*</.test(text) ? 'an HTML page' : 'something else'

function noteSecrets({ secrets }: Call, { headers, body }: RequestInit): void {
  secrets.add((headers as Record<string, string>).authorization?.split(' ')[1])
  if (body instanceof URLSearchParams) {
    for (const [name, value] of body) {
      if (!PUBLIC_PARAMETERS.test(name)) secrets.add(value)
    }
  }
}
