import {
  type ConfidentialClientOptions,
  createClient,
  isLoginError,
  type LoginError,
} from '@sso-login/client'
import { iitb } from '@sso-login/providers/iitb'

export const secret = 'the-client-secret'
export const redirectUri = 'https://site.example/auth/callback'

/** 21 November 2026, 12:00 UTC, in epoch seconds. */
export const noon = 1_795_262_400

const scopes = ['basic', 'profile', 'picture', 'ldap', 'phone', 'program', 'send_mail'] as const

type Options = Partial<ConfidentialClientOptions<typeof iitb, (typeof scopes)[number]>>

export const iitbClient = (options: Options = {}) =>
  createClient(iitb, {
    clientId: 'web-app',
    clientSecret: secret,
    redirectUri,
    scopes,
    now: () => noon * 1000,
    ...options,
  })

export const tokens = {
  accessToken: 'the-access-token',
  refreshToken: 'the-refresh-token',
  issuedAt: noon,
  scopes: [...scopes] as string[],
  missing: [],
}

/** What an answer of the token endpoint holds when all is well. */
export const granted = {
  access_token: 'new-access-token',
  token_type: 'Bearer',
  expires_in: 36_000,
  refresh_token: 'new-refresh-token',
  scope: scopes.join(' '),
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })

export const html = (body: string, status = 200) =>
  new Response(body, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })

export interface Sent {
  method: string
  url: URL
  headers: Headers
  body: string
}

/** A `fetch` that gives the answers in turn, the last one for good, and keeps what was sent. */
export function scripted(...answers: (Response | (() => Response | Promise<Response>))[]) {
  const sent: Sent[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init)
    const { method, url, headers } = request
    const answer = answers[Math.min(sent.length, answers.length - 1)]
    sent.push({ method, url: new URL(url), headers, body: await request.text() })
    if (!answer) throw new TypeError('no answer scripted')
    return typeof answer === 'function' ? answer() : answer.clone()
  }
  return { fetch, sent }
}

/** A client whose provider gives the answers in turn. */
export const answered = (...answers: Response[]) =>
  iitbClient({ fetch: scripted(...answers).fetch })

export const form = (sent: Sent | undefined) =>
  Object.fromEntries(new URLSearchParams(sent?.body ?? ''))

/** The `LoginError` that the promise, or the call, fails with, which has to say what to do; anything else fails the test. */
export async function failing(run: Promise<unknown> | (() => unknown)): Promise<LoginError> {
  try {
    await (typeof run === 'function' ? run() : run)
  } catch (error) {
    if (!isLoginError(error)) throw new Error('not a LoginError', { cause: error })
    if (!error.hint) throw new Error('an error without a hint', { cause: error })
    return error
  }
  throw new Error('nothing was thrown')
}

/** The callback of a login just started, with the query that the provider adds. */
export async function started(
  client: Pick<ReturnType<typeof iitbClient>, 'start'>,
  query: Record<string, string> = { code: 'the-code' },
) {
  const { transaction } = await client.start()
  const callback = new URL(redirectUri)
  callback.search = new URLSearchParams({ state: transaction.state, ...query }).toString()
  return { transaction, callback }
}
