/** A site written for the provider's own widget: pages, and a backend that exchanges the code itself. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'

const dist = new URL('../../packages/element/dist/', import.meta.url)
const clientId = 'your-long-client-id'
const clientSecret = 'your-long-client-secret'

export async function startOldSite() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const mock = createMockProvider(iitb, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        client_name: 'Old site',
        redirect_uris: [`${site}/callback`, `${site}/other/callback`],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
  })
  const provider = await mock.listen({ port: 0, host: 'localhost' })
  const script = `${site}/login.min.js?provider=${encodeURIComponent(provider.url)}`
  const pages = new Map<string, { html: string; headers: Record<string, string> }>()

  /** What the backend of such a site does when the visitor is back. */
  async function callback(url: URL, cookie: string): Promise<string> {
    const error = url.searchParams.get('error')
    if (error) return `Denied: ${error}`
    const kept = cookie.match(/sso_state=([\w-]+)/)?.[1]
    const state = url.searchParams.get('state')
    if (state !== kept && state !== 'of-the-page') return 'Wrong state'
    const token = await fetch(`${provider.url}/profiles/oauth/token/`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: url.searchParams.get('code') ?? '',
        redirect_uri: site + url.pathname,
      }),
    })
    const { access_token, scope } = (await token.json()) as Record<string, string>
    const api = `${provider.url}/profiles/user/api/user/?fields=id,first_name`
    const headers = { authorization: `Bearer ${access_token}` }
    const user = (await (await fetch(api, { headers })).json()) as Record<string, string>
    return `Hello ${user.first_name ?? user.id}, scopes: ${scope?.split(' ').sort().join(' ')}`
  }

  server.on('request', async (request, response) => {
    const url = new URL(request.url ?? '/', site)
    if (url.pathname.endsWith('.js')) {
      response.setHeader('content-type', 'text/javascript')
      return response.end(await readFile(new URL(`.${url.pathname}`, dist)))
    }
    if (url.pathname.endsWith('/callback')) {
      response.setHeader('set-cookie', 'sso_state=; Path=/; Max-Age=0')
      return response.end(await callback(url, request.headers.cookie ?? ''))
    }
    const { html = '', headers = {} } = pages.get(url.pathname) ?? {}
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(html)
  })

  return {
    site,
    mock,
    provider: provider.url,
    /** The drop-in's address, the one thing that such a page changes. */
    script,
    /** Serves a page, and returns its address. */
    page(path: string, html: string, headers: Record<string, string> = {}): string {
      pages.set(path, { html, headers })
      return site + path
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      server.close()
      await provider.close()
    },
  }
}

export type OldSite = Awaited<ReturnType<typeof startOldSite>>
