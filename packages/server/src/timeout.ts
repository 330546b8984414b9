/** Timers take no more milliseconds, and fire at once instead. */
const maxMs = 2 ** 31 - 1

export const isTimeout = (ms: unknown): boolean =>
  Number.isInteger(ms) && (ms as number) > 0 && (ms as number) <= maxMs

/** What `isTimeout` wants, for a message. */
export const timeoutShape = 'a whole number of milliseconds above 0'
