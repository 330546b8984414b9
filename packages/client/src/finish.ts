import { matchCallback, readCode } from './callback.ts'
import type { Config } from './config.ts'
import { refuseUnknown } from './settings.ts'
import { requestTokens } from './token-endpoint.ts'
import { readTokens, secondsOf } from './tokens.ts'
import { newCall } from './transport.ts'
import type { FinishOptions, Tokens, Transaction } from './types.ts'

/** From the callback to the tokens: match, take, read, exchange. */
export async function finish(
  config: Config,
  callback: string | URL | Request,
  kept: Transaction | null | undefined,
  { take, signal, ...unknown }: FinishOptions = {},
): Promise<Tokens> {
  refuseUnknown(unknown, 'callback')
  const call = newCall(config, 'callback', signal)
  const { response, transaction, expiresAt } = matchCallback(config, call, callback, kept)
  if (take) {
    const { takeOnce } = await import('./take-once.ts')
    await takeOnce(call, take, transaction.state, expiresAt)
  }
  const code = readCode(call, response)

  const issuedAt = secondsOf(config)
  const exchange = { ...transaction, ...call, step: 'exchange' } as const
  const parameters = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: transaction.redirectUri,
    code_verifier: transaction.codeVerifier,
  }
  const answer = await requestTokens(config, exchange, parameters, transaction.nonce)
  return readTokens(config, answer, transaction.scopes, issuedAt, config.scopes)
}
