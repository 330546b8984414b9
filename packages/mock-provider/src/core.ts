import type { Provider, TokenProvider } from '@sso-login/providers'
import type { MeasuredClock } from './clock.ts'
import type { Consents } from './consents.ts'
import type { Grants } from './grants.ts'
import type { Keyring } from './keyring.ts'
import type { WritableMailbox } from './mailbox.ts'
import type { People } from './people.ts'
import type { Random } from './random.ts'
import type { RegisteredClient } from './registered-client.ts'
import type { Sessions } from './sessions.ts'

/** Where a provider's documents and its server differ, or its server is at fault. */
export interface Behaviour {
  /**
   * Answers a clean error where the real server crashes or lets a wrong request through, and at miniOrange where a request is
   * the standard's and not its document's. Default false: what a client has to survive.
   */
  readonly strict: boolean
  /** `expires_in` as a JSON number (seen) or as text (documented). Default `number`. */
  readonly expiresIn: 'number' | 'text'
  /**
   * `redirect_uri` at the token endpoint: may be left out where the first registered one was used
   * (seen), or must be there (documented). Default `optional`.
   */
  readonly redirectUriAtToken: 'optional' | 'required'
}

/** What a dialect's endpoints work with. */
export interface Core<P extends Provider = TokenProvider> {
  readonly provider: P
  /** Where a browser sees the mock: an origin. It is known for good only once the mock listens. */
  readonly baseUrl: () => string
  readonly behaviour: Behaviour
  readonly clients: ReadonlyMap<string, RegisteredClient>
  readonly people: People
  readonly grants: Grants
  readonly consents: Consents
  readonly keyring: Keyring
  readonly sessions: Sessions
  readonly mailbox: WritableMailbox
  readonly clock: MeasuredClock
  readonly random: Random
}
