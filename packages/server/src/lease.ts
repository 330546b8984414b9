import type { RefreshProfile } from '@sso-login/providers'

/**
 * Longer than any refresh takes that the client has not given up (10 s), also when nothing prolongs it.
 * Where the old refresh token dies at once, asking with it again can cost the whole grant (RFC 9700 4.14.2): a holder
 * that only stalls needs time to come back.
 */
const strictLeaseMs = 15_000

/** Where asking twice does no harm, a holder that died costs the others a few seconds only. */
const shortLeaseMs = 5000

/**
 * How long a process that refreshes keeps the others from it when it falls silent, in milliseconds. While it lives it prolongs its lease.
 * Without a profile the provider is taken to be strict.
 */
export function leaseMsFor(profile: RefreshProfile | undefined): number {
  if (!profile) return strictLeaseMs
  if (!profile.rotates) return shortLeaseMs
  if (profile.graceSeconds === 0) return strictLeaseMs
  // The next one has to ask while the old token still works.
  return Math.min(shortLeaseMs, profile.graceSeconds * 500)
}
