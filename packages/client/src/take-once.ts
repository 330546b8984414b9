import { isLoginError } from './errors.ts'
import { aborted, type Call, failure } from './failure.ts'
import { hashOf } from './start.ts'
import type { TakeTransaction } from './types.ts'

/** Marks a transaction as used; any but the first caller fails. Loaded by who keeps count: a server, mostly. */
export async function takeOnce(
  call: Call,
  take: TakeTransaction,
  state: string,
  expiresAt: number,
): Promise<void> {
  // A caller that has gone already must not cost the person the login.
  if (call.signal?.aborted) throw aborted(call)
  const result = await hashOf(state)
    .then((hash) => take(hash, expiresAt))
    .catch((cause: unknown) => {
      throw isLoginError(cause)
        ? cause
        : failure(call, 'store_error', 'The transaction could not be taken', { cause })
    })
  if (result === 'consumed') {
    throw failure(call, 'transaction_used', 'The callback was answered already', {
      hint: 'Back or reload: the login is done already.',
    })
  }
  if (result === 'expired') {
    throw failure(call, 'transaction_expired', 'The login was started too long ago')
  }
  if (result !== 'ok') {
    throw failure(call, 'transaction_missing', 'No login is waiting for this callback')
  }
}
