import { type CallOptions, LoginError, type Tokens, type UserResources } from '@sso-login/client'
import type { CookieSessionClient } from '@sso-login/client/cookie-session'
import type {
  CookieSessionProvider,
  ResourceOf,
  ResourceUnlockedBy,
  ScopesOf,
  TokenProvider,
  UserOf,
} from '@sso-login/providers'
import type { ExpressAdapter } from './adapters/express.ts'
import type { FastifyAdapter } from './adapters/fastify.ts'
import type { HonoAdapter } from './adapters/hono.ts'
import type { NextAdapter } from './adapters/next.ts'
import type { NodeAdapter } from './adapters/node.ts'
import { createCallbacks } from './callbacks.ts'
import type { CookieSessionLogin, CookieSessionLoginOptions } from './cookie-session/login.ts'
import { createCookieSessionLogin, isCookieSessionClient } from './cookie-session/login.ts'
import type { RequestLike } from './cookies.ts'
import { createExpiredGrants } from './expired-grants.ts'
import { type FetchAsInit, fetchAs } from './fetch-as.ts'
import { createGrants } from './grants.ts'
import type { Health } from './health.ts'
import type { AnyClient, LoginClient, SaysWho } from './login-client.ts'
import { type LoginOptions, readOptions } from './options.ts'
import { createRefresher } from './refresh.ts'
import { grantMissing, type RefreshOutcome } from './refresh-outcome.ts'
import type { AskToLogin, RequireLogin } from './require-login.ts'
import type { Parts } from './routes/route.ts'
import { createSealer } from './seal.ts'
import { createSessions, type Session, type SessionInfo } from './sessions.ts'
import { pathOf } from './site.ts'
import { surfaceOf } from './surface.ts'
import { createTransactions } from './transactions.ts'
import { withTokens } from './with-tokens.ts'

export interface Login<S extends string = string> {
  /**
   * Answers the routes below `basePath`: `GET /login`, `GET /callback`, `GET /session`, `POST /logout`, and what they need; 404 for any other.
   * Never throws.
   */
  fetch(request: Request): Promise<Response>

  /** The routes, and `requireLogin`, for plain `node:http`. */
  node(): NodeAdapter
  /** The same for Express: `app.use('/auth', login.express())`. */
  express(): ExpressAdapter
  /** The same for Fastify: `app.register(login.fastify())`. */
  fastify(): FastifyAdapter
  /** The same for Hono: `app.all('/auth/*', login.hono())`. */
  hono(): HonoAdapter
  /** The same for Next.js: `export const { GET, POST } = login.next()` in `app/auth/[...sso]/route.ts`. */
  next(): NextAdapter

  /**
   * Who is signed in, by the cookie of a `Request` or of Node's `IncomingMessage`; prolongs the session's idle time.
   * @throws LoginError `store_error`.
   */
  session(request: RequestLike): Promise<Session>

  /**
   * Lets only those in who are signed in, and no POST, PUT, PATCH or DELETE but from the site's own pages: their session, or the answer to give instead.
   * That is the way to the login for somebody who opens a page, 401 for a script, 403 for another site, 503 when the
   * store is away. `session(request)` of the same request then costs nothing. The adapters have it in their framework's own shape.
   */
  requireLogin: RequireLogin

  /**
   * What `requireLogin` answers whoever is not signed in: for a page that finds `grant_lost` or `grant_missing`, whose
   * visitor has a session and no tokens. They come back to it with both.
   */
  askToLogin: AskToLogin

  /**
   * Whether a page of this site sent the request, by `Sec-Fetch-Site` or an exact `Origin`: the check for POSTs that
   * `requireLogin` does not guard (cross-site request forgery). No token in forms is needed.
   */
  isFromSite(request: RequestLike): boolean

