import type { ReuseReaction } from './bends.ts'
import type { Core } from './core.ts'
import type { Exchange } from './exchange.ts'
import type { RefreshToken } from './grants.ts'
import type { RegisteredClient } from './registered-client.ts'

/** The refresh token that the client may use. One that comes again may cost the whole family its life (RFC 9700 4.14.2). */
export function usableRefreshToken(
  { grants }: Core,
  exchange: Exchange,
  client: RegisteredClient,
  sent: string,
  onReuse: ReuseReaction,
): RefreshToken | undefined {
  const live = grants.refreshToken(sent)
  if (live) return live
  const retired = grants.retiredRefreshToken(sent)
  if (retired?.client !== client) return undefined
  exchange.reusesRefreshToken = true
  const reaction = exchange.bends.onReuse ?? onReuse
  if (reaction === 'accept') return retired
  if (reaction === 'revoke-family') {
    grants.revokeFamily(retired.family, 'was revoked, because a refresh token before it came twice')
  }
  return undefined
}
