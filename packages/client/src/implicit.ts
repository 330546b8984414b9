/** The implicit flow, for providers and applications that have not left it yet. */
import type { TokenProvider } from '@sso-login/providers'
import { matchCallback, readCode } from './callback.ts'
import { configOf } from './client-config.ts'
import { failure } from './failure.ts'
import { checkIdToken, refused } from './id-token.ts'
import { decodePart } from './jwt.ts'
import { invalid } from './settings.ts'
import { start } from './start.ts'
import { takeOnce } from './take-once.ts'
import { isToken } from './token-endpoint.ts'
import { readTokens, secondsOf } from './tokens.ts'
import { newCall } from './transport.ts'
import type { ClientOf, FinishOptions, Tokens, Transaction } from './types.ts'

export interface ImplicitFlow {
  /** As the client's `start`, for the response type `id_token token` (OpenID Connect Core 3.2.2.1). */
  start(): Promise<{ url: string; transaction: Transaction }>
  /**
   * Checks the callback (state, nonce, signature, `at_hash`) and reads the tokens from it; there is no refresh token.
   * @param callback The whole URL in the page, fragment included.
   * @throws LoginError as the client's `finish`.
   */
  finish(
    callback: string | URL,
    transaction: Transaction | null | undefined,
    options?: FinishOptions,
  ): Promise<Tokens>
}

type HasImplicit<P extends TokenProvider> = 'grantTypes' extends keyof P
  ? 'implicit' extends NonNullable<P['grantTypes']>[number]
    ? unknown
    : never
  : never

/**
 * Tokens in the URL: they end up in histories, and anybody who can put one there can have it injected elsewhere.
 * @deprecated Use the client's `start` and `finish`: the code flow with PKCE works in pages too (RFC 9700 2.1.2).
 * @throws LoginError `invalid_config` for a provider without the flow, or without id_tokens to check it by.
 */
export function implicit<P extends TokenProvider>(
  client: ClientOf<P> & HasImplicit<P>,
): ImplicitFlow {
  const config = configOf(client)
  const { provider } = config
  if (provider.protocol !== 'oidc' || !provider.grantTypes?.includes('implicit')) {
    invalid('client', 'has a provider without this flow', 'Use start and finish.')
  }
  return {
    async start() {
      const { url, transaction } = await start(config)
      const request = new URL(url)
      request.searchParams.set('response_type', 'id_token token')
      // There is no code that a verifier could prove.
      for (const name of ['code_challenge', 'code_challenge_method']) {
        request.searchParams.delete(name)
      }
      return { url: request.href, transaction }
    },

    async finish(callback, kept, options) {
      const { take, signal } = options ?? {}
      const call = newCall(config, 'callback', signal)
      const matched = matchCallback(config, call, withoutFragment(callback), kept)
      const { response, transaction, expiresAt } = matched
      if (take) await takeOnce(call, take, transaction.state, expiresAt)
      const [access_token, id_token] = ['access_token', 'id_token'].map((name) => {
        const values = response.getAll(name)
        for (const value of values) call.secrets.add(value)
        if (values.length > 1)
          throw failure(call, 'callback_invalid', `The callback repeats ${name}`)
        return values[0]
      })
      if (response.has('error')) readCode(call, response)
      if (!isToken(access_token) || !isToken(id_token)) {
        throw failure(call, 'callback_invalid', 'The callback has no access token and id_token')
      }
      const tokenType = response.get('token_type')
      if (!/^bearer$/i.test(tokenType ?? '')) {
        throw failure(call, 'callback_invalid', 'The callback has a token type that is not Bearer')
      }
      const expires_in = response.get('expires_in') ?? undefined
      const scope = response.get('scope') ?? undefined
      const answer = { access_token, id_token, token_type: 'Bearer' }
      await checkIdToken(config, call, answer, transaction.nonce)
      // The token came through the browser: only the id_token says whose it is (OpenID Connect Core 3.2.2.9).
      if (decodePart(id_token.split('.')[1])?.at_hash === undefined) {
        throw refused(call, 'The id_token has no at_hash')
      }
      return readTokens(
        config,
        {
          ...answer,
          ...(scope !== undefined && { scope }),
          ...(expires_in !== undefined && /^\d+$/.test(expires_in) && { expires_in }),
        },
        transaction.scopes,
        secondsOf(config),
      )
    },
  }
}

/** The answer stands in the fragment; some providers are known to put it into the query. */
function withoutFragment(callback: string | URL): string {
  const text = String(callback)
  return text.includes('?') ? text.replace('#', '&') : text.replace('#', '?')
}
