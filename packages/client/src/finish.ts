import { matchCallback, readCode } from './callback.ts'
import type { Config } from './config.ts'
import { isLoginError } from './errors.ts'
import { type Call, failure } from './failure.ts'
import { hashOf } from './start.ts'
import { requestTokens } from './token-endpoint.ts'
import { readTokens, secondsOf } from './tokens.ts'
import { newCall } from './transport.ts'
import type { FinishOptions, TakeTransaction, Tokens, Transaction } from './types.ts'

/** From the callback to the tokens: match, take, read, exchange. */
export async function finish(
  config: Config,
  callback: string | URL | Request,
  kept: Transaction | null | undefined,
  { take, signal }: FinishOptions = {},
): Promise<Tokens> {
  const call = newCall(config, 'callback', signal)
  const { response, transaction, expiresAt } = matchCallback(config, call, callback, kept)
  // A caller that has gone already must not cost the person the login.
  if (signal?.aborted) throw failure(call, 'aborted', 'The caller stopped waiting')
  if (take) await takeOnce(call, take, transaction.state, expiresAt)
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
  return readTokens(config, answer, transaction.scopes, issuedAt)
}

async function takeOnce(
  call: Call,
  take: TakeTransaction,
  state: string,
  expiresAt: number,
): Promise<void> {
  const result = await take(await hashOf(state), expiresAt).catch((cause: unknown) => {
    throw isLoginError(cause)
      ? cause
      : failure(call, 'store_error', 'The transaction could not be taken', { cause })
  })
  if (result === 'consumed') {
    throw failure(call, 'transaction_used', 'The callback was answered already')
  }
  if (result === 'expired') {
    throw failure(call, 'transaction_expired', 'The login was started too long ago')
  }
  if (result !== 'ok') {
    throw failure(call, 'transaction_missing', 'No login is waiting for this callback')
  }
}
