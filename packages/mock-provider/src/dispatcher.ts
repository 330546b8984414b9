import type { Provider } from '@sso-login/providers'
import type { Core } from './core.ts'
import type { Dialect, Route } from './dialect.ts'
import { type Choice, Exchange, type Handler } from './exchange.ts'
import { type ActiveFaults, answerWithFault } from './faults.ts'
import { FormError } from './form-body.ts'
import type { Incoming, Outgoing } from './http-message.ts'
import { maskedParams, maskedUrl } from './masking.ts'
import type { RequestRecord, WritableRequestLog } from './request-log.ts'

/** The one way to the provider's endpoints: finds the route, lets faults strike, writes the log. */
export function createDispatcher(
  core: Core<Provider>,
  dialect: Dialect<Provider>,
  find: (path: string) => Route,
  faults: ActiveFaults,
  tell: WritableRequestLog['add'],
): (incoming: Incoming, choice?: Choice) => Promise<Outgoing> {
  /** With an endpoint its faults may strike. */
  const run = async (exchange: Exchange, handle: Handler, endpoint?: string): Promise<Outgoing> => {
    try {
      const strike = endpoint === undefined ? undefined : faults.take(endpoint, exchange)
      if (!strike) return await handle(exchange)
      const proceed = async () => sent(exchange.incoming, await run(exchange, handle))
      return await answerWithFault(strike, { core, exchange, proceed })
    } catch (error) {
      if (error instanceof FormError) {
        exchange.rejection = `the form cannot be read: ${error.message}`
        return dialect.unreadable(core)
      }
      // A mistake of the mock itself, or in a fault's predicate: it must not take the test's server down with it.
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
    const answer = sent(incoming, await run(exchange, route.handle, route.endpoint))
    exchange.rejection ??= plainRefusal(answer.status, incoming.method)
    tell(entryOf(route, exchange, answer, core.clock.now()))
    return answer
  }
}

/** As much of an answer as the method wants. */
const sent = ({ method }: Incoming, answer: Outgoing): Outgoing =>
  method === 'HEAD' ? { ...answer, body: '' } : answer

/** Larger requests are masked at once, so that the log does not keep their bodies. */
const keptLength = 4_096

/** What the log will say. Masking costs more than many a request: it waits until somebody reads. */
function entryOf(
  { endpoint }: Route,
  { incoming, clientId, user, pkce, rejection }: Exchange,
  { status, headers: { Location: location } }: Outgoing,
  now: number,
): () => Omit<RequestRecord, 'id'> {
  const { method, path, query, body } = incoming
  const type = body === '' ? undefined : incoming.header('content-type')
  const make = () => ({
    at: new Date(now).toISOString(),
    endpoint,
    method,
    path,
    clientId,
    user,
    // Of the request's parts: itself it would keep the whole of its connection in memory.
    params: maskedParams(new Exchange({ method, path, query, body, header: () => type })),
    ...(pkce === null ? {} : { pkce }),
    status,
    rejection,
    ...(typeof location === 'string' ? { location: maskedUrl(location) } : {}),
  })
  if (query.length + body.length <= keptLength) return make
  const made = make()
  return () => made
}

/** In words what a status says that no check has explained. */
function plainRefusal(status: number, method: string): string | null {
  if (status === 404) return 'the provider has nothing at this path'
  return status === 405 ? `the endpoint does not take ${method}` : null
}
