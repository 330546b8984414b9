import type { Provider } from '@sso-login/providers'
import type { Core } from './core.ts'
import { faultKinds, faultNamesOf } from './fault-kinds.ts'
import type { Faults, PendingFault } from './faults.ts'
import type { Mail } from './mailbox.ts'
import { mask } from './masking.ts'
import type { WritableRequestLog } from './request-log.ts'
import { scopesOf } from './scopes-of.ts'

/** What the mock holds at this moment, for people to look at: the newest of everything, without secrets. */
export interface Snapshot {
  readonly provider: { readonly id: string; readonly name: string; readonly url: string }
  /** ISO 8601, by the mock's clock. */
  readonly now: string
  /** How far the mock's clock is ahead. */
  readonly aheadSeconds: number
  /** How many requests there were. */
  readonly requests: number
  readonly endpoints: readonly string[]
  readonly scopes: readonly string[]
  readonly people: {
    readonly count: number
    readonly first: readonly { readonly username: string; readonly name: string }[]
  }
  readonly clients: readonly SeenClient[]
  readonly tokens: {
    readonly access: number
    readonly refresh: number
    readonly codes: number
    readonly newest: readonly SeenToken[]
  }
  readonly sessions: number
  readonly mail: { readonly count: number; readonly newest: readonly Mail[] }
  readonly faults: {
    readonly pending: readonly PendingFault[]
    readonly kinds: readonly { readonly name: string; readonly describe: string }[]
  }
}

export interface SeenClient {
  readonly client_id: string
  readonly client_name: string
  readonly confidential: boolean
  readonly redirect_uris: readonly string[]
  readonly loopback: boolean
  readonly grant_types: readonly string[]
  readonly unverified: boolean
}

export interface SeenToken {
  readonly token: string
  readonly clientId: string
  readonly user: string | null
  readonly scopes: readonly string[]
  /** ISO 8601. */
  readonly expiresAt: string
  readonly refreshable: boolean
}

const shownPeople = 50
const shownMails = 20

/** Takes as long with a million people and tokens as with ten. */
export function takeSnapshot(
  core: Core<Provider>,
  faults: Faults,
  log: WritableRequestLog,
  endpoints: readonly string[],
): Snapshot {
  const { provider, people, clients, grants, mailbox, clock } = core
  const now = clock.now()
  const mails = mailbox.all()
  return {
    provider: { id: provider.id, name: provider.name, url: core.baseUrl() },
    now: new Date(now).toISOString(),
    aheadSeconds: Math.round(clock.aheadMs() / 1000),
    requests: log.count(),
    endpoints,
    scopes: scopesOf(provider),
    people: {
      count: people.all.length,
      first: people.all
        .slice(0, shownPeople)
        .map(({ username, displayName }) => ({ username, name: displayName })),
    },
    clients: [...clients.values()].map((client) => ({
      client_id: client.id,
      client_name: client.name,
      confidential: client.confidential,
      redirect_uris: client.redirectUris,
      loopback: client.loopbackRedirects,
      grant_types: [...client.grantTypes],
      unverified: client.unverified,
    })),
    tokens: {
      ...grants.counts,
      newest: grants
        .newestAccessTokens()
        .filter(({ expiresAt }) => expiresAt > now)
        .map(({ token, client, person, scopes, expiresAt, refreshToken }) => ({
          token: mask(token),
          clientId: client.id,
          user: person?.username ?? null,
          scopes,
          expiresAt: new Date(expiresAt).toISOString(),
          refreshable: refreshToken !== null,
        })),
    },
    sessions: core.sessions.count(),
    mail: { count: mails.length, newest: mails.slice(-shownMails).reverse() },
    faults: {
      pending: faults.pending(),
      kinds: faultNamesOf(provider).map((name) => ({ name, describe: faultKinds[name].describe })),
    },
  }
}
