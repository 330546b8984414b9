/** Timers take no more milliseconds, and fire at once instead. */
export const maxTimeoutMs = 2 ** 31 - 1
