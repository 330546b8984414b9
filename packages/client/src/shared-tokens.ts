/** Tokens that all tabs of a page share, refreshed by one of them for all. */
import type { ScopesOf, TokenProvider } from '@sso-login/providers'
import { configOf } from './client-config.ts'
import { isLoginError, type LoginError } from './errors.ts'
import { failure } from './failure.ts'
import { refresh } from './refresh.ts'
import { newCall } from './transport.ts'
import type { ClientOf, Tokens } from './types.ts'

/** What became of a refresh; only `revoked` signs the person out. */
export type Refreshed<S extends string = string> =
  /** This tab got new tokens, and kept them for all. */
  | { readonly outcome: 'refreshed'; readonly tokens: Tokens<S> }
  /** Another tab had got them already, or somebody signed in there. */
  | { readonly outcome: 'adopted'; readonly tokens: Tokens<S> }
  /** The provider could not be asked, or gave no usable answer: the tokens stay. */
  | { readonly outcome: 'transient'; readonly tokens: Tokens<S>; readonly error: LoginError }
  /** The provider refused the refresh token (`invalid_grant`), there was none, or another tab signed out: nothing is kept. The server package's `grant_lost`. */
  | { readonly outcome: 'revoked'; readonly error?: LoginError }

/** Every method fails with `store_error` where the browser keeps nothing. */
export interface SharedTokens<S extends string = string> {
  /** What `finish` gave, for all tabs. */
  keep(tokens: Tokens<S>): Promise<void>
  /** Undefined: nobody is signed in. */
  read(): Promise<Tokens<S> | undefined>
  /**
   * New tokens for old ones that have ended: one request, however many calls and tabs ask (RFC 9700 4.14.2: a
   * refresh token that is used twice may cost the session).
   * @param old What `read` gave.
   */
  refresh(old: Tokens<S>): Promise<Refreshed<S>>
  /** Signed out, in all tabs. */
  forget(): Promise<void>
}

/**
 * The tokens of `client` in this origin. In IndexedDB: what another tab wrote to localStorage may not be seen yet by
 * who holds the lock. Needs a secure context (Web Locks).
 */
export function sharedTokens<P extends TokenProvider>(
  client: ClientOf<P>,
): SharedTokens<ScopesOf<P>> {
  const config = configOf(client)
  const key = `${config.endpoints.token} ${config.clientId}`

  const orLost = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (cause) {
      if (isLoginError(cause)) throw cause
      const call = newCall(config, 'session')
      throw failure(call, 'store_error', 'The browser keeps nothing', { cause })
    }
  }

  const inStore = <T>(work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    orLost(async () => {
      const opening = indexedDB.open('sso-login-tokens')
      opening.onupgradeneeded = () => opening.result.createObjectStore('tokens')
      const database = await settled(opening)
      const result = settled(
        work(database.transaction('tokens', 'readwrite').objectStore('tokens')),
      )
      // Takes effect when the transaction has ended.
      database.close()
      return result
    })
  const find = (): Promise<Tokens | undefined> => inStore((store) => store.get(key))
  const put = (tokens: Tokens) => inStore((store) => store.put(tokens, key))
  const remove = () => inStore((store) => store.delete(key))

  /** One at a time, over all tabs. */
  const locked = <T>(work: () => Promise<T>): Promise<T> =>
    orLost(() => navigator.locks.request(`sso-login tokens ${key}`, work) as Promise<T>)

  async function refreshOnce(old: Tokens): Promise<Refreshed> {
    const kept = await find()
    if (!kept) return { outcome: 'revoked' }
    if (kept.accessToken !== old.accessToken) return { outcome: 'adopted', tokens: kept }
    let tokens: Tokens
    try {
      tokens = await refresh(config, kept)
    } catch (error) {
      if (!isLoginError(error)) throw error
      if (!/^(invalid_grant|refresh_token_missing)$/.test(error.code)) {
        return { outcome: 'transient', tokens: kept, error }
      }
      await remove()
      return { outcome: 'revoked', error }
    }
    await put(tokens)
    return { outcome: 'refreshed', tokens }
  }

  return {
    keep: (tokens) => locked(async () => void (await put(tokens))),
    read: find,
    refresh: (old) => locked(() => refreshOnce(old)),
    forget: () => locked(remove),
  } as SharedTokens<ScopesOf<P>>
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
