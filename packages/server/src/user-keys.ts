import { invalid } from './invalid.ts'

/** A person's key in the store is provider and id, `iitb:101`; what a site calls them may be shorter. */
export interface UserKeys {
  /**
   * The key of a `userId` as sites have it.
   * @throws LoginError `invalid_config`, key `userId`, for what is no text or empty, and for one without its provider where there are several.
   */
  of(userId: string): string
  /** As sites have it: the provider's own id; the whole key where there are several providers, or it is of none of them. */
  userIdOf(key: string): string
  providerOf(key: string): string
  /** Whether it is of a provider that the site has: another one's people have the same ids. */
  isKnown(key: string): boolean
}

export function createUserKeys(providers: readonly string[]): UserKeys {
  const [first, ...others] = providers
  const providerOf = (key: string) => key.slice(0, key.indexOf(':'))
  const isKnown = (key: string) => providers.includes(providerOf(key))
  return {
    of(userId) {
      if (typeof userId !== 'string' || userId === '') {
        throw unfit('userId must be a text with something in it.', 'As in session().user.id.')
      }
      if (others.length === 0) return `${first}:${userId}`
      if (userId.includes(':')) return userId
      throw unfit('userId must begin with its provider: there are several.', `E.g. ${first}:101.`)
    },
    userIdOf: (key) =>
      others.length === 0 && isKnown(key) ? key.slice(key.indexOf(':') + 1) : key,
    providerOf,
    isKnown,
  }
}

const unfit = (message: string, hint: string) =>
  invalid('userId', message, hint, { step: 'session' })
