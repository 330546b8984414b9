import { invalid } from './invalid.ts'

/** A person's key in the store is provider and id, `iitb:101`; what a site calls them may be shorter. */
export interface UserKeys {
  /** The key of a `userId` as sites have it. @throws LoginError `invalid_config`, key `userId`, for what is no text. */
  of(userId: string): string
  /** As sites have it: the provider's own id; the whole key where there are several providers. */
  userIdOf(key: string): string
  providerOf(key: string): string
}

export const createUserKeys = (providers: readonly string[]): UserKeys => ({
  of(userId) {
    if (typeof userId !== 'string') {
      throw invalid('userId', 'userId must be a text.', 'As in session().user.id.', {
        step: 'session',
      })
    }
    return providers.length === 1 ? `${providers[0]}:${userId}` : userId
  },
  userIdOf: (key) => (providers.length === 1 ? key.slice(key.indexOf(':') + 1) : key),
  providerOf: (key) => key.slice(0, key.indexOf(':')),
})
