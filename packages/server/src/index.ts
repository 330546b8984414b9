export type { RequestLike } from './cookies.ts'
export type { LoginEvent } from './events.ts'
export { createLogin, type Login } from './login.ts'
export type { LoginClient } from './login-client.ts'
export type { NodeHandler, NodeRequest, NodeResponse } from './node-handler.ts'
export type { LoginOptions } from './options.ts'
export type { Session, SessionUser } from './sessions.ts'
export type {
  Lease,
  NewRecord,
  RecordSelector,
  RecordStore,
  Store,
  StoredRecord,
} from './store.ts'
export { type MemoryOptions, memory } from './stores/memory.ts'
