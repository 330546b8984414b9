import type { CallOptions, Tokens } from '@sso-login/client'
import type { ExpressAdapter } from './adapters/express.ts'
import type { FastifyAdapter } from './adapters/fastify.ts'
import type { HonoAdapter } from './adapters/hono.ts'
import type { NextAdapter } from './adapters/next.ts'
import type { NodeAdapter } from './adapters/node.ts'
import type { RequestLike } from './cookies.ts'
import type { FetchAsInit } from './fetch-as-input.ts'
import type { Health } from './health.ts'
import type { RefreshOutcome } from './refresh-outcome.ts'
import type { AskToLogin, RequireLogin } from './require-login.ts'
import type { Session, SessionInfo } from './sessions.ts'

/** What `createLogin` gives. */
export interface Login<S extends string = string> {
  /**
   * Answers the routes below `basePath`: `GET /login`, `GET /callback`, `GET /session`, `POST /logout`, and what they need; 404 for any other.
   * Whatever fails becomes an answer.
   * @throws LoginError `invalid_config`, key `request`, for what is no `Request`.
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
   * @throws LoginError `store_error`; `invalid_config`, key `request`, for what is no request.
   */
  session(request: RequestLike): Promise<Session>

  /**
   * Lets only those in who are signed in, and no POST, PUT, PATCH or DELETE but from the site's own pages: their session, or the answer to give instead.
   * That is the way to the login for somebody who opens a page, 401 for a script or a form (for people a page that links the
   * login), 403 for another site, 503 when the store is away. `session(request)` of the same request then costs nothing. The adapters have it in their framework's own shape.
   * @throws LoginError `invalid_config`, key `request`, for what is no request. Whatever else fails becomes an answer.
   */
  requireLogin: RequireLogin

  /**
   * What `requireLogin` answers whoever is not signed in: for a page that finds `grant_lost` or `grant_missing`, whose
   * visitor has a session and no tokens. They come back to it with both.
   * @throws LoginError `invalid_config`, key `request`, for what is no request.
   */
  askToLogin: AskToLogin

  /**
   * Whether a page of this site sent the request, by `Sec-Fetch-Site` or an exact `Origin`: the check for POSTs that
   * `requireLogin` does not guard (cross-site request forgery). No token in forms is needed.
   * @throws LoginError `invalid_config`, key `request`, for what is no request.
   */
  isFromSite(request: RequestLike): boolean

  /**
   * A user's tokens, good for a call now: of the newest grant that lives, refreshed when 80 % of the access token's lifetime is over.
   * However many ask at once, the provider is asked once. When the provider fails and the access token is still good, that is returned.
   * Never pass them to the client's own `refresh`: what it gets is not kept here, and the grant is lost. After an `invalid_token` there is `withTokens`.
   * @param userId As in `session().user.id`, e.g. `101`; with several providers `iitb:101`.
   * @param options The signal stops the waiting; a refresh that was begun runs on, or its tokens would be lost.
   * @throws LoginError `grant_missing` when the person never signed in, or has logged out; `grant_lost` when the
   *   provider does not accept the refresh token any more: the grant is then gone and the session lives on, so send the person to `/login`;
   *   `store_error`; `aborted`; as the client's `refresh`; `invalid_config`, keys `userId`, `options`, `signal`.
   */
  tokensFor(userId: string, options?: CallOptions): Promise<Tokens<S>>

  /**
   * Runs calls of the client in a person's name: `login.withTokens('101', (tokens) => sso.user(tokens, ['type']))`. When `use` fails
   * with `invalid_token`, a token that died before its time, it refreshes and runs `use` once more, so that `use` should have done nothing before.
   * @throws LoginError as `tokensFor`, and whatever `use` throws; `invalid_config`, key `use`, when it is no function.
   */
  withTokens<T>(userId: string, use: (tokens: Tokens<S>) => T | Promise<T>): Promise<T>

  /**
   * A `fetch` in a person's name, with the access token of `tokensFor` (RFC 6750 2.1). After a 401 it refreshes and asks once more,
   * unless the body was a stream. The token goes to the provider's own origin only, and to those of `init.origins`.
   * `init.signal` ends the request, and the waiting for a refresh, which runs on.
   * @throws LoginError as `tokensFor`; `network_error`, `timeout`, `aborted`; `invalid_config`, before anything is sent: key `url`
   *   (also for another origin), `origins`, `timeoutMs`, `signal`, `headers`, or `init` for what else no `fetch` takes.
   */
  fetchAs(userId: string, url: string | URL, init?: FetchAsInit): Promise<Response>

  /**
   * Refreshes a user's newest grant now, due or not, and says how that went. Who only needs tokens asks `tokensFor`.
   * @throws LoginError `grant_missing`, `store_error`, `aborted`; `invalid_config`, keys `userId`, `options`, `signal`.
   */
  refresh(userId: string, options?: CallOptions): Promise<RefreshOutcome<S>>

  /**
   * For SIGTERM: starts no refresh any more, and resolves when the tokens of those under way are saved, and grants that have
   * expired are revoked. Close the store after that.
   * Requests go on being answered, with tokens as long as they are good. Never fails.
   */
  close(): Promise<void>

  /**
   * A person's sessions, the newest first, e.g. for a page that lists their devices.
   * @throws LoginError `store_error`; `invalid_config`, key `userId`.
   */
  sessions(userId: string): Promise<SessionInfo[]>

  /**
   * Ends one of a person's sessions, as their list has it: `sessions(userId)` gives its `id`. Its grant is revoked unless `keepGrants` is set.
   * @returns False where the person has no such session, or has it no longer.
   * @throws LoginError `store_error`; `invalid_config`, key `userId`.
   */
  endSession(userId: string, id: string): Promise<boolean>

  /**
   * Ends all of a person's sessions, and revokes their grants unless `keepGrants` is set.
   * @returns How many sessions went.
   * @throws LoginError `store_error`; `invalid_config`, key `userId`.
   */
  signOutEverywhere(userId: string): Promise<number>

  /**
   * Whether the store answers, for a `/healthz`: in `timeoutMs` at most, default 2000. A store that fails is an answer too.
   * @throws LoginError `invalid_config`, keys `options`, `timeoutMs`.
   */
  health(options?: { timeoutMs?: number }): Promise<Health>
}
