/** What a provider's client can do, each with its proof: run for every provider that has it, and a row of the table. */
import type {
  CoreClient,
  LogoutClient,
  MailClient,
  RevokingClient,
  Tokens,
} from '@sso-login/client'
import { clientCredentials } from '@sso-login/client/client-credentials'
import { discover } from '@sso-login/client/discover'
import { introspect } from '@sso-login/client/introspection'
import { signInByPassword } from '@sso-login/client/password'
import type { MockProvider } from '@sso-login/mock-provider'
import type { OidcProvider, TokenProvider } from '@sso-login/providers'
import { expect } from 'vitest'
import { failing } from '../client/support.ts'

/** A client of whatever provider: what it has beside the core, the provider decides. */
export type AnyClient = CoreClient<TokenProvider, string> &
  Partial<RevokingClient & LogoutClient & MailClient> & {
    user(tokens: Tokens, fields: readonly string[]): Promise<Record<string, unknown>>
    identity(tokens: Tokens): Promise<{ id: string; name: string | null }>
  }

export interface Stage {
  readonly provider: TokenProvider
  readonly mock: MockProvider
  readonly sso: AnyClient
  /** The same application with other options. */
  readonly create: (options: object) => AnyClient
  /** Where the provider answers. */
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  /** Somebody who has filled in everything. */
  readonly user: string
}

export interface Capability {
  /** A row of the table, and the name of the test. */
  readonly title: string
  readonly has: (provider: TokenProvider) => boolean
  readonly prove: (stage: Stage) => Promise<void>
}

const always = () => true

async function signIn({ mock, user }: Stage, sso: Stage['sso'], scopes?: readonly string[]) {
  const { url, transaction } = await sso.start()
  const { location } = await mock.approve(url, { user, ...(scopes && { scopes }) })
  const tokens = await sso.finish(location as string, transaction)
  return { url: new URL(url), transaction, location: location as string, tokens }
}

/** Scopes that come whether they are asked for or not. */
const fixed = (provider: TokenProvider) =>
  Object.keys(provider.scopes).filter(
    (scope) => provider.scopes[scope]?.always || scope === 'openid',
  )

const optional = (provider: TokenProvider) =>
  Object.keys(provider.scopes).filter((scope) => !fixed(provider).includes(scope))

/** What may come instead of an answer, and what the client makes of it. */
export const faults: readonly [object, readonly string[]][] = [
  [{ status: 503 }, ['provider_error', 'temporarily_unavailable']],
  [{ html: 502 }, ['provider_error']],
  [{ malformed: true }, ['response_invalid', 'provider_error']],
  [{ oversized: 1_000_000 }, ['response_too_large']],
  [{ redirectLoop: true }, ['redirect_refused']],
  [{ drop: true }, ['network_error']],
  [{ never: true }, ['timeout']],
]

