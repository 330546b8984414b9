import type { ClientAuth, Config } from './config.ts'
import { invalid } from './settings.ts'

/** A public client names itself and proves nothing (RFC 6749 2.1). */
export const publicAuth = (provider: Config['provider']): ClientAuth => {
  if (!provider.tokenEndpointAuthMethods.includes('none')) {
    invalid('provider', 'knows no public clients', 'Use the server entry, with a clientSecret.')
  }
  return nameOnly
}

export const nameOnly: ClientAuth = {
  authenticate: (_server, { client_id }, body) => body.set('client_id', client_id),
  secrets: [],
}
