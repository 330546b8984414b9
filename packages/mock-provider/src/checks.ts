import type { Exchange } from './exchange.ts'
import type { Outgoing } from './http-message.ts'

/** A refused request: what the provider answers, and why, in words for the log. */
export interface Rejection {
  readonly answer: Outgoing
  readonly because: string
}

/**
 * One named rule of an endpoint. A check may leave what it found in its context for those after it.
 * Every endpoint has a list of them, in the order in which the real server judges.
 */
export type Check<Context> = (
  context: Context,
) => Rejection | undefined | Promise<Rejection | undefined>

/** Runs the checks in order; the answer of the first that refuses, or undefined. */
export const refusalBy = <Context extends { readonly exchange: Exchange }>(
  checks: readonly Check<Context>[],
  context: Context,
): Promise<Outgoing | undefined> => answerBy(checks, context, () => undefined)

/**
 * Runs the checks in order; the answer of the first that refuses, else that of `act`. It acts in the
 * same breath as the last check judges: no other request is served in between, and what may be used
 * once is used once.
 */
export async function answerBy<Context extends { readonly exchange: Exchange }, Answer>(
  checks: readonly Check<Context>[],
  context: Context,
  act: () => Answer | Promise<Answer>,
): Promise<Outgoing | Answer> {
  for (const check of checks) {
    const result = check(context)
    // Most checks are synchronous: awaiting each of them would cost more than they do.
    const rejection = result instanceof Promise ? await result : result
    if (rejection) {
      context.exchange.rejection = rejection.because
      return rejection.answer
    }
  }
  return act()
}
