import type {
  CallOptions,
  CoreClient,
  Identity,
  LogoutClient,
  RevokingClient,
  Tokens,
  UserClient,
} from '@sso-login/client'
import type { ScopesOf, TokenProvider } from '@sso-login/providers'

/** What the server needs of a client: it signs in, and says who did. */
export interface LoginClient<P extends TokenProvider, S extends ScopesOf<P>>
  extends CoreClient<P, S> {
  /** Absent only where a provider that was discovered turns out to have no user API, which is refused. */
  readonly identity?: UserClient<P, S>['identity']
  readonly user?: UserClient<P, S>['user']
  readonly revoke?: RevokingClient['revoke']
  readonly logoutUrl?: LogoutClient['logoutUrl']
}

/** Providers that are known to have no user API do not compile. */
export type SaysWho<P extends TokenProvider> = 'userinfo' extends keyof P['endpoints']
  ? unknown
  : never

/** The same, where it does not matter which provider it is. */
export interface AnyClient extends Omit<LoginClient<TokenProvider, string>, 'user' | 'identity'> {
  identity(tokens: Tokens, options?: CallOptions): Promise<Identity>
  user(
    tokens: Tokens,
    fields: readonly string[],
    options?: CallOptions,
  ): Promise<{ readonly [resource: string]: unknown; readonly missing: readonly string[] }>
}
