import { createClient, type LoginError } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import type { Quirk, TokenProvider } from '@sso-login/providers'
import { miniorange } from '@sso-login/providers/miniorange'
import { ubisecure } from '@sso-login/providers/ubisecure'
import { usso } from '@sso-login/providers/usso'
import { describe, expect, it } from 'vitest'
import { failing } from '../client/support.ts'
import type { AnyClient } from './capabilities.ts'
import { github } from './github.ts'

const redirectUri = 'http://localhost:3000/auth/callback'

interface Flip {
  readonly provider: TokenProvider
  /** In the provider's own shape. Default: the mock's. */
  readonly users?: readonly object[]
  /** Default: codes alone. */
  readonly grantTypes?: readonly string[]
  /** The step that the quirk is about. */
  readonly run: (sso: AnyClient, signIn: () => ReturnType<AnyClient['finish']>) => Promise<unknown>
  readonly bendRequest?: (form: URLSearchParams) => void
  /** What a client that knows nothing of it ends in. */
  readonly unknowing: Partial<LoginError>
  /** What a client that knows makes of it; absent: no error at all. */
  readonly knowing?: Partial<LoginError>
}

const octocat = {
  id: 1,
  login: 'octocat',
  name: 'O',
  avatar_url: 'https://x.example/o',
  email: 'o@x',
}

const justSigningIn: Flip['run'] = async (sso, signIn) => {
  expect(await sso.identity(await signIn())).toMatchObject({ id: 'alice' })
}

/** Each quirk that there is: another one does not compile without its flip. */
const flips: Readonly<Record<Quirk, Flip>> = {
  'errors-with-status-200': {
    provider: github,
    run: (sso) => sso.refresh({ refreshToken: 'made-up', scopes: [] }),
    unknowing: { code: 'response_invalid', step: 'refresh' },
    knowing: { code: 'unauthorized_client', step: 'refresh' },
  },
  'scopes-by-comma': {
    provider: github,
    users: [octocat],
    run: async (sso, signIn) => sso.requireScopes(await signIn(), ['read:user', 'user:email']),
    unknowing: { code: 'scope_missing', missing: ['read:user', 'user:email'] },
  },
  'errors-in-detail': {
    provider: usso,
    run: (sso) => sso.refresh({ refreshToken: 'made-up', scopes: [] }),
    bendRequest: (form) => form.delete('grant_type'),
    unknowing: { code: 'provider_error', provider: { status: 422 } },
    knowing: { code: 'invalid_request', fields: { 'body.grant_type': ['Field required'] } },
  },
  'secret-sent-twice': {
    provider: miniorange,
    run: justSigningIn,
    unknowing: { code: 'invalid_client', step: 'exchange' },
  },
  'basic-not-encoded': {
    provider: miniorange,
    run: justSigningIn,
    unknowing: { code: 'invalid_client', step: 'exchange' },
  },
  'redirect-url-at-token': {
    provider: miniorange,
    run: justSigningIn,
    unknowing: { code: 'invalid_request', step: 'exchange' },
  },
  'scope-with-code': {
    provider: miniorange,
    run: justSigningIn,
    unknowing: { code: 'invalid_request', step: 'exchange' },
  },
  'revokes-by-get': {
    provider: miniorange,
    run: async (sso, signIn) => sso.revoke?.(await signIn()),
    unknowing: { code: 'provider_error', step: 'revoke', provider: { status: 405 } },
  },
  'subject-not-promised': {
    provider: miniorange,
    run: justSigningIn,
    unknowing: { code: 'id_token_invalid', step: 'exchange' },
  },
  'answers-without-sub': {
    provider: ubisecure,
    run: justSigningIn,
    unknowing: { code: 'response_invalid', step: 'user' },
  },
  'refresh-with-scope': {
    provider: ubisecure,
    grantTypes: ['authorization_code', 'refresh_token'],
    run: async (sso, signIn) => {
      expect((await sso.refresh(await signIn())).missing).toEqual([])
    },
    unknowing: { code: 'invalid_scope', step: 'refresh' },
  },
  'nonce-not-promised': {
    provider: miniorange,
    run: justSigningIn,
    unknowing: { code: 'id_token_invalid', step: 'exchange' },
  },
}

function stageOf(flip: Flip, atMock: readonly Quirk[], atClient: readonly Quirk[]) {
  const { provider, users, bendRequest, grantTypes = ['authorization_code'] } = flip
  const mock = createMockProvider({ ...provider, quirks: atMock } as TokenProvider, {
    clients: [
      {
        client_id: 'app',
        client_secret: 'a-secret',
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: provider.tokenEndpointAuthMethods[0] as string,
        grant_types: grantTypes,
      },
    ],
    ...(users && { users: users as never }),
    // Where the mock takes the standard's form too, it does not then.
    strict: true,
  })
  const fetch = (async (url: string, init: RequestInit) => {
    if (init.body instanceof URLSearchParams) bendRequest?.(init.body)
    return mock.fetch(url, init)
  }) as typeof globalThis.fetch
  const sso = (createClient as (provider: unknown, options: unknown) => unknown)(
    { ...provider, quirks: atClient },
    {
      clientId: 'app',
      clientSecret: 'a-secret',
      redirectUri,
      scopes: Object.keys(provider.scopes),
      fetch,
    },
  ) as AnyClient
  const signIn = async () => {
    const { url, transaction } = await sso.start()
    const { location } = await mock.approve(url, { user: mock.usernames[0] as string })
    return sso.finish(location as string, transaction)
  }
  return () => flip.run(sso, signIn)
}

describe.each(Object.entries(flips) as [Quirk, Flip][])('the quirk %s', (quirk, flip) => {
  it('at the provider alone makes the client fail, with a code', async () => {
    const run = stageOf(flip, [quirk], [])
    expect(await failing(run())).toMatchObject(flip.unknowing)
  })

  it('is made good by a client that knows of it', async () => {
    const run = stageOf(flip, [quirk], [quirk])
    if (flip.knowing) expect(await failing(run())).toMatchObject(flip.knowing)
    else await expect(run()).resolves.toBeUndefined()
  })

  it('does no harm where the provider has given it up', async () => {
    const run = stageOf(flip, [], [quirk])
    if (!flip.knowing) return expect(run()).resolves.toBeUndefined()
    const { code } = await failing(run())
    return expect(['unauthorized_client', 'invalid_request']).toContain(code)
  })
})
