/** How an application on a server proves who it is: RFC 6749 2.3.1, RFC 7523 2.2, OpenID Connect Core 9. */
import type { TokenEndpointAuthMethod } from '@sso-login/providers'
import {
  type ClientAuth as Authenticate,
  ClientSecretBasic,
  ClientSecretJwt,
  ClientSecretPost,
  PrivateKeyJwt,
} from 'oauth4webapi'
import { skewOf } from './clock-skew.ts'
import { type ClientAuth, type Config, misshapen } from './config.ts'
import { isObject } from './failure.ts'
import { nameOnly } from './public-auth.ts'
import { invalid, readText } from './settings.ts'
import type { PrivateKey } from './types.ts'

export interface Credentials {
  readonly clientSecret?: unknown
  readonly privateKey?: unknown
  readonly tokenEndpointAuthMethod?: unknown
}

/** Each way in which a secret proves the client. What `x_client_secret_query` puts into the form, `secretInQuery` moves. */
const bySecret: Readonly<Record<string, (secret: string) => Authenticate>> = {
  client_secret_basic: (secret: string) => madeOnce(ClientSecretBasic(secret)),
  client_secret_post: ClientSecretPost,
  client_secret_jwt: ClientSecretJwt,
  x_client_secret_query: ClientSecretPost,
} satisfies Record<Exclude<TokenEndpointAuthMethod, 'none' | 'private_key_jwt'>, unknown>

const KNOWN = [...Object.keys(bySecret), 'private_key_jwt', 'none']

/** @param now The caller's clock, in epoch milliseconds. */
export const confidentialAuth =
  (credentials: Credentials, now: () => number) =>
  (provider: Config['provider']): ClientAuth => {
    const { clientSecret, privateKey } = credentials
    const methods = provider.tokenEndpointAuthMethods
    if (!methods.every((method) => KNOWN.includes(method))) {
      misshapen('provider.tokenEndpointAuthMethods')
    }
    const method = readMethod(credentials, provider)
    if (clientSecret !== undefined && !Object.hasOwn(bySecret, method)) {
      invalid('clientSecret', `is of no use with method ${method}`, 'Leave it out.')
    }
    if (privateKey !== undefined && method !== 'private_key_jwt') {
      invalid('privateKey', `is of no use with method ${method}`, 'Leave it out.')
    }
    if (method === 'none') return nameOnly
    if (method === 'private_key_jwt') {
      return { authenticate: onTime(PrivateKeyJwt(readPrivateKey(privateKey)), now), secrets: [] }
    }
    const secret = readText('clientSecret', clientSecret, `${method} needs one.`)
    const authenticate = (bySecret[method] as (secret: string) => Authenticate)(secret)
    return { authenticate: onTime(authenticate, now), secrets: [secret] }
  }

function readMethod(
  { clientSecret, privateKey, tokenEndpointAuthMethod: asked }: Credentials,
  { id, tokenEndpointAuthMethods: methods }: Config['provider'],
): TokenEndpointAuthMethod {
  const method =
    asked ??
    (privateKey !== undefined
      ? 'private_key_jwt'
      : clientSecret !== undefined
        ? methods.find((name) => Object.hasOwn(bySecret, name))
        : 'none')
  const found = methods.find((name) => name === method)
  if (found) return found
  const key = asked !== undefined ? 'tokenEndpointAuthMethod' : credentialOf(privateKey)
  invalid(key, 'does not fit the provider', `${id} supports: ${methods.join(', ')}.`)
}

const credentialOf = (privateKey: unknown) => (privateKey ? 'privateKey' : 'clientSecret')

const SIGNING = 'A CryptoKey of type private, with the usage sign.'

function readPrivateKey(value: unknown): PrivateKey {
  const { key = value, kid = '-' } = isObject(value) ? value : {}
  if (!(key instanceof CryptoKey) || key.type !== 'private' || !key.usages.includes('sign')) {
    invalid('privateKey', 'is no private key that may sign', SIGNING)
  }
  // What the library would find out when the code is spent: no signature of RFC 7518 3.1 is by such keys.
  const { name, hash, modulusLength = 2048 } = key.algorithm as Partial<RsaHashedKeyAlgorithm>
  if (name === 'Ed448' || hash?.name === 'SHA-1' || modulusLength < 2048) {
    invalid('privateKey', 'is of no use for a JWT', 'E.g. RSA of 2048 bits with SHA-256.')
  }
  readText('privateKey.kid', kid, 'As in the registered keys.')
  return value as PrivateKey
}

/** The header of one client is the same each time; to encode it anew is a third of what a request costs beside its `fetch`. */
function madeOnce(authenticate: Authenticate): Authenticate {
  let header: string | null = null
  return async (server, client, body, headers) => {
    if (header) return headers.set('authorization', header)
    await authenticate(server, client, body, headers)
    header = headers.get('authorization')
  }
}

const onTime =
  (authenticate: Authenticate, now: () => number): Authenticate =>
  (server, client, ...rest) =>
    authenticate(server, { ...client, ...skewOf(now) }, ...rest)