export const capabilities: readonly Capability[] = [
  {
    title: 'signs in by code, with PKCE and state',
    has: always,
    async prove(stage) {
      const { url, tokens, location } = await signIn(stage, stage.sso)
      expect(url.searchParams.get('code_challenge_method')).toBe('S256')
      expect(new URL(location).searchParams.get('state')).toBe(url.searchParams.get('state'))
      expect(tokens.missing).toEqual([])
      expect(tokens.scopes.toSorted()).toEqual(Object.keys(stage.provider.scopes).toSorted())
    },
  },
  {
    title: 'checks the id_token: nonce, audience, signature by the published keys',
    has: ({ protocol }) => protocol === 'oidc',
    async prove(stage) {
      const { url, tokens } = await signIn(stage, stage.sso)
      const claims = JSON.parse(atob(tokens.idToken?.split('.')[1] as string))
      expect(claims.nonce).toBe(url.searchParams.get('nonce'))
      const { url: next, transaction } = await stage.sso.start()
      const { location } = await stage.mock.approve(next, { user: stage.user })
      const other = { ...transaction, nonce: 'of another login' }
      const error = await failing(stage.sso.finish(location as string, other))
      expect(error.code).toBe('id_token_invalid')
    },
  },
  {
    title: 'reads the person, by typed resources',
    has: ({ endpoints }) => endpoints.userinfo !== undefined,
    async prove(stage) {
      const { provider, sso } = stage
      const { tokens } = await signIn(stage, sso)
      const fields = Object.keys(provider.resources)
      const { missing, ...found } = await sso.user(tokens, fields)
      expect(missing).toEqual([])
      expect(Object.keys(found)).toEqual(fields)
      const person = await sso.identity(tokens)
      expect(person.id).toBe(String(found[provider.identity.id]))
      expect(person.name).toBeTruthy()
    },
  },
  {
    title: 'says what the person did not grant',
    has: (provider) => optional(provider).length > 0,
    async prove(stage) {
      const { provider, sso } = stage
      const kept = fixed(provider).length ? fixed(provider) : optional(provider).slice(0, 1)
      const { tokens } = await signIn(stage, sso, kept)
      const left = optional(provider).filter((scope) => !kept.includes(scope))
      expect(tokens.missing).toEqual(left)
      const error = await failing(sso.requireScopes(tokens, left))
      expect(error).toMatchObject({ code: 'scope_missing', missing: left })
    },
  },
  {
    title: 'hears that the person refused',
    has: always,
    async prove({ sso, mock, user }) {
      const { url, transaction } = await sso.start()
      const { location } = await mock.approve(url, { user, deny: true })
      expect(await failing(sso.finish(location as string, transaction))).toMatchObject({
        code: 'access_denied',
        step: 'callback',
      })
    },
  },
  {
    title: 'refreshes; the old refresh token is dead',
    has: ({ refresh }) => refresh?.rotates === true,
    async prove(stage) {
      const { sso } = stage
      const { tokens } = await signIn(stage, sso)
      const renewed = await sso.refresh(tokens)
      expect(renewed.accessToken).not.toBe(tokens.accessToken)
      expect(renewed.refreshToken).not.toBe(tokens.refreshToken)
      expect(renewed.missing).toEqual([])
      expect(await failing(sso.refresh(tokens))).toHaveProperty('code', 'invalid_grant')
    },
  },
  {
    title: 'refreshes; the refresh token goes on',
    has: ({ refresh }) => refresh?.rotates === false,
    async prove(stage) {
      const { sso } = stage
      const { tokens } = await signIn(stage, sso)
      const renewed = await sso.refresh(tokens)
      expect(renewed.accessToken).not.toBe(tokens.accessToken)
      expect(renewed.refreshToken).toBe(tokens.refreshToken)
      expect(renewed.missing).toEqual([])
      await expect(sso.refresh(renewed)).resolves.toBeDefined()
    },
  },
  {
    title: 'revokes',
    has: ({ endpoints }) => endpoints.revocation !== undefined,
    async prove(stage) {
      const { sso, provider } = stage
      const { tokens } = await signIn(stage, sso)
      await sso.revoke?.(tokens)
      const id = provider.identity.id
      expect(await failing(sso.user(tokens, [id]))).toHaveProperty('code', 'invalid_token')
    },
  },
  {
    title: 'introspects',
    has: ({ endpoints }) => endpoints.introspection !== undefined,
    async prove(stage) {
      const { sso } = stage
      const { tokens } = await signIn(stage, sso)
      const alive = await introspect(sso as never, tokens.accessToken)
      expect(alive).toMatchObject({ active: true, clientId: sso.clientId })
      expect(await introspect(sso as never, 'made-up')).toEqual({ active: false })
    },
  },
  {
    title: 'gets tokens of its own (client credentials)',
    has: ({ grantTypes }) => grantTypes?.includes('client_credentials') === true,
    async prove({ sso }) {
      const tokens = await clientCredentials(sso as never)
      expect(tokens.accessToken).toBeTruthy()
      expect(tokens).not.toHaveProperty('idToken')
    },
  },
  {
    title: 'gets tokens for a password',
    has: ({ grantTypes }) => grantTypes?.includes('password') === true,
    async prove({ sso, user: username }) {
      const tokens = await signInByPassword(sso as never, { username, password: 'password' })
      expect(tokens.missing).toEqual([])
      expect(await sso.identity(tokens)).toHaveProperty('name')
      const wrong = signInByPassword(sso as never, { username, password: 'wrong' })
      expect(await failing(wrong)).toMatchObject({ code: 'invalid_grant', step: 'exchange' })
    },
  },
  {
    title: 'says without a page whether somebody is signed in (prompt=none)',
    has: ({ protocol, promptValues }) => promptValues?.includes('none') ?? protocol === 'oidc',
    async prove({ sso, fetch }) {
      const { url, transaction } = await sso.start({ parameters: { prompt: 'none' } })
      const location = (await fetch(url, { redirect: 'manual' })).headers.get('location')
      const error = await failing(sso.finish(location as string, transaction))
      expect(error).toMatchObject({ code: 'login_required', step: 'callback' })
    },
  },
  {
    title: 'is found by discovery',
    has: ({ protocol }) => protocol === 'oidc',
    async prove({ url, fetch, provider }) {
      const { issuer, baseUrl } = provider as OidcProvider
      const there = issuer.replace(baseUrl, url)
      const found = await discover(there, { fetch })
      expect(found.issuer).toBe(there)
      const { pathname } = new URL(found.endpoints.authorization, found.baseUrl)
      const own = new URL(provider.endpoints.authorization, provider.baseUrl).pathname
      // Documented at USSO: the metadata name one of its two families of paths.
      expect(own).toMatch(new RegExp(`${pathname}$`))
    },
  },
  {
    title: 'leads to the logout at the provider',
    has: ({ endpoints }) => 'endSession' in endpoints,
    async prove(stage) {
      const { sso, fetch } = stage
      const { tokens } = await signIn(stage, sso)
      const postLogoutRedirectUri = 'http://localhost:3000/bye'
      const leaving = sso.logoutUrl?.({
        idToken: tokens.idToken,
        postLogoutRedirectUri,
        state: 's',
      })
      const answer = await fetch(leaving as string, { redirect: 'manual' })
      expect(answer.status).toBeLessThan(400)
    },
  },
  {
    title: 'refuses the callback, code or verifier of another login',
    has: always,
    async prove(stage) {
      const { sso } = stage
      const one = await sso.start()
      const two = await sso.start()
      const { location } = await stage.mock.approve(one.url, { user: stage.user })
      const finish = (transaction: object) =>
        failing(sso.finish(location as string, { ...one.transaction, ...transaction }))
      expect(await failing(sso.finish(location as string, two.transaction))).toHaveProperty(
        'code',
        'state_mismatch',
      )
      const { codeVerifier } = two.transaction
      const wrong = await finish({ codeVerifier })
      expect(['invalid_grant', 'invalid_request']).toContain(wrong.code)
      const { tokens, location: used, transaction } = await signIn(stage, sso)
      expect(tokens.accessToken).toBeTruthy()
      expect(await failing(sso.finish(used, transaction))).toHaveProperty('code', 'invalid_grant')
    },
  },
  {
    title: 'is told of a wrong secret',
    has: always,
    async prove(stage) {
      const error = await failing(signIn(stage, stage.create({ clientSecret: 'wrong' })))
      expect(error).toMatchObject({ code: 'invalid_client', step: 'exchange' })
    },
  },
  {
    title: 'ends what is wrong, HTML, empty, cut short or endless in the one error type',
    has: always,
    async prove(stage) {
      const { mock, create } = stage
      const patient = create({ maxResponseBytes: 100_000 })
      const hasty = create({ timeoutMs: 150 })
      const { tokens } = await signIn(stage, patient)
      // A refresh last: the provider may have rotated before the answer was spoiled.
      const calls = [
        ['userinfo', (sso: AnyClient) => sso.identity(tokens)],
        [
          'token',
          (sso: AnyClient) =>
            sso.refresh({ ...tokens, refreshToken: tokens.refreshToken ?? 'any' }),
        ],
      ] as const
      for (const [endpoint, call] of calls) {
        for (const [fault, codes] of faults) {
          mock.faults.add(endpoint, fault as never, { times: 1 })
          const { code } = await failing(call('never' in fault ? hasty : patient))
          expect([endpoint, fault, codes.includes(code) || code]).toEqual([endpoint, fault, true])
        }
      }
    },
  },
  {
    title: 'mails the person',
    has: ({ endpoints }) => endpoints.sendMail !== undefined,
    async prove(stage) {
      const { tokens } = await signIn(stage, stage.sso)
      const mail = { subject: 'Your slot', message: 'At nine.' }
      expect((await stage.sso.sendMail?.(tokens, mail))?.sent).toBe(true)
      expect(stage.mock.mail.all().at(-1)?.subject).toContain('Your slot')
    },
  },
]
