import type { Store } from '@sso-login/server'
import { postgres } from '@sso-login/server/postgres'
import { redis } from '@sso-login/server/redis'
import { sqlite } from '@sso-login/server/sqlite'
import { createCluster } from 'redis'

export type OpenStore = Store & { close(): unknown }

/** The tests of a store run all at once, on machines that may be slow; what time limits do is tested in outages.test.ts. */
const timeoutMs = 30_000

const makers: Readonly<Record<string, (url: URL) => OpenStore | Promise<OpenStore>>> = {
  'sqlite:': ({ pathname }) => sqlite(pathname),
  'redis:': ({ href }) => redis(href, { timeoutMs }),
  'redis-cluster:': async ({ host }) => {
    const cluster = createCluster({ rootNodes: [{ url: `redis://${host}` }] })
    cluster.on('error', () => {})
    await cluster.connect()
    return { ...redis(cluster, { timeoutMs }), close: () => cluster.destroy() }
  },
  'postgres:': ({ href, searchParams }) => {
    const prefix = searchParams.get('prefix')
    return postgres(href.split('?')[0], { timeoutMs, ...(prefix && { prefix }) })
  },
}

/** A store by the URL of its database; for the tests, and for the processes that they start. */
export function openStore(address: string): OpenStore | Promise<OpenStore> {
  const url = new URL(address)
  const make = makers[url.protocol]
  if (!make) throw new Error(`There is no store for ${address}`)
  return make(url)
}
