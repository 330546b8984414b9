import { LoginError } from '@sso-login/client'

const unwanted = () =>
  new LoginError({ code: 'aborted', step: 'refresh', message: 'The caller stopped waiting.' })

/**
 * Stops the waiting, not what is waited for; that is not begun for whoever has stopped before.
 * @throws LoginError `aborted`, and whatever `work` fails with.
 */
export async function whileWanted<T>(
  work: () => Promise<T>,
  signal: AbortSignal | null | undefined,
): Promise<T> {
  if (!signal) return work()
  if (signal.aborted) throw unwanted()
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const stop = () => reject(unwanted())
  signal.addEventListener('abort', stop, { once: true })
  work()
    .then(resolve, reject)
    .finally(() => signal.removeEventListener('abort', stop))
  return promise
}
