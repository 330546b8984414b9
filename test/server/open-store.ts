import type { Store } from '@sso-login/server'
import { postgres } from '@sso-login/server/postgres'
import { redis } from '@sso-login/server/redis'
import { sqlite } from '@sso-login/server/sqlite'
import { createCluster } from 'redis'

export type OpenStore = Store & { close(): unknown }

/** The tests of a store run all at once, on machines that may be slow; what time limits do is tested in outages.test.ts. */
const timeoutMs = 30_000

/** As in `postgres://127.0.0.1/postgres?prefix=tests_`; of another run's records on the same server nothing is seen then. */
const optionsOf = ({ searchParams }: URL) => {
  const prefix = searchParams.get('prefix')
  return { timeoutMs, ...(prefix && { prefix }) }
}

const withoutQuery = ({ href }: URL) => href.split('?')[0]

const makers: Readonly<Record<string, (url: URL) => OpenStore | Promise<OpenStore>>> = {
  'sqlite:': ({ pathname }) => sqlite(pathname),
  'redis:': (url) => redis(withoutQuery(url), optionsOf(url)),
  'redis-cluster:': async (url) => {
    const cluster = createCluster({ rootNodes: [{ url: `redis://${url.host}` }] })
    cluster.on('error', () => {})
    await cluster.connect()
    return { ...redis(cluster, optionsOf(url)), close: () => cluster.destroy() }
  },
  'postgres:': (url) => postgres(withoutQuery(url), optionsOf(url)),
}

/** A store by the URL of its database; for the tests, and for the processes that they start. */
export function openStore(address: string): OpenStore | Promise<OpenStore> {
  const url = new URL(address)
  const make = makers[url.protocol]
  if (!make) throw new Error(`There is no store for ${address}`)
  return make(url)
}
