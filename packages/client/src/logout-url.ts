import type { Config } from './config.ts'
import { invalid, readRedirectUri } from './settings.ts'
import type { LogoutOptions } from './types.ts'

/** The logout request of OpenID Connect RP-Initiated Logout 1.0 2. */
export function logoutUrl({ endpoints, clientId }: Config, options?: LogoutOptions): string {
  const { idToken, postLogoutRedirectUri, state } = options ?? {}
  const url = new URL(endpoints.endSession as string)
  const query = url.searchParams
  // A store may have kept null for what was absent.
  if (idToken) query.set('id_token_hint', idToken)
  query.set('client_id', clientId)
  if (postLogoutRedirectUri !== undefined) {
    const target = readRedirectUri(postLogoutRedirectUri, 'postLogoutRedirectUri')
    query.set('post_logout_redirect_uri', target)
    if (state) query.set('state', state)
  } else if (state !== undefined) {
    invalid('state', 'comes back only with a postLogoutRedirectUri', 'Leave it out.', 'logout')
  }
  return url.href
}
