import { createHash } from 'node:crypto'
import { createClient } from 'redis'
import { scripts } from './redis-scripts.ts'
import { within } from './within.ts'

/** What is used of a client of `redis`: one for a single server, for a cluster or for Sentinel. */
export interface RedisClient {
  hmGet(key: string, fields: string[]): Promise<unknown>
  zAdd(key: string, member: { score: number; value: string }): Promise<unknown>
  zRem(key: string, members: string[]): Promise<unknown>
  evalSha(sha1: string, options: ScriptOptions): Promise<unknown>
  eval(script: string, options: ScriptOptions): Promise<unknown>
}

interface ScriptOptions {
  keys: string[]
  arguments: string[]
}

export interface RedisConnection {
  /** Sends one command, when Redis is there or within the time limit comes back. */
  send<T>(command: (client: RedisClient) => Promise<unknown>): Promise<T>
  /** Runs a script on its one key. */
  run<T>(name: keyof typeof scripts, key: string, ...values: (string | number)[]): Promise<T>
  close(): Promise<void>
}

const sha1Of = (text: string) => createHash('sha1').update(text).digest('hex')

const hashes = Object.fromEntries(
  Object.entries(scripts).map(([name, script]) => [name, sha1Of(script)]),
) as Record<keyof typeof scripts, string>

const isUnknownScript = (error: unknown) =>
  error instanceof Error && error.message.startsWith('NOSCRIPT')

/** @param source A `redis://` URL, or a client that somebody else connects and closes. */
export function connectRedis(source: string | RedisClient, timeoutMs: number): RedisConnection {
  const { client, ready, close } =
    typeof source === 'string' ? ownClient(source, timeoutMs) : otherClient(source)

  function send<T>(command: (client: RedisClient) => Promise<unknown>): Promise<T> {
    const waiting = ready()
    const answer = waiting ? waiting.then(() => command(client)) : command(client)
    return within(timeoutMs, answer as Promise<T>)
  }

  return {
    send,
    close,
    run: (name, key, ...values) => {
      const options = { keys: [key], arguments: values.map(String) }
      return send((to) =>
        to.evalSha(hashes[name], options).catch((error: unknown) => {
          if (!isUnknownScript(error)) throw error
          return to.eval(scripts[name], options)
        }),
      )
    },
  }
}

interface Source {
  client: RedisClient
  /** Null when it is ready already. */
  ready(): Promise<unknown> | null
  close(): Promise<void>
}

const otherClient = (client: RedisClient): Source => ({
  client,
  ready: () => null,
  close: async () => {},
})

/**
 * Nothing waits in the client's own queue: a command whose caller has given up would run when Redis is back.
 * Here the caller waits for the connection, and sends nothing once its time is over.
 */
function ownClient(url: string, timeoutMs: number): Source {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    // Its own costs a timer and a signal for each command; there is one around all of it.
    commandOptions: { timeout: 0 },
    // Notices a connection that is dead without having said so.
    pingInterval: 5 * timeoutMs,
    socket: {
      connectTimeout: timeoutMs,
      socketTimeout: 10 * timeoutMs,
      reconnectStrategy: (retries) => Math.min(20 * 2 ** retries, 500),
    },
  })
  // Told again to every call that waits in vain; without a listener the process would end.
  let lastError: unknown
  client.on('error', (error) => {
    lastError = error
  })
  let readiness: Promise<unknown> | undefined
  let isClosed = false
  return {
    client,
    ready() {
      if (client.isReady) return null
      // A process that is to end would be kept from it.
      if (isClosed) return Promise.reject(new Error('The store was closed.'))
      readiness ??= new Promise((resolve) => client.once('ready', resolve)).finally(() => {
        readiness = undefined
        lastError = undefined
      })
      if (!client.isOpen) client.connect().catch(() => {})
      return within(timeoutMs, readiness).catch((error: unknown) => {
        throw lastError ?? error
      })
    },
    async close() {
      isClosed = true
      client.destroy()
    },
  }
}
