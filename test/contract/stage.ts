import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import type { TokenProvider } from '@sso-login/providers'
import { iitb } from '@sso-login/providers/iitb'
import { miniorange, miniorangeAt } from '@sso-login/providers/miniorange'
import { standard } from '@sso-login/providers/standard'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { usso, ussoAt } from '@sso-login/providers/usso'
import type { AnyClient, Stage } from './capabilities.ts'
import { github } from './github.ts'
import { google } from './google.ts'

interface Entry {
  readonly provider: TokenProvider
  /** Default: alice, who is there in every mock. */
  readonly user?: string
  readonly users?: readonly object[]
}

/** A column of the table each. */
export const built: Readonly<Record<string, Entry>> = {
  iitb: { provider: iitb },
  usso: { provider: usso },
  ubisecure: { provider: ubisecure },
  miniorange: { provider: miniorange },
  standard: { provider: standard },
}

const octocat = {
  id: 583_231,
  login: 'octocat',
  name: 'The Octocat',
  avatar_url: 'https://avatars.githubusercontent.com/u/583231',
  email: 'octocat@github.com',
}

/** What runs the same suite: variants, and providers as users write them. */
export const entries: Readonly<Record<string, Entry>> = {
  ...built,
  "usso by its generated client's paths": {
    provider: ussoAt({ base: '/api/sso/v1', userApi: 'me' }),
  },
  'miniorange of one organisation, as others send it': {
    provider: miniorangeAt({ tenant: 'acme', redirectParameter: 'redirect_uri' }),
  },
  'one like Google': { provider: google },
  'one like GitHub': { provider: github, users: [octocat], user: String(octocat.id) },
}

const redirectUri = 'http://localhost:3000/auth/callback'

/** A provider in the mock and an application that is registered there; `overHttp` with a port of its own. */
export async function stageOf(
  { provider, users, user = 'alice' }: Entry,
  overHttp: boolean,
): Promise<Stage & { close: () => Promise<void> }> {
  const app = {
    client_id: 'app',
    client_secret: 'a secret with: odd/characters%+',
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: provider.tokenEndpointAuthMethods[0] as string,
    grant_types: [...(provider.grantTypes ?? ['authorization_code', 'refresh_token'])],
    ...('endSession' in provider.endpoints && {
      post_logout_redirect_uris: ['http://localhost:3000/bye'],
    }),
  }
  const mock = createMockProvider(provider, {
    clients: [app],
    ...(users && { users: users as never }),
  })
  const listener = overHttp ? await mock.listen({ port: 0 }) : undefined
  const url = listener?.url ?? provider.baseUrl
  const fetch = overHttp ? globalThis.fetch : (mock.fetch as typeof globalThis.fetch)
  // Endpoints on hosts of their own do not move with the base URL: the mock says where they are.
  const moved = { ...provider, endpoints: mock.endpoints as never } as TokenProvider
  const create = (options: object) =>
    (createClient as (provider: unknown, options: unknown) => unknown)(
      overHttp ? moved : provider,
      {
        clientId: app.client_id,
        clientSecret: app.client_secret,
        redirectUri,
        scopes: Object.keys(provider.scopes),
        baseUrl: url,
        fetch,
        ...options,
      },
    ) as AnyClient
  const close = async () => listener?.close()
  return { provider, mock, sso: create({}), create, url, fetch, user, close }
}
