import type { TokenEndpointAuthMethod } from '@sso-login/providers'
import { ClientSecretBasic, ClientSecretPost } from 'oauth4webapi'
import { type ClientAuth, type Config, invalid, readText } from './config.ts'
import { nameOnly } from './public-auth.ts'

/** By Basic, in the body, or as a public client (RFC 6749 2.3.1). */
export const confidentialAuth =
  (clientSecret: unknown, tokenEndpointAuthMethod: unknown) =>
  (provider: Config['provider']): ClientAuth => {
    const methods = provider.tokenEndpointAuthMethods
    const hint = `${provider.id} supports: ${methods.join(', ')}.`
    const method = tokenEndpointAuthMethod ?? defaultMethod(methods, clientSecret)
    if (!methods.includes(method as TokenEndpointAuthMethod)) {
      const key = tokenEndpointAuthMethod === undefined ? 'clientSecret' : 'tokenEndpointAuthMethod'
      invalid(key, 'does not fit the provider', hint)
    }
    if (method === 'none') {
      if (clientSecret !== undefined) invalid('clientSecret', 'is of no use with method none', hint)
      return nameOnly
    }
    const secret = readText('clientSecret', clientSecret, `${method} needs one.`)
    const ClientSecret = method === 'client_secret_post' ? ClientSecretPost : ClientSecretBasic
    return { authenticate: ClientSecret(secret), secrets: [secret] }
  }

const defaultMethod = (methods: readonly TokenEndpointAuthMethod[], secret: unknown) =>
  secret === undefined ? 'none' : methods.find((method) => method !== 'none')
