import type { LoginError } from '@sso-login/client'

/** A provider that fails is left alone for this long; twice as long each time, up to the most. In milliseconds. */
const firstMs = 1000
const maxMs = 30_000

interface Cooldown {
  error: LoginError
  untilMs: number
  lengthMs: number
}

/** Of grants whose last refresh has failed. */
export interface Cooldowns {
  /** What it failed with, while nobody is to ask again. */
  errorOf(id: string): LoginError | undefined
  start(id: string, error: LoginError): void
  end(id: string): void
}

export function createCooldowns(now: () => number): Cooldowns {
  const cooldowns = new Map<string, Cooldown>()
  return {
    errorOf(id) {
      const { error, untilMs = 0, lengthMs = 0 } = cooldowns.get(id) ?? {}
      const leftMs = untilMs - now()
      // More than all of it is left where the clock was set back.
      return leftMs > 0 && leftMs <= lengthMs ? error : undefined
    },
    start(id, error) {
      for (const [other, { untilMs }] of cooldowns) {
        if (untilMs + maxMs < now()) cooldowns.delete(other)
      }
      const { lengthMs = firstMs / 2 } = cooldowns.get(id) ?? {}
      const nextMs = Math.min(2 * lengthMs, maxMs)
      cooldowns.set(id, { error, lengthMs: nextMs, untilMs: now() + nextMs })
    },
    end: (id) => cooldowns.delete(id),
  }
}
