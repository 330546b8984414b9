import type { Identity } from './identity.ts'
import type { Shape } from './shape.ts'

/**
 * A provider that keeps the visitor's session itself, in a cookie of the site's own domain: it exchanges the code where
 * others leave that to the application, and gives no tokens. Endpoints are named and resolved as those of `Endpoints`.
 */
export interface CookieSessionEndpoints {
  readonly authorization: string
  /** The same for who is signed in already; whoever is not comes back without having seen a page. */
  readonly silentAuthorization: string
  /** The redirect URI of every application: exchanges the code, sets the cookie and leads on to the application. */
  readonly token: string
  /** Who is signed in. */
  readonly userinfo: string
  /** A form login by POST; the way to a social login by GET. */
  readonly login: string
  readonly sendOtp: string
  readonly logout: string
}

/**
 * Where such a provider leaves what a client would expect. Each value is handled in exactly one place in the client and
 * one in the mock.
 *
 * - `kebab-case`: members of JSON and parameters of a login are written `first-name`.
 * - `integer-client-id`: applications are known by a number.
 */
export type CookieSessionQuirk = 'kebab-case' | 'integer-client-id'

export interface CookieSessionProvider {
  readonly protocol: 'cookie-session'
  /** Short and stable: it is part of stored keys (`bridgekeeper:101`). */
  readonly id: string
  /** As people know it. */
  readonly name: string
  /** `https://host`; relative endpoints and URLs in answers are resolved against it. */
  readonly baseUrl: string
  readonly endpoints: CookieSessionEndpoints
  /** There are none that a page could hold. */
  readonly browserTokens: 'no'
  /** How a request shows the session: either will do. */
  readonly session: { readonly cookie: string; readonly header: string }
  /** The member of an answer to `allow_ajax=true` that says where to go. */
  readonly ajaxAnswer: string
  readonly resources: {
    readonly [resource: string]: { readonly shape: Shape; readonly aliases?: readonly string[] }
  }
  readonly identity: Identity
  readonly lifetimes?: { readonly codeSeconds: number; readonly sessionSeconds: number }
  readonly quirks?: readonly CookieSessionQuirk[]
}
