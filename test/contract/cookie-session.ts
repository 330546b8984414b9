/** The same for providers that keep the session themselves and give no tokens: from start to logout, with two domains. */
import {
  type AuthDomain,
  type CookieSessionClient,
  createAuthDomain,
  createCookieSessionClient,
} from '@sso-login/client/cookie-session'
import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import type { CookieSessionProvider } from '@sso-login/providers'
import { bridgekeeper, bridgekeeperAt } from '@sso-login/providers/bridgekeeper'
import { expect } from 'vitest'
import { browse } from '../client/bridgekeeper-support.ts'
import { failing } from '../client/support.ts'
import { faults } from './capabilities.ts'

export const cookieSessionProviders: Readonly<Record<string, CookieSessionProvider>> = {
  bridgekeeper,
  'bridgekeeper in the words of its document': bridgekeeperAt({ ajaxAnswer: 'redirect_url' }),
}

interface Stage {
  readonly provider: CookieSessionProvider
  readonly mock: MockProvider
  readonly sso: CookieSessionClient<CookieSessionProvider>
  /** The same application with other options. */
  readonly create: (options: object) => CookieSessionClient<CookieSessionProvider>
  readonly auth: AuthDomain<CookieSessionProvider>
  /** The two domains' origins. */
  readonly client: string
  readonly authDomain: string
  readonly browser: ReturnType<typeof browse>
}

/** `overHttp`: a port of its own, and two names of this machine for the two domains. */
export async function cookieSessionStage(
  provider: CookieSessionProvider,
  overHttp: boolean,
): Promise<Stage & { close: () => Promise<void> }> {
  const mock = createMockProvider(provider, {
    clients: [
      {
        client_id: '7',
        redirect_uris: ['https://client.example/api/auth/v1/oauth/token'],
        x_loopback_redirects: true,
      },
    ],
    ...(!overHttp && { baseUrl: 'https://auth.example' }),
  })
  const listener = overHttp ? await mock.listen({ port: 0 }) : undefined
  const fetch = overHttp ? globalThis.fetch : (mock.fetch as typeof globalThis.fetch)
  const authDomain = listener?.url ?? 'https://auth.example'
  const { hostname, port } = new URL(authDomain)
  const other = hostname === 'localhost' ? '127.0.0.1' : 'localhost'
  const client = overHttp ? `http://${other}:${port}` : 'https://client.example'
  const create = (options: object) =>
    createCookieSessionClient(provider, {
      clientId: 7,
      callbackUri: `${client}/auth/callback`,
      fetch,
      ...options,
    })
  return {
    provider,
    mock,
    sso: create({}),
    create,
    auth: createAuthDomain(provider, { baseUrl: authDomain, fetch }),
    client,
    authDomain,
    browser: browse((url, init) => fetch(url, init)),
    close: async () => listener?.close(),
  }
}

async function signIn({ sso, auth, browser }: Stage) {
  const { url, transaction } = await sso.start()
  const { session } = await auth.login({ username: 'alice', password: 'password' })
  const page = await browser.follow(url)
  const callback = await browser.follow(await auth.authorize(page, session))
  const request = browser.request(callback)
  return { url, transaction, page, callback, request, atAuthDomain: session }
}

export interface CookieSessionCapability {
  readonly title: string
  readonly prove: (stage: Stage) => Promise<void>
}

