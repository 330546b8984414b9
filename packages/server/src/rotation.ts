import type { LoginError } from '@sso-login/client'
import type { RefreshProfile } from '@sso-login/providers'

/** Where the old tokens die with the first refresh that reaches the provider, and a second one may cost the grant (RFC 9700 4.14.2). */
export const isStrict = (profile: RefreshProfile | undefined): boolean =>
  profile?.rotates === true && profile.graceSeconds === 0

/** What a connection that never came about is told by. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/

/**
 * Whether a refresh that failed may have been a rotation all the same. Not when the provider said that it failed, or was
 * never reached; but a gateway that says so (502, 504) may have lost an answer, and knows nothing of what was in it.
 */
export function mayHaveRotated({ provider, cause }: LoginError): boolean {
  const { status = 0, error } = provider ?? {}
  if (status >= 400 && (status < 500 || error !== undefined)) return false
  for (let reason = cause as { code?: unknown; cause?: unknown } | undefined; reason; ) {
    if (neverConnected.test(String(reason.code))) return false
    reason = reason.cause as typeof reason
  }
  return true
}
