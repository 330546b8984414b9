import { readFewOptions } from '../few-options.ts'
import { invalid } from '../invalid.ts'
import type { Store } from '../store.ts'
import { connectRedis, type RedisClient } from './redis-connection.ts'
import { redisRecords } from './redis-records.ts'

export type { RedisClient } from './redis-connection.ts'

export interface RedisOptions {
  /** Begins every key; default `sso-login`. */
  prefix?: string
  /** How long a call waits for Redis, in milliseconds; it then fails. Default 3000. */
  timeoutMs?: number
}

export interface RedisStore extends Store {
  /** Closes the connection that the store has opened; a client that it was given stays open. */
  close(): Promise<void>
}

/**
 * A store in Redis 6.2 or later, for a site of several machines. Every step touches one key, so a cluster does as well.
 * Connects at the first call, and again whenever the connection is lost.
 *
 * What Redis forgets is lost: give it `appendonly yes`, and no eviction (`maxmemory-policy noeviction`).
 * @param source `redis://user:password@host:6379/0`, `rediss://` with TLS; or a connected client of the package
 *   `redis`: `createClient`, `createCluster`, `createSentinel`.
 * @throws LoginError `invalid_config`: key `source`, the option's name, or `options`.
 */
export function redis(
  source: string | RedisClient | undefined,
  options: RedisOptions = {},
): RedisStore {
  if (typeof source === 'string' ? !/^rediss?:\/\/./.test(source) : !source?.evalSha) {
    throw invalid(
      'source',
      'source must be a redis:// or rediss:// URL, or a client of the package redis.',
      'Is its environment variable set?',
    )
  }
  const read = readFewOptions(options, ['prefix', 'timeoutMs'])
  const { prefix = 'sso-login', timeoutMs = 3000 } = read
  const connection = connectRedis(source as string | RedisClient, timeoutMs)
  return {
    sessions: redisRecords(connection, prefix, 'sessions'),
    grants: redisRecords(connection, prefix, 'grants'),
    take: (stateHash, expiresAt) =>
      connection.run('take', `${prefix}:taken:${stateHash}`, Math.ceil(expiresAt * 1000)),
    close: () => connection.close(),
  }
}
