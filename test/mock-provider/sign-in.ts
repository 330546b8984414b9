import type { MockProvider } from '@sso-login/mock-provider'

export const app = {
  client_id: 'web',
  client_secret: 'web-secret-0123456789',
  client_name: 'Web <App>',
  redirect_uris: ['https://app.example.test/cb', 'https://app.example.test/other'],
} as const

export const state = 'state-that-nobody-may-see'

export function authorizeUrl(params: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: app.client_id,
    redirect_uri: app.redirect_uris[0],
    scope: 'basic profile',
    state,
    ...params,
  })
  return `https://gymkhana.iitb.ac.in/profiles/oauth/authorize/?${query}`
}

export const tokenUrl = 'https://gymkhana.iitb.ac.in/profiles/oauth/token/'
export const userUrl = 'https://gymkhana.iitb.ac.in/profiles/user/api/user/'

export async function codeFor(
  mock: MockProvider,
  params: Record<string, string> = {},
): Promise<string> {
  const { location } = await mock.approve(authorizeUrl(params), { user: 'alice' })
  return new URL(location ?? '').searchParams.get('code') ?? ''
}

export const postToken = (
  mock: MockProvider,
  form: Record<string, string>,
  init: RequestInit = {},
): Promise<Response> =>
  mock.fetch(tokenUrl, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${app.client_id}:${app.client_secret}`)}` },
    body: new URLSearchParams(form),
    ...init,
  })

export const exchange = (mock: MockProvider, code: string): Promise<Response> =>
  postToken(mock, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: app.redirect_uris[0],
  })

export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly expires_in: number | string
  readonly scope: string
}

export async function tokensFor(
  mock: MockProvider,
  params: Record<string, string> = {},
): Promise<Tokens> {
  return (await exchange(mock, await codeFor(mock, params))).json()
}
