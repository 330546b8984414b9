import { failure, problem, redirect, wantsJson } from './answers.ts'
import { asLoginError } from './as-login-error.ts'
import { checkRequest, isRequest, noRequest } from './check-request.ts'
import { headerOf, type RequestLike } from './cookies.ts'
import { isFromSite, isSafe } from './origin.ts'
import { errorIn, safeReturnTo } from './return-to.ts'
import type { Parts } from './routes/route.ts'
import type { SessionUser } from './session-user.ts'
import type { Session } from './sessions.ts'
import { pathOf } from './site.ts'

/** A session in which somebody is signed in. */
export interface SignedIn extends Session {
  user: SessionUser
}

/** A `Request`, or one of Node, Express or Fastify. */
export interface GuardedRequest extends RequestLike {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly originalUrl?: string
}

/**
 * Sends whoever asks to the login and back. A script, a form, and who has just come from there in vain get a 401, whose page
 * links the login.
 */
export type AskToLogin = (request: GuardedRequest) => Response

export type RequireLogin = (request: GuardedRequest) => Promise<SignedIn | Response>

export interface Guard {
  requireLogin: RequireLogin
  askToLogin: AskToLogin
  /** What `requireLogin` has found out for this very request is not looked up again. */
  session(request: RequestLike): Promise<Session>
}

export function createGuard({ settings: { site, emit }, sessions }: Parts): Guard {
  const found = new WeakMap<RequestLike, SignedIn>()

  const askToLogin: AskToLogin = (request) => {
    checkRequest(request)
    const { method = 'GET', originalUrl, url = '/' } = request
    const isOpened = isSafe(method) && isNavigation(request)
    // Where a form posts to, or a script asks, there may be nothing to open: back to the page that it is on.
    const wanted = isOpened ? pathIn(originalUrl ?? url) : headerOf(request, 'referer')
    const page = safeReturnTo(wanted, site)
    const loginPath = pathOf(site, 'login')
    const login = `${loginPath}?${new URLSearchParams({ return_to: page })}`
    if (!isOpened) {
      return problem(request, 401, 'login_required', ({ pleaseLogIn }) => pleaseLogIn, [], {
        links: [{ href: login, text: ({ login }) => login }],
      })
    }
    // Whoever comes back from a failed login with no session would be sent round in circles.
    if (errorIn(originalUrl ?? url) === null) return redirect(login)
    return problem(request, 401, 'login_required', ({ other }) => other, [], {
      links: [{ href: login, text: ({ retry }) => retry }],
    })
  }

  return {
    askToLogin,
    async requireLogin(request) {
      checkRequest(request)
      try {
        const { method = 'GET' } = request
        if (!isSafe(method) && !isFromSite(request, site)) {
          return failure(request, 'cross_site_request')
        }
        const { user, ...rest } = await sessions.of(request)
        if (!user) return askToLogin(request)
        const session = { user, ...rest }
        found.set(request, session)
        return session
      } catch (error) {
        const failed = asLoginError(error, 'session')
        emit({ type: 'request.failed', error: failed })
        return failure(request, failed.code)
      }
    },
    session(request) {
      const known = found.get(request)
      if (known) return Promise.resolve(known)
      return isRequest(request) ? sessions.of(request) : Promise.reject(noRequest())
    },
  }
}

function isNavigation(request: RequestLike): boolean {
  const mode = headerOf(request, 'sec-fetch-mode')
  return mode ? mode === 'navigate' : !wantsJson(request)
}

/** Of a whole address, or of a request target. */
function pathIn(target: string): string {
  if (target.startsWith('/')) return target
  const url = URL.parse(target)
  return url ? url.pathname + url.search : '/'
}
