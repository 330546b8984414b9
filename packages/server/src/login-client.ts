import type { CoreClient, RevokingClient, UserClient } from '@sso-login/client'
import type { Provider, ScopesOf } from '@sso-login/providers'

/** What the server needs of a client: it signs in, and says who did. */
export interface LoginClient<P extends Provider, S extends ScopesOf<P>> extends CoreClient<P, S> {
  readonly identity: UserClient<P, S>['identity']
  readonly revoke?: RevokingClient['revoke']
}

/** The same, where it does not matter which provider it is. */
export type AnyClient = LoginClient<Provider, string>
