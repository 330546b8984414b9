/** What the tests of refreshes share. */
import { isLoginError, LoginError, type Tokens } from '@sso-login/client'
import type { RefreshProfile } from '@sso-login/providers'
import { type LoginEvent, memory, type Store } from '@sso-login/server'
import { createGrants, type Grants } from '../../packages/server/src/grants.ts'
import type { AnyClient } from '../../packages/server/src/login-client.ts'
import type { Settings } from '../../packages/server/src/options.ts'
import { createRefresher } from '../../packages/server/src/refresh.ts'
import { createSealer } from '../../packages/server/src/seal.ts'

export const userKey = 'iitb:101'
export const lifetimeSeconds = 1000

export interface ProviderError {
  code: LoginError['code']
  status?: number
  error?: string
  cause?: unknown
}

/** A clock that waiting moves, a store, and a provider that rotates and gives no grace. */
export function createWorld(
  about: { refresh?: RefreshProfile | undefined; protocol?: 'oauth2' | 'oidc' } = {},
) {
  let nowMs = 1_000_000_000_000
  const now = () => nowMs
  const shared = memory({ now })
  const events: LoginEvent[] = []
  const provider = {
    calls: 0,
    revoked: [] as string[],
    current: 'refresh 0',
    /** Runs in the middle of a refresh, when the provider has answered and nobody knows yet. */
    meanwhile: async () => {},
    failWith: null as ProviderError | null,
  }

  const nowSeconds = () => nowMs / 1000
  const tokens = (number: number): Tokens => ({
    accessToken: `access ${number}`,
    refreshToken: `refresh ${number}`,
    issuedAt: nowSeconds(),
    expiresAt: nowSeconds() + lifetimeSeconds,
    scopes: ['basic'],
    missing: [],
  })

  const failing = ({ code, status, error, cause }: ProviderError) =>
    new LoginError({
      code,
      step: 'refresh',
      message: `The provider says ${code}`,
      ...(status === undefined ? {} : { provider: { status, ...(error ? { error } : {}) } }),
      ...(cause === undefined ? {} : { cause }),
    })

  const client = {
    provider: { id: 'iitb', ...about },
    async refresh(old: Tokens) {
      provider.calls += 1
      const isCurrent = old.refreshToken === provider.current
      const fresh = tokens(provider.calls)
      const failure = provider.failWith
      if (isCurrent && !failure) provider.current = fresh.refreshToken as string
      await provider.meanwhile()
      if (failure) throw failing(failure)
      if (!isCurrent) throw failing({ code: 'invalid_grant' })
      return fresh
    },
    async revoke({ refreshToken }: Tokens) {
      provider.revoked.push(refreshToken as string)
    },
  } as unknown as AnyClient

  /** One process: its own single flight, the shared store. */
  function createProcess(of: Store = shared) {
    const settings = {
      store: of,
      now,
      keepGrants: true,
      sessionTtlSeconds: 3600,
      emit: (event: LoginEvent) => events.push(event),
    } as unknown as Settings
    const sealer = createSealer(['a secret that is at least 32 characters long'], now)
    const grants = createGrants(client, settings, sealer)
    const waits: number[] = []
    const hooks = { onWait: async () => {} }
    const wait = async (ms: number) => {
      waits.push(ms)
      nowMs += ms
      await hooks.onWait()
    }
    const refresher = createRefresher({ client, grants, settings, wait })
    return { grants, waits, hooks, refresher, tokensFor: () => refresher.tokensFor(userKey) }
  }

  return {
    store: shared,
    provider,
    events,
    createProcess,
    tokens,
    advance: (seconds: number) => {
      nowMs += seconds * 1000
    },
    signIn: (grants: Grants, number = 0) => grants.create(userKey, tokens(number)),
  }
}

export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (isLoginError(error)) return error.code
    throw error
  }
  throw new Error('nothing was thrown')
}
