import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import type { Outgoing } from '../../http-message.ts'

/** Where the provider's data say that its token endpoint leaves RFC 6749 5: the one place in the mock. */
export function withQuirks({ provider }: Core, handle: Handler): Handler {
  const { quirks = [], errorNames = {} } = provider
  const ownNames = Object.fromEntries(
    Object.entries(errorNames).map(([own, standard]) => [standard, own]),
  )
  if (quirks.length === 0 && Object.keys(ownNames).length === 0) return handle
  return async (exchange) => {
    const answer = await handle(exchange)
    const body = readObject(answer)
    if (!body) return answer
    const { error, scope } = body
    if (typeof error === 'string') {
      const status = quirks.includes('errors-with-status-200') ? 200 : answer.status
      return {
        ...answer,
        status,
        body: JSON.stringify({ ...body, error: ownNames[error] ?? error }),
      }
    }
    return quirks.includes('scopes-by-comma') && typeof scope === 'string'
      ? { ...answer, body: JSON.stringify({ ...body, scope: scope.replaceAll(' ', ',') }) }
      : answer
  }
}

function readObject({ body }: Outgoing): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body) as Record<string, unknown>
  } catch {
    return undefined
  }
}
