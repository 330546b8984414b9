import { parseUrl, pictureUrl, siteUrl, webUrl } from './safe-url.ts'

/** Who is signed in, as the session endpoint says. */
export interface SessionUser {
  id: string
  /** Null when the person did not share a name. */
  name: string | null
  /** Absolute; http(s) or `data:image/`. */
  picture?: string | undefined
  /** A line below the name in the view `full`, e.g. a department or a mail address. */
  detail?: string | undefined
}

/** The answer of `GET /session`, checked: every link is http(s) and of the page's own origin. */
export interface Session {
  user: SessionUser | null
  /** When the session ends, in epoch seconds. */
  expiresAt: number | undefined
  links: { login: string; logout: string; switch: string | undefined }
  /** Bridgekeeper is logged out by a GET. */
  method?: string
  /** Pages without a backend: starts a login, at the press of the button. @returns where to go. Never rejects. */
  start?: (other: boolean) => Promise<string | SessionFailure>
  /** Pages without a backend: ends the session. */
  end?: () => Promise<LoggedOut | SessionFailure>
}

/** The session has ended. */
export interface LoggedOut {
  /** The provider's own logout, which the browser has to visit (OpenID Connect RP-Initiated Logout 1.0 2); http(s). */
  away?: string | undefined
}

/** Why there is no usable answer. */
export interface SessionFailure {
  /** As in `@sso-login/client`. */
  code: string
  /** For the developer's console. */
  hint: string
}

const timeoutMs = 10_000

/**
 * Reads the session endpoint, or Bridgekeeper's `/users/me`, whose login link is the page's own. Never rejects.
 */
export async function readSession(
  address: string,
  loginLink?: string,
): Promise<Session | SessionFailure> {
  if (!address) return { code: 'invalid_config', hint: 'session="/auth/session" is missing' }
  const isBridgekeeper = /\/users\/me$/.test(address)
  return ask(address, { cache: 'no-store' }, async (response) => {
    if (!isBridgekeeper) return checkSession(response.ok && (await response.json()))
    const links = { login: loginLink, logout: new URL('../logout', parseUrl(address) as URL).href }
    const { user } = response.status === 401 ? { user: null } : await response.json()
    const session = checkSession({ user, links })
    return session && { ...session, method: 'GET' }
  })
}

/**
 * Ends the session; a failure when the site did not take it. Never rejects.
 * A same-origin request: the browser itself says so in `Sec-Fetch-Site` and `Origin`.
 */
export const endSession = ({
  links,
  method = 'POST',
  end,
}: Session): Promise<LoggedOut | SessionFailure> =>
  end
    ? end()
    : // A site that answers a plain form redirects afterwards; where to is of no interest here.
      ask(links.logout, { method, redirect: 'manual' }, async (response) => {
        if (response.type === 'opaqueredirect') return {}
        if (!response.ok) return null
        const body: unknown = await response.json().catch(() => null)
        return { away: webUrl(Object(body).location) }
      })

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
    hint: `${address.split('?')[0]}: ${answer}; not {"user", "links": {"login", "logout"}} of this site`,
  }
}

const text = (value: unknown) => (typeof value === 'string' && value.trim()) || undefined

/** The session in a parsed body, or null when the body is anything else. */
function checkSession(body: unknown): Session | null {
  const { user, expiresAt, links } = Object(body)
  const login = siteUrl(links?.login)
  const logout = siteUrl(links?.logout)
  const id = text(typeof user?.id === 'number' ? `${user.id}` : user?.id)
  if (!login || !logout || (user !== null && !id)) return null
  return {
    user: user && {
      id,
      name: text(user.name) ?? null,
      picture: pictureUrl(user.picture ?? user['avatar-url']),
      detail: text(user.detail ?? user.email),
    },
    expiresAt: Number(expiresAt) || undefined,
    links: { login, logout, switch: siteUrl(links.switch) },
  }
}
