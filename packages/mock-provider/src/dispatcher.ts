import type { Core } from './core.ts'
import type { Dialect, Route } from './dialect.ts'
import { type Choice, Exchange } from './exchange.ts'
import { type ActiveFaults, answerWithFault } from './faults.ts'
import { FormError } from './form-body.ts'
import type { Incoming, Outgoing } from './http-message.ts'
import { maskedParams, maskedUrl } from './masking.ts'
import type { WritableRequestLog } from './request-log.ts'

/** The one way to the provider's endpoints: finds the route, lets faults strike, writes the log. */
export function createDispatcher(
  core: Core,
  dialect: Dialect,
  find: (path: string) => Route,
  faults: ActiveFaults,
  log: WritableRequestLog,
): (incoming: Incoming, choice?: Choice) => Promise<Outgoing> {
  const run = async (route: Route, exchange: Exchange): Promise<Outgoing> => {
    try {
      return await route.handle(exchange)
    } catch (error) {
      if (error instanceof FormError) {
        exchange.rejection = `the form cannot be read: ${error.message}`
        return dialect.unreadable(core)
      }
      // A fault of the mock itself: it must not take the test's server down with it.
      exchange.rejection = `the mock failed: ${error instanceof Error ? error.message : 'unknown'}`
      return {
        status: 500,
        headers: { 'Content-Type': 'text/plain; charset=utf-8' },
        body: 'The mock failed at this request; its log says more.\n',
      }
    }
  }

  return async (incoming, choice) => {
    const route = find(incoming.path)
    const exchange = new Exchange(incoming, choice)
    const strike = faults.take(route.endpoint, exchange)
    const proceed = () => run(route, exchange)
    const full = strike
      ? await answerWithFault(strike, { core, exchange, proceed })
      : await proceed()
    const answer = incoming.method === 'HEAD' ? { ...full, body: '' } : full
    exchange.rejection ??= plainRefusal(answer.status, incoming.method)
    const location = answer.headers.Location
    log.add({
      at: new Date(core.clock.now()).toISOString(),
      endpoint: route.endpoint,
      method: incoming.method,
      path: incoming.path,
      clientId: exchange.clientId,
      user: exchange.user,
      params: maskedParams(exchange),
      status: answer.status,
      rejection: exchange.rejection,
      ...(typeof location === 'string' ? { location: maskedUrl(location) } : {}),
    })
    return answer
  }
}

/** In words what a status says that no check has explained. */
function plainRefusal(status: number, method: string): string | null {
  if (status === 404) return 'the provider has nothing at this path'
  return status === 405 ? `the endpoint does not take ${method}` : null
}
