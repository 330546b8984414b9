/** The demo whole: the mock provider, a site that signs people in with it, and what they said. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@sso-login/client'
import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin } from '@sso-login/server'
import { sqlite } from '@sso-login/server/sqlite'
import { createMessages, type Party } from './messages.ts'
import { providerNotes } from './notes.ts'
import { createSite } from './site.ts'

export interface DemoOptions {
  /** Default 3000, or any free port if that is taken. */
  sitePort?: number
  /** Default 4000, or any free port if that is taken. */
  providerPort?: number
  /** Keep a person's grant when they log out, for background work; default false. */
  keepGrants?: boolean
}

/** Endpoints that the person's own browser goes to; the others are called by the site's backend. */
const browserEndpoints = ['authorization', 'login', 'logout']

export async function startDemo(options: DemoOptions = {}) {
  const messages = createMessages()

  const siteServer = createServer()
  const sitePort = await listen(siteServer, options.sitePort ?? 3000)
  // Two host names on purpose: one would make site and provider same-site, and SameSite go untested.
  const site = `http://127.0.0.1:${sitePort}`

  const clientSecret = randomBytes(24).toString('base64url')
  const mock = createMockProvider(iitb, {
    clients: [
      {
        client_id: 'demo-site',
        client_secret: clientSecret,
        client_name: 'Campus Demo',
        redirect_uris: [`${site}/auth/callback`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
  })
  const provider = await listenProvider(mock, options.providerPort ?? 4000)
  drawProvider(mock, messages)

  // One clock for both sides: moved by the control API, the site's tokens age with the provider's.
  const now = () => mock.clock.now()
  const sso = createClient(iitb, {
    clientId: 'demo-site',
    clientSecret,
    redirectUri: `${site}/auth/callback`,
    scopes: [
      'basic',
      'profile',
      'picture',
      'sex',
      'ldap',
      'phone',
      'insti_address',
      'program',
      'secondary_emails',
      'send_mail',
    ],
    baseUrl: provider.url,
    now,
  })

  const folder = await mkdtemp(join(tmpdir(), 'sso-login-demo-'))
  const store = sqlite(join(folder, 'sso.db'), { now })
  const login = createLogin(sso, {
    secrets: [randomBytes(32).toString('base64url')],
    store,
    keepGrants: options.keepGrants ?? false,
    now,
  })
  siteServer.on(
    'request',
    createSite({ sso, login, messages, origin: site, providerOrigin: provider.url }),
  )

  return {
    site,
    provider: provider.url,
    mock,
    sso,
    login,
    messages,
    async close(): Promise<void> {
      siteServer.closeAllConnections()
      await new Promise((resolve) => siteServer.close(resolve))
      await provider.close()
      store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type Demo = Awaited<ReturnType<typeof startDemo>>

/** Adds what the mock logs to the messages: its request log is the provider's side of the story. */
function drawProvider(mock: MockProvider, messages: ReturnType<typeof createMessages>): void {
  mock.requests.subscribe((entry) => {
    const note = providerNotes[entry.endpoint]
    if (!note) return
    const caller: Party = browserEndpoints.includes(entry.endpoint) ? 'browser' : 'site'
    messages.add({
      kind: 'request',
      from: caller,
      to: 'provider',
      label: `${entry.method} ${entry.path}`,
      details: Object.fromEntries(
        Object.entries(entry.params).map(([name, value]) => [name, [value].flat().join(', ')]),
      ),
      note,
    })
    messages.add({
      kind: 'answer',
      from: 'provider',
      to: caller,
      label: String(entry.status),
      details: {},
      ...(entry.rejection ? { rejection: entry.rejection } : {}),
    })
  })
}

const isPortTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EADDRINUSE'

/** Listens on `port`, or on any free one if it is taken. */
async function listen(server: Server, port: number): Promise<number> {
  const tryPort = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject)
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject)
        resolve((server.address() as { port: number }).port)
      })
    })
  return tryPort(port).catch((error: unknown) => {
    if (isPortTaken(error)) return tryPort(0)
    throw error
  })
}

async function listenProvider(mock: MockProvider, port: number) {
  const host = 'localhost'
  return mock.listen({ port, host }).catch((error: unknown) => {
    if (isPortTaken(error)) return mock.listen({ port: 0, host })
    throw error
  })
}
