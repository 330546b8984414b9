// One server of the comparison, in a process of its own. Arguments: its name, and what it needs.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogin, memory, type Store } from '@sso-login/server'
import { openStore } from '../../server/open-store.ts'
import { createSite, secret } from '../../server/site.ts'
import { cookiesOfMany } from './fill.ts'

export interface CpuServerReady {
  port: number
  /** `Cookie` headers of who is signed in, sent in turn; an empty one where there are no sessions. */
  cookies: string[]
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void
type Started = { handler: Handler; cookie: string | string[] }

const greet = (response: ServerResponse, name: string | undefined) => {
  response.setHeader('content-type', 'text/plain')
  response.end(`Hello ${name}`)
}

async function ours(store: Store, trustCookieSeconds: number): Promise<Started> {
  const site = createSite({ store: () => store, trustCookieSeconds })
  await site.signIn()
  const login = createLogin(site.sso, { secrets: [secret], store, trustCookieSeconds })
  return {
    cookie: site.browser.cookieHeader('/page'),
    handler: async (request, response) => {
      const { user } = await login.session(request)
      greet(response, user?.id)
    },
  }
}

/** A store that was filled by `fill`, and visitors all over it. */
async function many(address: string, count: number): Promise<Started> {
  const store = await openStore(address)
  const { sso } = createSite()
  const login = createLogin(sso, { secrets: [secret], store })
  return {
    cookie: await cookiesOfMany(count),
    handler: async (request, response) => {
      const { user } = await login.session(request)
      greet(response, user?.id)
    },
  }
}

const [kind = '', address = '', count = ''] = process.argv.slice(2)
const starts: Record<string, () => Started | Promise<Started>> = {
  bare: () => ({ cookie: '', handler: (_, response) => greet(response, '101') }),
  memory: () => ours(memory(), 0),
  'sealed cookie': () => ours(memory(), 3600),
  store: async () => ours(await openStore(address), 0),
  many: () => many(address, Number(count)),
}

const start = starts[kind]
const { handler, cookie } = start
  ? await start()
  : await ((await import(address)) as { start(kind: string): Promise<Started> }).start(kind)

process.on('message', () => process.send?.(process.cpuUsage()))
const server = createServer(handler).listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ port, cookies: [cookie].flat() } satisfies CpuServerReady)
})
