/** The least that can be called a provider: a code for everybody, opaque tokens, a user. What nothing can be faster than. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'

const fresh = () => randomBytes(15).toString('hex')

export function createBare() {
  const codes = new Set<string>()
  const tokens = new Set<string>()
  const authorize = (query: string): string => {
    const params = new URLSearchParams(query)
    const code = fresh()
    codes.add(code)
    return `${params.get('redirect_uri')}?code=${code}&state=${params.get('state')}`
  }
  const exchange = (body: string): { status: number; text: string } => {
    if (!codes.delete(new URLSearchParams(body).get('code') ?? '')) {
      return { status: 400, text: '{"error":"invalid_grant"}' }
    }
    const [access_token, refresh_token] = [fresh(), fresh()]
    tokens.add(access_token)
    const granted = { token_type: 'Bearer', expires_in: 36_000, scope: 'basic' }
    return { status: 200, text: JSON.stringify({ access_token, refresh_token, ...granted }) }
  }
  const user = (authorization: string | null | undefined): { status: number; text: string } =>
    tokens.has(authorization?.slice(7) ?? '')
      ? { status: 200, text: '{"id":101}' }
      : { status: 401, text: '{}' }
  const json = { 'Content-Type': 'application/json' }
  return {
    async fetch(input: string, init: RequestInit = {}): Promise<Response> {
      const request = new Request(input, init)
      const url = new URL(request.url)
      if (url.pathname.endsWith('/authorize/')) {
        const headers = { Location: authorize(url.search.slice(1)) }
        return new Response(null, { status: 302, headers })
      }
      const { status, text } = url.pathname.endsWith('/token/')
        ? exchange(await request.text())
        : user(request.headers.get('authorization'))
      return new Response(text, { status, headers: json })
    },
    server: createServer(async (request, response) => {
      const [path = '', query = ''] = (request.url ?? '').split('?')
      if (path.endsWith('/authorize/')) {
        response.writeHead(302, { Location: authorize(query) }).end()
        return
      }
      let body = ''
      for await (const chunk of request) body += chunk
      const { status, text } = path.endsWith('/token/')
        ? exchange(body)
        : user(request.headers.authorization)
      response.writeHead(status, json).end(text)
    }),
  }
}
