/** Puts the steps together: a client has the methods that its provider has endpoints for. */
import { keepConfig } from './client-config.ts'
import type { Config } from './config.ts'
import { isObject } from './failure.ts'
import { finish } from './finish.ts'
import { identity } from './identity.ts'
import { logoutUrl } from './logout-url.ts'
import { refresh } from './refresh.ts'
import { revoke } from './revoke.ts'
import { invalid, readText } from './settings.ts'
import { start } from './start.ts'
import { user } from './user.ts'

/** A step as a method; in plain JavaScript null may stand for nothing. */
const bound =
  <A extends unknown[], R>(config: Config, step: (config: Config, ...rest: A) => Promise<R>) =>
  async (...rest: A): Promise<R> =>
    step(config, ...(rest.map((one) => one ?? undefined) as A))

/** A step that begins with what a person granted. */
const boundToTokens = <T, A extends unknown[], R>(
  config: Config,
  step: (config: Config, tokens: T, ...rest: A) => Promise<R>,
) =>
  bound(config, (_, tokens: T, ...rest: A) => {
    const hint = 'Keep them as they are.'
    if (!isObject(tokens)) invalid('tokens', 'must be what finish gave', hint)
    readText('tokens.idToken', tokens.idToken ?? '-', hint)
    return step(config, tokens, ...rest)
  })

/** Loaded by who insists on scopes. */
const requireScopes: typeof import('./require-scopes.ts').requireScopes = async (...rest) =>
  (await import('./require-scopes.ts')).requireScopes(...rest)

/** Loaded by who sends mail. */
const sendMail: typeof import('./mail.ts').sendMail = async (...rest) =>
  (await import('./mail.ts')).sendMail(...rest)

export function assemble(config: Config): object {
  const { provider, endpoints, clientId, redirectUri, scopes, transactionTtlSeconds } = config
  const mailScope = provider.mail?.scope ?? ''
  const canMail =
    endpoints.sendMail && (scopes.includes(mailScope) || provider.scopes[mailScope]?.always)
  const client = {
    provider,
    endpoints,
    clientId,
    redirectUri,
    scopes,
    transactionTtlSeconds,
    start: bound(config, start),
    finish: bound(config, finish),
    refresh: boundToTokens(config, refresh),
    requireScopes: boundToTokens(config, requireScopes),
    ...(endpoints.revocation && { revoke: boundToTokens(config, revoke) }),
    ...(endpoints.userinfo && {
      user: boundToTokens(config, user),
      identity: boundToTokens(config, identity),
    }),
    ...(canMail && { sendMail: boundToTokens(config, sendMail) }),
    ...(endpoints.endSession && { logoutUrl: logoutUrl.bind(null, config) }),
  }
  return keepConfig(client, config)
}
