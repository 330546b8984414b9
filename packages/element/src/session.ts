import { pictureUrl, siteUrl } from './safe-url.ts'

/** Who is signed in, as the session endpoint says. */
export interface SessionUser {
  id: string
  /** Null when the person did not share a name. */
  name: string | null
  /** Absolute; http(s) or `data:image/`. */
  picture?: string
}

/** The answer of `GET /session`, checked: every link is http(s) and of the page's own origin. */
export interface Session {
  user: SessionUser | null
  links: { login: string; logout: string; switch: string | undefined }
}

/** Why there is no usable answer; codes as in `@sso-login/client`. */
export interface SessionFailure {
  code: 'invalid_config' | 'network_error' | 'timeout' | 'response_invalid'
  /** For the developer's console. */
  hint: string
}

const timeoutMs = 10_000

/** Reads the session endpoint. Never rejects. */
export async function readSession(address: string): Promise<Session | SessionFailure> {
  if (!address) return { code: 'invalid_config', hint: 'session="/auth/session" is missing' }
  return ask(address, { cache: 'no-store' }, async (response) =>
    checkSession(response.ok && (await response.json())),
  )
}

/**
 * Ends the session; a failure when the site did not take it. Never rejects.
 * A same-origin POST: the browser itself says so in `Sec-Fetch-Site` and `Origin`.
 */
export const postLogout = (address: string): Promise<object | SessionFailure> =>
  // A site that answers a plain form redirects afterwards; where to is of no interest here.
  ask(address, { method: 'POST', redirect: 'manual' }, async (response) =>
    response.ok || response.type === 'opaqueredirect' ? response : null,
  )

async function ask<T extends object>(
  address: string,
  init: RequestInit,
  read: (response: Response) => Promise<T | null>,
): Promise<T | SessionFailure> {
  const signal = AbortSignal.timeout(timeoutMs)
  const headers = { accept: 'application/json' }
  let response: Response | undefined
  let answer: unknown
  try {
    response = await fetch(address, { ...init, headers, signal })
    const result = await read(response)
    if (result) return result
    answer = response.status
  } catch (cause) {
    // The name alone: the message of a JSON error quotes the body.
    answer = (cause as Error).name
  }
  return {
    code: signal.aborted ? 'timeout' : response ? 'response_invalid' : 'network_error',
    hint: `${address.split('?')[0]}: ${answer}; expected {"user", "links": {"login", "logout"}}, links of this site`,
  }
}

/** The session in a parsed body, or null when the body is anything else. */
export function checkSession(body: unknown): Session | null {
  const { user, links } = Object(body)
  const login = siteUrl(links?.login)
  const logout = siteUrl(links?.logout)
  if (!login || !logout || (user !== null && !(typeof user?.id === 'string' && user.id)))
    return null
  const picture = pictureUrl(user?.picture)
  const name = (typeof user?.name === 'string' && user.name.trim()) || null
  return {
    user: user && { id: user.id, name, ...(picture && { picture }) },
    links: { login, logout, switch: siteUrl(links.switch) },
  }
}
