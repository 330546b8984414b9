/** What a person sees: the realm's login page, and a stand-in for a social login. */
import type { Exchange, Handler } from '../../exchange.ts'
import { type Outgoing, withHeaders } from '../../http-message.ts'
import { isOwnPath } from '../../own-path.ts'
import { loginPage, signedInPage } from '../../pages/login-page.ts'
import { csrfOf, csrfRefusal } from '../standard/account.ts'
import { fatalPage, methodNotAllowed, noFraming } from '../standard/answers.ts'
import { redirect } from './answers.ts'
import { isLoopback, loginPath } from './authorization.ts'
import { writtenAs } from './quirks.ts'
import type { BridgekeeperCore, State } from './state.ts'

/** Chosen: the page itself, at `/login`. Whoever signs in goes on to the authorization endpoint, as documented. */
export const loginPageEndpoint =
  (core: BridgekeeperCore, state: State): Handler =>
  async (exchange) => {
    const { method, query } = exchange.incoming
    if (method === 'POST') return signIn(core, state, exchange, loginPath)
    if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(exchange, 'GET, HEAD, POST')
    const person = state.sessionOf(exchange)?.person
    const { authorization, logout } = core.provider.endpoints
    const asked = exchange.query.has('client_id')
    if (person && !asked)
      return signedInPage(
        {
          site: core.provider.name,
          acceptLanguage: exchange.incoming.header('accept-language'),
          person,
          logout,
        },
        noFraming,
      )
    return show(core, exchange, loginPath, asked ? `${authorization}?${query}` : '')
  }

function show(
  core: BridgekeeperCore,
  exchange: Exchange,
  action: string,
  next: string,
  problem?: string,
): Promise<Outgoing> {
  const stands = action === loginPath ? '' : ` · ${action.split('/').at(-2)}`
  const csrf = csrfOf(exchange)
  return loginPage(
    200,
    {
      site: core.provider.name + stands,
      acceptLanguage: exchange.incoming.header('accept-language'),
      action,
      csrfToken: csrf.token,
      next,
      people: core.people.all,
      ...(problem ? { problem } : {}),
    },
    { ...noFraming, ...csrf.headers },
  )
}

async function signIn(
  core: BridgekeeperCore,
  state: State,
  exchange: Exchange,
  action: string,
): Promise<Outgoing> {
  const refused = await csrfRefusal(core, exchange)
  if (refused) return refused
  const { form } = exchange
  const next = form.get('next') ?? ''
  const name = form.get('user') ?? ''
  const person = core.people.find(name)
  if (!person) {
    exchange.rejection = 'no such user'
    return show(core, exchange, action, next, `Nobody here is called “${name}”.`)
  }
  exchange.user = person.username
  const target = isOwnPath(next) || isOfAnApplication(core, next) ? next : loginPath
  return redirect(target, state.begin(person).headers)
}

/** Chosen: a social login leads to this provider itself, or to the domain of a registered application. */
function isOfAnApplication(core: BridgekeeperCore, address: string): boolean {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol)) return false
  const clients = [...core.clients.values()]
  const hosts = clients.flatMap(({ redirectUris }) =>
    redirectUris.map((uri) => new URL(uri).hostname),
  )
  return (
    url.origin === core.baseUrl() ||
    hosts.includes(url.hostname) ||
    (isLoopback(url.hostname) && clients.some(({ loopbackRedirects }) => loopbackRedirects))
  )
}

/** Seen: `GET /login?auth-provider=google&redirect-url=…` leads to `GET /google/callback`. Here a page stands for both. */
export const socialLogin = async (core: BridgekeeperCore, exchange: Exchange) => {
  const { query } = exchange
  const provider = query.get(writtenAs(core.provider, 'auth_provider')) ?? ''
  const next = query.get(writtenAs(core.provider, 'redirect_url')) ?? ''
  if (!/^[a-z][a-z0-9-]*$/.test(provider)) return fatal(core, exchange, 'auth-provider is missing')
  if (next && !isOfAnApplication(core, next)) {
    return fatal(core, exchange, 'redirect-url is on the domain of no application')
  }
  return show(core, exchange, socialCallback(core, provider), next)
}

const apiOf = ({ provider }: BridgekeeperCore) => provider.endpoints.login.replace(/\/login$/, '')

const socialCallback = (core: BridgekeeperCore, provider: string) =>
  `${apiOf(core)}/${provider}/callback`

export const isSocialCallback = (core: BridgekeeperCore, path: string): boolean =>
  path.startsWith(`${apiOf(core)}/`) &&
  /^\/[a-z][a-z0-9-]*\/callback$/.test(path.slice(apiOf(core).length))

export const socialCallbackEndpoint =
  (core: BridgekeeperCore, state: State): Handler =>
  (exchange) =>
    exchange.incoming.method === 'POST'
      ? signIn(core, state, exchange, exchange.incoming.path)
      : methodNotAllowed(exchange, 'POST')

async function fatal(core: BridgekeeperCore, exchange: Exchange, because: string) {
  exchange.rejection = because
  return withHeaders((await fatalPage(core, because)).answer, noFraming)
}
