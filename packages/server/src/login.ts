import { type CallOptions, LoginError, type Tokens } from '@sso-login/client'
import type { Provider, ScopesOf } from '@sso-login/providers'
import type { RequestLike } from './cookies.ts'
import { createGrants } from './grants.ts'
import type { AnyClient, LoginClient } from './login-client.ts'
import { createNodeHandler, type NodeHandler } from './node-handler.ts'
import { type LoginOptions, readOptions } from './options.ts'
import { createRefresher } from './refresh.ts'
import { answer } from './routes.ts'
import { createSealer } from './seal.ts'
import { createSessions, type Session } from './sessions.ts'
import { createTransactions } from './transactions.ts'

export interface Login<S extends string = string> {
  /**
   * Answers the routes below `basePath`: `GET /login`, `GET /callback`, `GET /session`, `POST /logout`; 404 for any other.
   * Never throws.
   */
  fetch(request: Request): Promise<Response>

  /**
   * The same for Express, `app.use('/auth', login.express())`, and for plain `node:http`, `createServer(login.express())`.
   * What is not one of the routes goes to `next`, where there is one.
   */
  express(): NodeHandler

  /**
   * Who is signed in, by the cookie of a `Request` or of Node's `IncomingMessage`; prolongs the session's idle time.
   * @throws LoginError `store_error`.
   */
  session(request: RequestLike): Promise<Session>

  /**
   * A user's tokens, good for a call now: of the newest grant that lives, refreshed when 80 % of the access token's lifetime is over.
   * However many ask at once, the provider is asked once. When the provider fails and the access token is still good, that is returned.
   * @param userId As in `session().user.id`, e.g. `101`.
   * @param options The signal stops the waiting; a refresh that was sent runs on, or its tokens would be lost.
   * @throws LoginError `grant_missing` when the person never signed in, or has logged out; `grant_lost` when the
   *   provider does not accept the refresh token any more: the grant is then gone and the session lives on, so send the person to `/login`;
   *   `store_error`; `aborted`; as the client's `refresh`.
   */
  tokensFor(userId: string, options?: CallOptions): Promise<Tokens<S>>
}

/**
 * Sign-in for a site: its routes, its sessions and its users' tokens.
 * @param client Of `createClient`; its redirect URI is the callback route, e.g. `https://site.example/auth/callback`.
 * @throws LoginError `invalid_config`, with `key`.
 */
export function createLogin<P extends Provider, S extends ScopesOf<P>>(
  client: LoginClient<P, S>,
  options: LoginOptions<NoInfer<S>>,
): Login<S> {
  if (typeof client?.start !== 'function' || typeof client.identity !== 'function') {
    throw new LoginError({
      code: 'invalid_config',
      step: 'config',
      key: 'client',
      message: 'The first argument must be a client that can say who signed in.',
      hint: 'Make it with createClient, for a provider with a user API.',
    })
  }
  const settings = readOptions(options, client)
  const { site, now } = settings
  const anyClient = client as unknown as AnyClient
  const sealer = createSealer(settings.secrets, now)
  const sessions = createSessions(settings, sealer)
  const grants = createGrants(anyClient, settings, sealer)
  const transactions = createTransactions({
    sealer,
    site,
    ttlSeconds: client.transactionTtlSeconds,
  })
  const refresher = createRefresher({ client: anyClient, grants, settings, wait: delay })
  const parts = { client: anyClient, settings, sessions, grants, transactions }
  const fetch = (request: Request) => answer(request, parts)

  return {
    fetch,
    express: () => createNodeHandler(site, fetch),
    session: (request) => sessions.of(request),
    tokensFor: (userId, { signal } = {}) => {
      const tokens = refresher.tokensFor(`${client.provider.id}:${userId}`)
      return whileWanted(tokens as Promise<Tokens<S>>, signal)
    },
  }
}

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Stops the waiting, not what is waited for. */
function whileWanted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const stop = () =>
    reject(
      new LoginError({ code: 'aborted', step: 'refresh', message: 'The caller stopped waiting.' }),
    )
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  return promise
}
