import { clockSkew } from 'oauth4webapi'

/** The caller's clock counts for the times in a JWT too: how far it is from this machine's, for oauth4webapi's clients. */
export const skewOf = (now: () => number) => ({
  [clockSkew]: Math.round((now() - Date.now()) / 1000),
})
