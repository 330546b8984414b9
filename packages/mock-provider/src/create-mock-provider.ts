import type { Provider, UserOf } from '@sso-login/providers'
import { type Approval, approve } from './approve.ts'
import { createClock } from './clock.ts'
import { createConsents } from './consents.ts'
import { answerControl, type Control, controlPrefix } from './control-api.ts'
import type { Core } from './core.ts'
import { dialectOf } from './dialects.ts'
import { createDispatcher } from './dispatcher.ts'
import { endpointUrl } from './endpoint-path.ts'
import { createFaults } from './faults.ts'
import { fetchOver } from './fetch-adapter.ts'
import { Grants } from './grants.ts'
import type { Incoming, Outgoing } from './http-message.ts'
import { issuerOf } from './issuer.ts'
import { createKeyring } from './keyring.ts'
import type { Listener, ListenOptions } from './listen.ts'
import { createMailbox } from './mailbox.ts'
import type { MockProvider } from './mock-provider.ts'
import { mswHandlers } from './msw-handlers.ts'
import {
  type MockConfig,
  type MockProviderOptions,
  requireConfig,
  requireOptions,
} from './options.ts'
import { createRandom } from './random.ts'
import { createRequestLog } from './request-log.ts'
import { createSessions } from './sessions.ts'
import { registerAll, type Setup, setUp } from './setup.ts'
import { takeSnapshot } from './snapshot.ts'
import { requireProvider } from './validate-provider.ts'

/**
 * Makes a provider in memory that behaves as the real one was seen to behave.
 *
 * @example
 * const mock = createMockProvider(iitb, { clients: [app], users: [alice] })
 * const { location } = await mock.approve(url, { user: 'alice', scopes: ['basic'] })
 *
 * @throws MockConfigError with the path of the offending key, e.g. `clients[0].redirect_uris[1]`
 */
export function createMockProvider<const P extends Provider>(
  provider: P,
  options: MockProviderOptions<P> = {},
): MockProvider<P> {
  requireProvider(provider)
  requireOptions(options)
  const dialect = dialectOf(provider)
  let baseUrl = (options.baseUrl ?? provider.baseUrl).replace(/\/$/, '')
  let anyControlHost = false
  const clock = createClock(options.now ?? Date.now)
  const faults = createFaults(() => run.core, dialect.endpoints)
  const log = createRequestLog(dialect.endpoints)
  /**
   * All that a reset forgets is made anew, and nothing is emptied: a request that is on its way meanwhile finds what it
   * began with, and whoever begins then finds nothing of it.
   */
  const begin = (setup: Setup) => {
    const core: Core<Provider> = {
      provider,
      baseUrl: () => baseUrl,
      behaviour: setup.behaviour,
      clients: registerAll(provider, setup.clients),
      people: setup.people,
      grants: new Grants(),
      consents: createConsents(),
      keyring: createKeyring(),
      // Cookies need not be the same from run to run, and must not change which tokens follow.
      sessions: createSessions(createRandom(undefined), clock.now),
      mailbox: createMailbox(),
      clock,
      random: createRandom(options.seed),
    }
    const find = dialect.router(core)
    const tell: typeof log.add = (make) => run.core === core && log.add(make)
    return { setup, core, find, dispatch: createDispatcher(core, dialect, find, faults, tell) }
  }
  let run = begin(setUp(provider, dialect, options))
  const find = (path: string) => run.find(path)
  const dispatchToProvider = (incoming: Incoming) => run.dispatch(incoming)
  const dispatch = (incoming: Incoming): Promise<Outgoing> => {
    if (options.control === false) return dispatchToProvider(incoming)
    if (incoming.path.startsWith(controlPrefix)) return answerControl(control, incoming)
    // A browser at the front door of the mock, where the provider itself has no page.
    const isVisit = incoming.path === '/' && incoming.header('accept')?.includes('text/html')
    return isVisit && find('/').endpoint === 'other'
      ? Promise.resolve({ status: 302, headers: { Location: controlPrefix }, body: '' })
      : dispatchToProvider(incoming)
  }

  const snapshot = () => takeSnapshot(run.core, faults, log, dialect.endpoints)
  const mock: MockProvider<P> = {
    get provider() {
      // Those on hosts of their own would not move with the base URL.
      const endpoints = mapEndpoints((path) => (URL.canParse(path) ? here(path) : path))
      const moved = { ...provider, baseUrl, endpoints: endpoints as unknown as P['endpoints'] }
      return provider.protocol === 'oidc' ? { ...moved, issuer: issuerOf(run.core) } : moved
    },
    get endpoints() {
      return mapEndpoints(here)
    },
    get clients() {
      return run.setup.clients
    },
    get users() {
      return run.setup.users as unknown as readonly UserOf<P>[]
    },
    get usernames() {
      return run.core.people.all.map(({ username }) => username)
    },
    fetch: fetchOver(dispatch),
    handlers: (http) =>
      mswHandlers(http, dispatch, {
        providerOrigin: new URL(provider.baseUrl).origin,
        endpointOrigins: Object.values<string>({ ...provider.endpoints })
          .filter((path) => URL.canParse(path))
          .map((url) => new URL(url).origin),
        mockOrigin: () => baseUrl,
        find,
        controlPrefix: options.control === false ? null : controlPrefix,
      }),
    approve: (url: string | URL, approval: Approval) =>
      approve(run.core, run.dispatch, run.find, url, approval),
    clock,
    faults,
    requests: log,
    mail: { all: () => run.core.mailbox.all(), last: () => run.core.mailbox.last() },
    reset(config?: MockConfig<P>) {
      if (config !== undefined) requireConfig(config)
      run = begin(config === undefined ? run.setup : setUp(provider, dialect, config))
      clock.reset()
      faults.clear()
      log.clear()
    },
    async listen(listenOptions: ListenOptions = {}): Promise<Listener> {
      // Loaded here only, so that who uses `fetch` in a browser or worker never loads Node's modules.
      const { listen } = await import('./listen.ts')
      const listener = await listen(dispatch, listenOptions)
      const { host } = listenOptions
      anyControlHost ||= host !== undefined && !loopbackHosts.includes(host)
      if (options.baseUrl === undefined) baseUrl = listener.url
      return listener
    },
  }
  const control: Control = { mock, log, snapshot, anyHost: () => anyControlHost }
  const here = (path: string) => endpointUrl(provider, path, baseUrl)
  const mapEndpoints = (map: (path: string) => string) => {
    const entries = Object.entries<string>({ ...provider.endpoints })
    return Object.fromEntries(entries.map(([name, path]) => [name, map(path)]))
  }
  return mock
}

const loopbackHosts = ['127.0.0.1', 'localhost', '::1']
