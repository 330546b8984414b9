/** Puts the steps together: a client has the methods that its provider has endpoints for. */
import type { Config } from './config.ts'
import { finish } from './finish.ts'
import { requireScopes } from './granted.ts'
import { identity } from './identity.ts'
import { sendMail } from './mail.ts'
import { refresh } from './refresh.ts'
import { revoke } from './revoke.ts'
import { start } from './start.ts'
import { user } from './user.ts'

/** The first argument is the client's own settings. */
const bound =
  <A extends unknown[], R>(config: Config, step: (config: Config, ...rest: A) => R) =>
  (...rest: A): R =>
    step(config, ...rest)

export function assemble(config: Config): object {
  const { provider, endpoints, clientId, redirectUri, scopes, transactionTtlSeconds } = config
  const mailScope = provider.mail?.scope ?? ''
  const canMail =
    endpoints.sendMail && (scopes.includes(mailScope) || provider.scopes[mailScope]?.always)
  return {
    provider,
    clientId,
    redirectUri,
    scopes,
    transactionTtlSeconds,
    start: bound(config, start),
    finish: bound(config, finish),
    refresh: bound(config, refresh),
    requireScopes: bound(config, requireScopes),
    ...(endpoints.revocation && { revoke: bound(config, revoke) }),
    ...(endpoints.userinfo && { user: bound(config, user), identity: bound(config, identity) }),
    ...(canMail && { sendMail: bound(config, sendMail) }),
  }
}
