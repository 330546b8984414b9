import type { Transaction } from '@sso-login/client'
import { sha256Base64Url } from './base64url.ts'
import { type Cookies, cookiePurpose, setCookie, transactionCookiePrefix } from './cookies.ts'
import type { Sealer } from './seal.ts'
import type { Site } from './site.ts'

/**
 * As many logins as may be under way in one browser's tabs, and the room they may take: every request brings them, and
 * with the session's own cookie they stay below the 8 KiB that proxies give a header line.
 */
const maxTransactions = 5
const maxCharacters = 4000

/** A cookie outlives its transaction by this, so that who comes too late is told so and sent back where they were. */
const lateSeconds = 3600

/** A login under way, and what it is to end in. */
export interface KeptTransaction extends Transaction {
  /** It runs in a window of its own, which closes afterwards. */
  popup?: true
}

export interface FoundTransaction {
  readonly transaction: KeptTransaction | null
  /** Whether other logins are under way in this browser. */
  readonly others: boolean
}

/** Logins under way, one sealed cookie each, named after its state. */
export interface Transactions {
  /** The `Set-Cookie` lines that keep one, and drop the oldest where there are too many. */
  keep(transaction: KeptTransaction, cookies: Cookies): Promise<string[]>
  find(state: string | null, cookies: Cookies): Promise<FoundTransaction>
  /** The `Set-Cookie` line that forgets one. */
  forget(state: string): Promise<string>
}

interface KeptCookie {
  name: string
  characters: number
  madeAt: number
}

export function createTransactions({
  sealer,
  site,
  ttlSeconds,
}: {
  sealer: Sealer
  site: Site
  ttlSeconds: number
}): Transactions {
  const prefix = transactionCookiePrefix(site)
  const cookieSeconds = ttlSeconds + lateSeconds
  const nameOf = async (state: string) => prefix + (await sha256Base64Url(state)).slice(0, 16)
  const forgetCookie = (name: string) => setCookie(site, name, '', 0)
  const namesIn = (cookies: Cookies) =>
    [...cookies.keys()].filter((name) => name.startsWith(prefix))

  /** One of several values of a name may be somebody else's making. */
  async function open(name: string, cookies: Cookies): Promise<KeptTransaction | null> {
    for (const value of cookies.get(name) ?? []) {
      const transaction = (await sealer.open(
        cookiePurpose(site, name),
        value,
      )) as KeptTransaction | null
      if (transaction) return transaction
    }
    return null
  }

  /** A browser drops a cookie that is too long, and the login with it: better to lose the way back. */
  async function seal(name: string, transaction: KeptTransaction): Promise<string> {
    const until = transaction.madeAt + cookieSeconds
    const sealedFor = cookiePurpose(site, name)
    const value = await sealer.seal(sealedFor, transaction, until)
    if (name.length + value.length <= maxCharacters) return value
    return sealer.seal(sealedFor, { ...transaction, returnTo: '/' }, until)
  }

  async function kept(name: string, cookies: Cookies): Promise<KeptCookie> {
    const values = cookies.get(name) ?? []
    const transaction = await open(name, cookies)
    return {
      name,
      characters: values.reduce((sum, value) => sum + name.length + value.length, 0),
      // What does not open may be of a secret that another process has already: it goes first.
      madeAt: transaction?.madeAt ?? 0,
    }
  }

  return {
    async keep(transaction, cookies) {
      const name = await nameOf(transaction.state)
      const value = await seal(name, transaction)
      const earlier = await Promise.all(namesIn(cookies).map((each) => kept(each, cookies)))
      earlier.sort((one, other) => other.madeAt - one.madeAt)
      let room = maxCharacters - name.length - value.length
      const dropped = earlier.filter(({ characters }, age) => {
        room -= characters
        return age >= maxTransactions - 1 || room < 0
      })
      return [
        setCookie(site, name, value, cookieSeconds),
        ...dropped.map((each) => forgetCookie(each.name)),
      ]
    },

    async find(state, cookies) {
      const names = namesIn(cookies)
      const name = state ? await nameOf(state) : null
      return {
        transaction: name ? await open(name, cookies) : null,
        others: names.some((each) => each !== name),
      }
    },

    forget: async (state) => forgetCookie(await nameOf(state)),
  }
}
