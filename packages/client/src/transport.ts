/** The one way to the network: every request is timed, capped, abortable and never redirected. */
import type { ClientAuth, Network } from './config.ts'
import { isLoginError, type LoginError } from './errors.ts'
import { aborted, type Call, codeOf, failure, isObject } from './failure.ts'
import { invalid } from './settings.ts'
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
  (url: string, init: RequestInit & { headers: Record<string, string> }): Promise<Answer> =>
    new Promise((resolve, reject) => {
      noteSecrets(call, init)
      const cut = new AbortController()
      // Rejects by itself too: a fetch or a body that ignores its signal must not hold the caller.
      const stop = (error: LoginError) => {
        reject(error)
        cut.abort(error)
      }
      const abort = () => stop(aborted(call))
      if (call.signal?.aborted) return abort()
      const late = `No complete answer within ${config.timeoutMs} ms`
      const timer = setTimeout(() => stop(failure(call, 'timeout', late)), config.timeoutMs)
      call.signal?.addEventListener('abort', abort)
      exchange(config, call, url, init, cut.signal)
        .then(resolve, (cause) => {
          const unreachable = 'The provider could not be reached'
          reject(
            isLoginError(cause) ? cause : failure(call, 'network_error', unreachable, { cause }),
          )
        })
        // Not by `finally`, which makes two promises more of each request.
        .then(() => {
          clearTimeout(timer)
          call.signal?.removeEventListener('abort', abort)
        })
    })

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
