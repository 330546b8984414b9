import type { Provider, TokenProvider } from '@sso-login/providers'
import type { Core } from './core.ts'
import type { Handler } from './exchange.ts'
import type { Outgoing } from './http-message.ts'
import type { ClientMetadata } from './registered-client.ts'

/** Who answers a path. */
export interface Route {
  /** As faults and the log call it: a key of the provider's endpoints, else e.g. `login` or `other`. */
  readonly endpoint: string
  readonly handle: Handler
}

/**
 * How a provider behaves where its data does not say: the order of its checks, its words, its pages.
 * No dialect is the base of another; they share only the checks and answers that they both import.
 */
export interface Dialect<P extends Provider = TokenProvider> {
  /** The grant types that an application can be registered for. */
  readonly grantTypes: readonly string[]
  /** The schemes that redirect URIs may have; `*`: any. */
  readonly redirectSchemes: readonly string[]
  /** Applications may be registered for scopes of an API of their own, which the provider's data do not name. */
  readonly ownScopes?: true
  /** The people of a mock that was given none, in the provider's resource shape. */
  readonly defaultUsers: (provider: P) => readonly Readonly<Record<string, unknown>>[]
  /** The applications of a mock that was given none, where they are not those of every mock. */
  readonly defaultClients?: readonly ClientMetadata[]
  /** Every endpoint name that its router gives. */
  readonly endpoints: readonly string[]
  /** Made anew by a reset: what it remembers ends there. */
  readonly router: (core: Core<P>) => (path: string) => Route
  /** Answers a request whose form cannot be read. */
  readonly unreadable: (core: Core<P>) => Outgoing | Promise<Outgoing>
}
