/** Loaded by who gives a refresh a signal: it ends the waiting, and not the request. */
import { aborted, type Call } from './failure.ts'

export const waitFor = <T>(call: Call, result: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(aborted(call))
    signal.addEventListener('abort', abort, { once: true })
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
