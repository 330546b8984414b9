import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { createLogin, type Login, memory } from '@sso-login/server'
import { type Browser, createBrowser } from './browser.ts'
import { alice, secret } from './site.ts'

const servers: Server[] = []

export async function closeSites(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

export interface Running {
  origin: string
  browser: Browser
  login: Login
  approve(authorize: string | null): Promise<string>
}

/** A site over real HTTP; what it runs is made once its address is known. */
export async function run(
  makeListener: (login: Login) => RequestListener | Promise<RequestListener>,
  options: { maxHeaderSize?: number; users?: readonly (typeof alice)[] } = {},
): Promise<Running> {
  const { users = [alice], ...serverOptions } = options
  const server = createServer(serverOptions)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = {
    client_id: 'site',
    client_secret: 'client secret of the site',
    client_name: 'The site',
    redirect_uris: [`${origin}/auth/callback`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
  } as const
  const mock = createMockProvider(iitb, { clients: [client], users })
  const sso = createClient(iitb, {
    clientId: client.client_id,
    clientSecret: client.client_secret,
    redirectUri: `${origin}/auth/callback`,
    scopes: ['basic', 'profile'],
    fetch: (input, init) => mock.fetch(new Request(input, init)),
    now: () => mock.clock.now(),
  })
  const login = createLogin(sso, {
    secrets: [secret],
    store: memory({ now: () => mock.clock.now() }),
    now: () => mock.clock.now(),
  })
  server.on('request', await makeListener(login))
  return {
    origin,
    browser: createBrowser(
      (request) => send(request),
      origin,
      () => mock.clock.now(),
    ),
    login,
    approve: async (url) => (await mock.approve(url ?? '', { user: 'alice' })).location ?? '',
  }
}

/** By `node:http`, since `fetch` would keep `Cookie`, `Host` and `Sec-Fetch-Site` to itself. */
export async function send(
  request: Request,
  { method = request.method, path }: { method?: string; path?: string } = {},
): Promise<Response> {
  const body = await request.text()
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const { hostname, port, pathname, search } = new URL(request.url)
  const headers = Object.fromEntries(request.headers)
  const sent = httpRequest({
    hostname,
    port,
    method,
    path: path ?? pathname + search,
    headers: body ? { ...headers, 'content-length': Buffer.byteLength(body) } : headers,
  })
  sent.on('error', reject)
  sent.on('response', async (incoming) => {
    const received = new Headers()
    for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
      received.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '')
    }
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const status = incoming.statusCode ?? 0
    const content = chunks.length > 0 ? Buffer.concat(chunks) : null
    resolve(new Response(content, { status, headers: received }))
  })
  sent.end(body)
  return promise
}
