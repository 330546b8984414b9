import type { Store } from './store.ts'
import { stored } from './stored.ts'

/** Whether sign-ins and sessions work now, as far as that depends on the store. */
export interface Health {
  readonly ok: boolean
  /** How long the store took, in milliseconds; 0 where the clock was set back meanwhile. */
  readonly storeMs: number
  /** Absent where it is well. `timeout`: no answer in time. */
  readonly error?: 'store_error' | 'timeout'
}

/** Reads a record that is not there. Never fails, and never takes longer than `timeoutMs`. */
export async function checkHealth(
  { sessions }: Pick<Store, 'sessions'>,
  now: () => number,
  timeoutMs: number,
): Promise<Health> {
  const startedAt = now()
  const { promise: late, resolve } = Promise.withResolvers<'timeout'>()
  const timer = setTimeout(() => resolve('timeout'), timeoutMs)
  const asked = stored('session', () => sessions.get('health')).then(
    () => undefined,
    () => 'store_error' as const,
  )
  const error = await Promise.race([asked, late])
  clearTimeout(timer)
  const storeMs = Math.max(0, now() - startedAt)
  return error ? { ok: false, storeMs, error } : { ok: true, storeMs }
}
