import { LoginError } from '@sso-login/client'
import { asLoginError } from './as-login-error.ts'
import { sha256Base64Url } from './base64url.ts'
import type { Settings } from './options.ts'
import type { Sealer } from './seal.ts'
import type { StoredRecord } from './store.ts'
import { stored } from './stored.ts'

/**
 * Callbacks under way. Who reloads while the provider is slow never sees the first answer: the second is to be the same,
 * in whichever process it arrives.
 */
export interface Callbacks {
  /** Whether this process has begun it, and not come to its end. */
  isUnderWay(search: string): boolean
  /**
   * Runs a callback, or waits for what becomes of the one that is under way.
   * @param search The query of its address: with another code it is another callback.
   * @param run Ends in `Set-Cookie` lines.
   */
  once(search: string, run: () => Promise<string[]>): Promise<string[]>
}

/** For the other processes, sealed, as the data of a record among the sessions, which is empty before. */
type Outcome =
  | { readonly cookies: string[] }
  | { readonly failure: Pick<LoginError, 'code' | 'hint' | 'missing'> }

const pollMs = 100
/** As long as a login may take that others wait for; when its process died it never ends. */
const patienceMs = 15_000
const keptSeconds = 60

export function createCallbacks(
  { store, now }: Pick<Settings, 'store' | 'now'>,
  sealer: Sealer,
): Callbacks {
  const { sessions } = store
  const underWay = new Map<string, Promise<string[]>>()

  const begin = (id: string) => {
    const expiresAt = Math.floor(now() / 1000) + keptSeconds
    return stored('callback', () => sessions.create({ id, userId: id, data: '', expiresAt }))
  }

  /** Nobody fails for it: who waits in vain is told that the login was used. */
  async function tell(id: string, outcome: Outcome): Promise<void> {
    const data = await sealer.seal(id, outcome)
    await sessions.commit(id, 1, data).catch(() => false)
  }

  /** What became of it elsewhere; null where it was over before anybody asked, which is a replay. */
  async function elsewhere(id: string): Promise<string[] | null> {
    const look = () => stored('callback', () => sessions.get(id))
    const isPending = (record: StoredRecord | null) => record?.generation === 1
    let record = await look()
    if (!isPending(record)) return null
    for (let waitedMs = 0; isPending(record) && waitedMs < patienceMs; waitedMs += pollMs) {
      await new Promise((resolve) => setTimeout(resolve, pollMs))
      record = await look()
    }
    const outcome = record && ((await sealer.open(id, record.data)) as Outcome | null)
    if (!outcome) return null
    if ('cookies' in outcome) return outcome.cookies
    throw new LoginError({
      ...outcome.failure,
      step: 'callback',
      message: 'The callback has failed in another process, where it came first.',
    })
  }

  async function acrossProcesses(search: string, run: () => Promise<string[]>): Promise<string[]> {
    const id = `callback ${await sha256Base64Url(search)}`
    if (!(await begin(id))) return (await elsewhere(id)) ?? run()
    try {
      const cookies = await run()
      await tell(id, { cookies })
      return cookies
    } catch (error) {
      const { code, hint, missing } = asLoginError(error, 'callback')
      await tell(id, { failure: { code, ...(hint && { hint }), ...(missing && { missing }) } })
      throw error
    }
  }

  return {
    isUnderWay: (search) => underWay.has(search),
    once(search, run) {
      const known = underWay.get(search)
      if (known) return known
      const work = acrossProcesses(search, run).finally(() => underWay.delete(search))
      underWay.set(search, work)
      return work
    },
  }
}
