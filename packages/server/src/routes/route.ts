import type { Callbacks } from '../callbacks.ts'
import type { ExpiredGrants } from '../expired-grants.ts'
import type { Grants } from '../grants.ts'
import type { AnyClient } from '../login-client.ts'
import type { Settings } from '../options.ts'
import type { Sessions } from '../sessions.ts'
import type { RouteName } from '../site.ts'
import type { Transactions } from '../transactions.ts'

/** What the routes work with: of one provider, and of the site as a whole. */
export interface Parts {
  readonly client: AnyClient
  /** Of its protocol, in the place of those that others have. */
  readonly routes?: Partial<Readonly<Record<RouteName, Route>>>
  /** Of this provider. */
  readonly loginPath: string
  readonly grants: Grants
  readonly transactions: Transactions
  readonly callbacks: Callbacks
  readonly expiredGrants: ExpiredGrants
  readonly settings: Settings
  readonly sessions: Sessions
  /** The parts of the provider that a user's key names; null where the site has it no longer. */
  partsOf(userKey: string): Parts | null
}

export type Route = (request: Request, parts: Parts) => Promise<Response>
