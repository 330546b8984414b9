import type { UserResources } from '@sso-login/client'
import type { CookieSessionClient } from '@sso-login/client/cookie-session'
import type {
  CookieSessionProvider,
  ResourceOf,
  ResourceUnlockedBy,
  ScopesOf,
  TokenProvider,
  UserOf,
} from '@sso-login/providers'
import { readCallOptions } from './call-options.ts'
import { createCallbacks } from './callbacks.ts'
import { isCookieSessionClient } from './cookie-session/any-client.ts'
import type { CookieSessionLogin, CookieSessionLoginOptions } from './cookie-session/login.ts'
import { createCookieSessionLogin } from './cookie-session/login.ts'
import { createExpiredGrants } from './expired-grants.ts'
import { fetchAs } from './fetch-as.ts'
import { createGrants } from './grants.ts'
import { invalid } from './invalid.ts'
import type { AnyClient, LoginClient, SaysWho } from './login-client.ts'
import type { Login } from './login-methods.ts'
import { type LoginOptions, readOptions } from './options.ts'
import { createRefresher } from './refresh.ts'
import { grantMissing } from './refresh-outcome.ts'
import type { Parts } from './routes/route.ts'
import { createSealer } from './seal.ts'
import { createSessions } from './sessions.ts'
import { pathOf } from './site.ts'
import { surfaceOf } from './surface.ts'
import { createTransactions } from './transactions.ts'
import { whileWanted } from './while-wanted.ts'
import { withTokens } from './with-tokens.ts'

/**
 * Sign-in for a site: its routes, its sessions and its users' tokens.
 * @param client Of `createClient`; its redirect URI is the callback route, e.g. `https://site.example/auth/callback`.
 * @throws LoginError `invalid_config`, with `key`.
 */
export function createLogin<
  P extends TokenProvider,
  S extends ScopesOf<P>,
  const F extends ResourceUnlockedBy<P, NoInfer<S>> = never,
>(
  client: LoginClient<P, S> & SaysWho<P>,
  options: LoginOptions<NoInfer<S>, F, UserResources<P, F>>,
): Login<S>
/**
 * The same for a provider that keeps the session itself, and gives no tokens. Its cookie has to reach this site: it is
 * read from each request, and shown to the provider and nobody else. The session here ends with the provider's.
 * @param client Of `createCookieSessionClient`; its `callbackUri` is the callback route.
 */
export function createLogin<
  P extends CookieSessionProvider,
  const F extends ResourceOf<P> & string = never,
>(
  client: CookieSessionClient<P>,
  options: CookieSessionLoginOptions<F, Pick<UserOf<P>, F>>,
): CookieSessionLogin
/**
 * The same with a choice of providers: each has a login and a callback of its own, `/auth/login/<id>` and
 * `/auth/callback/<id>`; `/auth/login` asks which. A user's id is then provider and id, `iitb:101`.
 */
export function createLogin(clients: readonly SomeClient[], options: LoginOptions): Login
export function createLogin(clientOrClients: unknown, options: object): Login {
  if (isCookieSessionClient(clientOrClients)) {
    return createCookieSessionLogin(clientOrClients, options) as Login
  }
  const clients = readClients(clientOrClients)
  const settings = readOptions(options as LoginOptions, clients)
  const { site, keys, now } = settings
  const sealer = createSealer(settings.secrets, now)
  const sessions = createSessions(settings, sealer)
  const expiredGrants = createExpiredGrants(settings, partsOf)

  const providers = new Map(
    clients.map((client) => {
      const grants = createGrants(client, settings, sealer)
      const ttlSeconds = client.transactionTtlSeconds
      const parts = {
        client,
        loginPath: pathOf(site, 'login', clients.length > 1 ? client.provider.id : undefined),
        grants,
        transactions: createTransactions({ sealer, site, ttlSeconds }),
        callbacks: createCallbacks(settings, sealer),
        refresher: createRefresher({
          client,
          grants,
          settings,
          // A site whose people stay signed in for months has refreshes, and few sign-ins.
          refreshed: () => expiredGrants.sweep(),
          wait: delay,
        }),
        expiredGrants,
        settings,
        sessions,
        partsOf,
      }
      return [client.provider.id, parts]
    }),
  )
  function partsOf(userKey: string) {
    return providers.get(keys.providerOf(userKey)) ?? null
  }
  function refresherOf(userId: string) {
    const key = keys.of(userId)
    const parts = partsOf(key)
    if (!parts) throw grantMissing()
    return { key, client: parts.client, refresher: parts.refresher }
  }
  const [first] = providers.values() as Iterable<Parts> as [Parts]

  return {
    ...surfaceOf(first, providers),
    async tokensFor(userId, options) {
      const { refresher, key } = refresherOf(userId)
      const { signal } = readCallOptions(options, 'refresh')
      return whileWanted(() => refresher.tokensFor(key), signal)
    },
    async withTokens(userId, use) {
      const { key, refresher } = refresherOf(userId)
      return withTokens(refresher, key, use)
    },
    async fetchAs(userId, url, init) {
      const { key, ...parts } = refresherOf(userId)
      return fetchAs({ ...parts, fetch: settings.fetch }, key, url, init)
    },
    async refresh(userId, options) {
      const { refresher, key } = refresherOf(userId)
      const { signal } = readCallOptions(options, 'refresh')
      return whileWanted(() => refresher.refresh(key), signal)
    },
    async close() {
      const refreshers = [...providers.values()].map(({ refresher }) => refresher)
      await Promise.all(refreshers.map((refresher) => refresher.close()))
      // The last refresh may have started a sweep.
      await expiredGrants.close()
    },
  }
}

/** A client of any provider. */
// biome-ignore lint/suspicious/noExplicitAny: the types of one client do not matter to another.
type SomeClient = LoginClient<any, any>

function readClients(value: unknown): AnyClient[] {
  const clients = [value].flat() as AnyClient[]
  if (clients.some(isCookieSessionClient)) {
    throw invalid(
      'client',
      'A provider that keeps the session itself cannot be one of several.',
      'Give its client to createLogin alone, not in a list.',
    )
  }
  const isClient = (client: AnyClient) =>
    typeof client?.start === 'function' && typeof client.identity === 'function'
  const ids = clients.map((client) => client?.provider?.id)
  if (clients.length > 0 && clients.every(isClient) && new Set(ids).size === ids.length) {
    return clients
  }
  throw invalid(
    'client',
    'The first argument must be a client that can say who signed in, or several of different providers.',
    'Make it with createClient, for a provider with a user API.',
  )
}

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
