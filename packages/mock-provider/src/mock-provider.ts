import type { Provider, UserOf } from '@sso-login/providers'
import type { Approval, ApprovalResult } from './approve.ts'
import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'
import type { Listener, ListenOptions } from './listen.ts'
import type { Mailbox } from './mailbox.ts'
import type { MswHttp } from './msw-handlers.ts'
import type { MockConfig } from './options.ts'
import type { ClientMetadata } from './registered-client.ts'
import type { RequestLog } from './request-log.ts'

/** A provider in memory. Each one stands alone: parallel tests cannot see each other. */
export interface MockProvider<P extends Provider = Provider> {
  /**
   * The provider's data as this mock serves it: its `baseUrl`, and endpoints that the provider has on
   * hosts of their own, are where a browser sees the mock.
   */
  readonly provider: P
  /** Absolute URLs, by endpoint. */
  readonly endpoints: { readonly [endpoint: string]: string }
  /** The applications as they are registered. */
  readonly clients: readonly ClientMetadata[]
  /** The people, in the provider's resource shape. */
  readonly users: readonly UserOf<P>[]
  readonly usernames: readonly string[]
  /**
   * Answers a request, or a URL with `fetch`'s options: can stand wherever a `fetch` is wanted.
   * Only the path counts, not the host. Redirects are returned, never followed.
   */
  readonly fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>
  /**
   * The mock as MSW handlers, made by the `http` of your own MSW 3: `setupServer(...mock.handlers(http))`.
   * They answer everything at the provider's origin and its endpoints on other hosts, and with
   * `baseUrl: location.origin` the mock's paths of the page's own, so that a worker can show the
   * authorize page in a popup.
   */
  readonly handlers: <Handler>(http: MswHttp<Handler>) => Handler[]
  /**
   * Plays the person's browser: signs in, opens the authorize URL and answers the consent page.
   * @throws MockUsageError for a URL that is not the authorization endpoint's, or an unknown user
   */
  readonly approve: (url: string | URL, approval: Approval) => Promise<ApprovalResult>
  readonly clock: Clock
  readonly faults: Faults
  readonly requests: RequestLog
  readonly mail: Mailbox
  /**
   * Back to the beginning: nobody is signed in, nothing is issued, no fault, the clock as at first.
   * With a config, the beginning is that one from now on. A request that is still on its way is answered as if nothing
   * had happened, and leaves no trace.
   * @throws MockConfigError for a config that is wrong; then everything stays as it is
   */
  // A method, so that a mock of one provider may stand where one of any provider is wanted.
  reset(config?: MockConfig<P>): void
  /** Serves the mock over HTTP (Node only). Rejects where that cannot be, with the system's `code`, e.g. `EADDRINUSE`. */
  readonly listen: (options?: ListenOptions) => Promise<Listener>
}
