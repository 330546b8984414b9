import { invalid } from './invalid.ts'
import type { GrantStore, RecordStore, Store } from './store.ts'

const recordMethods: Readonly<Record<keyof RecordStore, true>> = {
  get: true,
  create: true,
  claim: true,
  renew: true,
  commit: true,
  release: true,
  touch: true,
  delete: true,
  list: true,
  listByProviderSession: true,
}

/** @throws LoginError `invalid_config`, with the key `store` or that of the method that it lacks. */
export function readStore(store: unknown): Store {
  const { sessions, grants, take } = (store ?? {}) as Partial<Store>
  if (typeof sessions !== 'object' || typeof grants !== 'object' || !sessions || !grants) {
    throw invalid('store', 'store must be a store.', 'E.g. memory(), or sqlite(path).')
  }
  const { takeExpired } = grants as Partial<GrantStore>
  const methods = { take, 'grants.takeExpired': takeExpired } as Record<string, unknown>
  for (const name of Object.keys(recordMethods) as (keyof RecordStore)[]) {
    methods[`sessions.${name}`] = sessions[name]
    methods[`grants.${name}`] = grants[name]
  }
  for (const [name, method] of Object.entries(methods)) {
    if (typeof method !== 'function') {
      throw invalid(
        `store.${name}`,
        `store.${name} must be a function.`,
        'testStore of @sso-login/server/test-store tries them all.',
      )
    }
  }
  return store as Store
}
