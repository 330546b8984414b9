export type { ExpressAdapter } from './adapters/express.ts'
export type { FastifyAdapter } from './adapters/fastify.ts'
export type { HonoAdapter } from './adapters/hono.ts'
export type { NextAdapter } from './adapters/next.ts'
export type { NodeAdapter } from './adapters/node.ts'
export type { NodeRequest, NodeResponse } from './adapters/node-message.ts'
export type { CookieSessionSignIn } from './cookie-session/hooks.ts'
export type { CookieSessionLogin, CookieSessionLoginOptions } from './cookie-session/login.ts'
export type { RequestLike } from './cookies.ts'
export type { LoginEvent } from './events.ts'
export type { FetchAsInit } from './fetch-as-input.ts'
export type { Health } from './health.ts'
export type { Hooks, SignIn } from './hooks.ts'
export { createLogin } from './login.ts'
export type { LoginClient } from './login-client.ts'
export type { Login } from './login-methods.ts'
export type { LoginOptions } from './options.ts'
export type { RefreshOutcome } from './refresh-outcome.ts'
export type { AskToLogin, GuardedRequest, RequireLogin, SignedIn } from './require-login.ts'
export type { SessionUser } from './session-user.ts'
export type { Session, SessionInfo } from './sessions.ts'
export type {
  GrantStore,
  Lease,
  NewRecord,
  RecordSelector,
  RecordStore,
  Store,
  StoredRecord,
} from './store.ts'
export { type MemoryOptions, memory } from './stores/memory.ts'
