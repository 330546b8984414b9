import type { Provider, TokenProvider } from '@sso-login/providers'
import type { Behaviour } from './core.ts'
import { clientsAt, defaultClients } from './default-clients.ts'
import type { Dialect } from './dialect.ts'
import { requireAll } from './mock-errors.ts'
import type { MockConfig } from './options.ts'
import { createPeople, type People } from './people.ts'
import { type ClientMetadata, type RegisteredClient, registerClient } from './registered-client.ts'
import { requireClients } from './validate-clients.ts'
import { requireUsers } from './validate-users.ts'

/** A config as the mock works with it. */
export interface Setup {
  readonly clients: readonly ClientMetadata[]
  readonly users: readonly Readonly<Record<string, unknown>>[]
  readonly people: People
  readonly behaviour: Behaviour
}

/** A registry of its own: a dialect may let applications be registered at run time. */
export function registerAll(
  provider: Provider,
  clients: Setup['clients'],
): ReadonlyMap<string, RegisteredClient> {
  const { registrationDefaults } = provider as Partial<TokenProvider>
  return new Map(
    clients.map((client) => [client.client_id, registerClient(client, registrationDefaults)]),
  )
}

/** @throws MockConfigError */
export function setUp(
  provider: Provider,
  dialect: Dialect<Provider>,
  config: Omit<MockConfig, 'users'> & { readonly users?: Setup['users'] },
): Setup {
  const clients = config.clients ?? clientsAt(provider, dialect.defaultClients ?? defaultClients)
  let users: Setup['users'] = []
  requireAll([
    () => requireClients(provider, dialect, clients),
    () => {
      users = requireUsers(provider, config.users ?? dialect.defaultUsers(provider))
    },
  ])
  return {
    clients,
    users,
    people: createPeople(provider, users),
    behaviour: {
      strict: config.strict ?? false,
      expiresIn: config.expiresIn ?? 'number',
      redirectUriAtToken: config.redirectUriAtToken ?? 'optional',
    },
  }
}