export const cookieSessionCapabilities: readonly CookieSessionCapability[] = [
  {
    title: "signs in by the provider's own cookie, with a nonce in the callback",
    async prove(stage) {
      const { callback, request, transaction } = await signIn(stage)
      expect(new URL(callback).searchParams.get('nonce')).toBe(transaction.nonce)
      const person = await stage.sso.finish(request, transaction)
      expect(stage.sso.identityOf(person)).toMatchObject({ id: '301', name: 'Alice Kulkarni' })
    },
  },
  {
    title: 'keeps the domains of applications apart from that of sign-in',
    async prove(stage) {
      const { page, callback, request, atAuthDomain } = await signIn(stage)
      expect(new URL(page).origin).toBe(stage.authDomain)
      expect(new URL(callback).origin).toBe(stage.client)
      // Each domain has a cookie of its own.
      expect(stage.sso.sessionOf(request)).not.toEqual(atAuthDomain)
    },
  },
  {
    title: 'reads the person, by typed resources',
    async prove(stage) {
      const { provider, sso } = stage
      const { request } = await signIn(stage)
      const person = await sso.user(sso.sessionOf(request))
      expect(Object.keys(person ?? {})).toEqual(Object.keys(provider.resources))
      expect(person).toMatchObject({ first_name: 'Alice', is_tfa_enabled: true })
    },
  },
  {
    title: 'tells who is signed in, by cookie or header, and that nobody is',
    async prove(stage) {
      const { sso } = stage
      const { request } = await signIn(stage)
      const shown = sso.sessionOf(request) as { cookie: string }
      for (const session of [shown, { header: shown.cookie }]) {
        expect(await sso.user(session)).toMatchObject({ username: 'alice' })
      }
      expect(await sso.user({ cookie: 'made.up.one' })).toBeNull()
      expect(await sso.user(null)).toBeNull()
    },
  },
  {
    title: 'asks by a script where to go',
    async prove(stage) {
      const { sso, browser, authDomain, client } = stage
      const { url, transaction } = await sso.start()
      expect(new URL(await sso.authorize(url, null)).origin).toBe(authDomain)
      const { request } = await signIn(stage)
      const target = await sso.authorize(url, sso.sessionOf(request))
      expect(new URL(target).origin).toBe(client)
      const back = browser.request(await browser.follow(target))
      expect(await sso.finish(back, transaction)).toMatchObject({ username: 'alice' })
    },
  },
  {
    title: 'signs in by a form',
    async prove({ auth }) {
      const password = 'password'
      for (const who of [{ username: 'alice' }, { email: 'alice@reader.example' }]) {
        const { user, session } = await auth.login({ ...who, password })
        expect(user).toMatchObject({ username: 'alice' })
        expect(session).toHaveProperty('cookie')
      }
      const wrong = auth.login({ username: 'alice', password: 'guess' })
      expect(await failing(wrong)).toMatchObject({ code: 'invalid_grant', step: 'exchange' })
    },
  },
  {
    title: 'signs in by a one-time password',
    async prove({ auth, mock }) {
      const phoneNumber = '+912255550101'
      await auth.sendOtp({ phoneNumber })
      const otp = mock.mail.last()?.message as string
      const wrong = otp === '000000' ? '111111' : '000000'
      const guess = await failing(auth.login({ phoneNumber, otp: wrong }))
      expect(guess).toMatchObject({ code: 'invalid_grant' })
      expect((await auth.login({ phoneNumber, otp })).user).toMatchObject({ username: 'alice' })
      expect(await failing(auth.login({ phoneNumber, otp }))).toMatchObject({
        code: 'invalid_grant',
      })
    },
  },
  {
    title: 'leads to a social login',
    async prove({ sso, auth, browser }) {
      const { url } = await sso.start()
      const answer = await browser.visit(auth.socialLoginUrl('google', { redirectUrl: url }))
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain('/api/auth/v1/google/callback')
    },
  },
  {
    title: 'signs in silently, and asks once',
    async prove(stage) {
      const { sso, browser } = stage
      const nobody = await sso.start({ silent: true })
      const page = await browser.follow(nobody.url)
      const error = await failing(sso.finish(browser.request(page), nobody.transaction))
      expect(error).toMatchObject({ code: 'login_required', step: 'callback' })
      expect(await failing(sso.start({ silent: true, page }))).toMatchObject({ step: 'start' })
      await signIn(stage)
      const somebody = await sso.start({ silent: true })
      const back = browser.request(await browser.follow(somebody.url))
      expect(await sso.finish(back, somebody.transaction)).toMatchObject({ username: 'alice' })
    },
  },
  {
    title: 'finds out a callback of another login, and signs the visitor out',
    async prove(stage) {
      const { sso } = stage
      const { request } = await signIn(stage)
      const { transaction } = await sso.start()
      const error = await failing(sso.finish(request, transaction))
      expect(error).toMatchObject({ code: 'state_mismatch', step: 'callback' })
      expect(await sso.user(sso.sessionOf(request))).toBeNull()
    },
  },
  {
    title: 'signs out on all domains',
    async prove(stage) {
      const { sso, auth, authDomain } = stage
      const { request, page, atAuthDomain } = await signIn(stage)
      await sso.logout(sso.sessionOf(request))
      expect(await sso.user(sso.sessionOf(request))).toBeNull()
      const there = await auth.authorize(page, atAuthDomain)
      expect(there.startsWith(`${authDomain}/login?`)).toBe(true)
    },
  },
  {
    title: 'ends what is wrong, HTML, empty, cut short or endless in the one error type',
    async prove(stage) {
      const { mock, create } = stage
      const sso = create({ timeoutMs: 150, maxResponseBytes: 100_000 })
      const { request, url } = await signIn(stage)
      const session = sso.sessionOf(request)
      const calls = [
        ['userinfo', () => sso.user(session)],
        ['authorization', () => sso.authorize(url, session)],
      ] as const
      for (const [endpoint, call] of calls) {
        for (const [fault, codes] of faults) {
          mock.faults.add(endpoint, fault as never, { times: 1 })
          const { code } = await failing(call())
          expect([endpoint, fault, codes.includes(code) || code]).toEqual([endpoint, fault, true])
        }
      }
    },
  },
]