  /**
   * A user's tokens, good for a call now: of the newest grant that lives, refreshed when 80 % of the access token's lifetime is over.
   * However many ask at once, the provider is asked once. When the provider fails and the access token is still good, that is returned.
   * Never pass them to the client's own `refresh`: what it gets is not kept here, and the grant is lost. After an `invalid_token` there is `withTokens`.
   * @param userId As in `session().user.id`, e.g. `101`.
   * @param options The signal stops the waiting; a refresh that was sent runs on, or its tokens would be lost.
   * @throws LoginError `grant_missing` when the person never signed in, or has logged out; `grant_lost` when the
   *   provider does not accept the refresh token any more: the grant is then gone and the session lives on, so send the person to `/login`;
   *   `store_error`; `aborted`; as the client's `refresh`.
   */
  tokensFor(userId: string, options?: CallOptions): Promise<Tokens<S>>

  /**
   * Runs calls of the client in a person's name: `login.withTokens('101', (tokens) => sso.user(tokens, ['type']))`. When `use` fails
   * with `invalid_token`, a token that died before its time, it refreshes and runs `use` once more, so that `use` should have done nothing before.
   * @throws LoginError as `tokensFor`, and whatever `use` throws.
   */
  withTokens<T>(userId: string, use: (tokens: Tokens<S>) => T | Promise<T>): Promise<T>

  /**
   * A `fetch` in a person's name, with the access token of `tokensFor` (RFC 6750 2.1). After a 401 it refreshes and asks once more,
   * unless the body was a stream. The token goes to the provider's own origin only, and to those of `init.origins`.
   * @throws LoginError as `tokensFor`; `invalid_config` for another origin; `network_error`, `timeout`, `aborted`.
   */
  fetchAs(userId: string, url: string | URL, init?: FetchAsInit): Promise<Response>

  /**
   * Refreshes a user's newest grant now, due or not, and says how that went. Who only needs tokens asks `tokensFor`.
   * @throws LoginError `grant_missing`, `store_error`, `aborted`.
   */
  refresh(userId: string, options?: CallOptions): Promise<RefreshOutcome<S>>

  /**
   * For SIGTERM: starts no refresh any more, and resolves when the tokens of those under way are saved, and grants that have
   * expired are revoked. Close the store after that.
   * Requests go on being answered, with tokens as long as they are good.
   */
  close(): Promise<void>

  /** A person's sessions, the newest first, e.g. for a page that lists their devices. @throws LoginError `store_error`. */
  sessions(userId: string): Promise<SessionInfo[]>

  /**
   * Ends one of a person's sessions, as their list has it: `sessions(userId)` gives its `id`. Its grant is revoked unless `keepGrants` is set.
   * @returns False where the person has no such session, or has it no longer.
   * @throws LoginError `store_error`.
   */
  endSession(userId: string, id: string): Promise<boolean>

  /**
   * Ends all of a person's sessions, and revokes their grants unless `keepGrants` is set.
   * @returns How many sessions went.
   * @throws LoginError `store_error`.
   */
  signOutEverywhere(userId: string): Promise<number>

  /** Whether the store answers, for a `/healthz`. Never fails; takes `timeoutMs` at most, default 2000. */
  health(options?: { timeoutMs?: number }): Promise<Health>
}

/**
 * Sign-in for a site: its routes, its sessions and its users' tokens.
 * @param client Of `createClient`; its redirect URI is the callback route, e.g. `https://site.example/auth/callback`.
 * @throws LoginError `invalid_config`, with `key`.
 */
export function createLogin<
  P extends TokenProvider,
  S extends ScopesOf<P>,
  const F extends ResourceUnlockedBy<P, NoInfer<S>> = never,
>(
  client: LoginClient<P, S> & SaysWho<P>,
  options: LoginOptions<NoInfer<S>, F, UserResources<P, F>>,
): Login<S>
/**
 * The same for a provider that keeps the session itself, and gives no tokens. Its cookie has to reach this site: it is
 * read from each request, and shown to the provider and nobody else. The session here ends with the provider's.
 * @param client Of `createCookieSessionClient`; its `callbackUri` is the callback route.
 */
export function createLogin<
  P extends CookieSessionProvider,
  const F extends ResourceOf<P> & string = never,
