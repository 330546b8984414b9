import type { Grants } from '../grants.ts'
import type { AnyClient } from '../login-client.ts'
import type { Settings } from '../options.ts'
import type { Sessions } from '../sessions.ts'
import type { Transactions } from '../transactions.ts'

/** What the routes work with. */
export interface Parts {
  readonly client: AnyClient
  readonly settings: Settings
  readonly sessions: Sessions
  readonly grants: Grants
  readonly transactions: Transactions
}

export type Route = (request: Request, parts: Parts) => Promise<Response>