>(
  client: CookieSessionClient<P>,
  options: CookieSessionLoginOptions<F, Pick<UserOf<P>, F>>,
): CookieSessionLogin
/**
 * The same with a choice of providers: each has a login and a callback of its own, `/auth/login/<id>` and
 * `/auth/callback/<id>`; `/auth/login` asks which. A user's id is then provider and id, `iitb:101`.
 */
export function createLogin(clients: readonly SomeClient[], options: LoginOptions): Login
export function createLogin(clientOrClients: unknown, options: object): Login {
  if (isCookieSessionClient(clientOrClients)) {
    return createCookieSessionLogin(clientOrClients, options) as Login
  }
  const clients = readClients(clientOrClients)
  const settings = readOptions(options as LoginOptions, clients)
  const { site, keys, now } = settings
  const sealer = createSealer(settings.secrets, now)
  const sessions = createSessions(settings, sealer)
  const expiredGrants = createExpiredGrants(settings, partsOf)

  const providers = new Map(
    clients.map((client) => {
      const grants = createGrants(client, settings, sealer)
      const ttlSeconds = client.transactionTtlSeconds
      const parts = {
        client,
        loginPath: pathOf(site, 'login', clients.length > 1 ? client.provider.id : undefined),
        grants,
        transactions: createTransactions({ sealer, site, ttlSeconds }),
        callbacks: createCallbacks(settings, sealer),
        refresher: createRefresher({ client, grants, settings, wait: delay }),
        expiredGrants,
        settings,
        sessions,
        partsOf,
      }
      return [client.provider.id, parts]
    }),
  )
  function partsOf(userKey: string) {
    return providers.get(keys.providerOf(userKey)) ?? null
  }
  function refresherOf(userId: string) {
    const key = keys.of(userId)
    const parts = partsOf(key)
    if (!parts) throw grantMissing()
    return { key, client: parts.client, refresher: parts.refresher }
  }
  const [first] = providers.values() as Iterable<Parts> as [Parts]

  return {
    ...surfaceOf(first, providers),
    async tokensFor(userId, { signal } = {}) {
      const { refresher, key } = refresherOf(userId)
      return whileWanted(refresher.tokensFor(key), signal)
    },
    async withTokens(userId, use) {
      const { key, refresher } = refresherOf(userId)
      return withTokens(refresher, key, use)
    },
    async fetchAs(userId, url, init) {
      const { key, ...parts } = refresherOf(userId)
      return fetchAs({ ...parts, fetch: settings.fetch }, key, url, init)
    },
    async refresh(userId, { signal } = {}) {
      const { refresher, key } = refresherOf(userId)
      return whileWanted(refresher.refresh(key), signal)
    },
    async close() {
      const refreshers = [...providers.values()].map(({ refresher }) => refresher)
      await Promise.all([expiredGrants, ...refreshers].map((one) => one.close()))
    },
  }
}

/** A client of any provider. */
// biome-ignore lint/suspicious/noExplicitAny: the types of one client do not matter to another.
type SomeClient = LoginClient<any, any>

function readClients(value: unknown): AnyClient[] {
  const clients = [value].flat() as AnyClient[]
  if (clients.some(isCookieSessionClient)) {
    throw new LoginError({
      code: 'invalid_config',
      step: 'config',
      key: 'client',
      message: 'A provider that keeps the session itself cannot be one of several.',
      hint: 'Give its client to createLogin alone, not in a list.',
    })
  }
  const isClient = (client: AnyClient) =>
    typeof client?.start === 'function' && typeof client.identity === 'function'
  const ids = clients.map((client) => client?.provider?.id)
  if (clients.length > 0 && clients.every(isClient) && new Set(ids).size === ids.length) {
    return clients
  }
  throw new LoginError({
    code: 'invalid_config',
    step: 'config',
    key: 'client',
    message:
      'The first argument must be a client that can say who signed in, or several of different providers.',
    hint: 'Make it with createClient, for a provider with a user API.',
  })
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
