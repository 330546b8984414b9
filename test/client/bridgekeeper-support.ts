import {
  type CookieSessionClientOptions,
  createAuthDomain,
  createCookieSessionClient,
} from '@sso-login/client/cookie-session'
import { createMockProvider } from '@sso-login/mock-provider'
import type { CookieSessionProvider } from '@sso-login/providers'
import { bridgekeeper } from '@sso-login/providers/bridgekeeper'
import { CookieJar } from '../support/cookie-jar.ts'
import { json, noon } from './support.ts'

export const site = 'https://client.example'
export const callbackUri = `${site}/auth/callback`
export const redirectUri = `${site}/api/auth/v1/oauth/token`

export const client = (options: Partial<CookieSessionClientOptions> = {}) =>
  createCookieSessionClient(bridgekeeper, {
    clientId: 7,
    callbackUri,
    now: () => noon * 1000,
    ...options,
  })

/** What a provider that has signed somebody in answers to `/users/me`. */
export const reader = () => json({ user: { id: 1, name: 'Reader' } })

/** A browser with a jar per host, as far as logins go: it follows redirects that stay at the mock. */
export function browse(fetch: (url: string, init: RequestInit) => Promise<Response>) {
  const jars = new Map<string, CookieJar>()
  const jarOf = (url: string) => {
    const { hostname } = new URL(url)
    const jar = jars.get(hostname) ?? new CookieJar()
    jars.set(hostname, jar)
    return jar
  }
  const cookiesFor = (url: string) => jarOf(url).header()
  async function visit(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = cookiesFor(url)
    const headers = { ...(init.headers as object), ...(cookie && { cookie }) }
    const answer = await fetch(url, { redirect: 'manual', ...init, headers })
    jarOf(url).keep(answer)
    return answer
  }
  return {
    visit,
    cookiesFor,
    /** A request that came from this browser. */
    request: (url: string) => new Request(url, { headers: { cookie: cookiesFor(url) } }),
    /** The address of the first page that is not a redirect, or not of the provider's API. */
    async follow(url: string): Promise<string> {
      for (let at = url; ; ) {
        const { pathname } = new URL(at)
        if (!pathname.startsWith('/api/auth/v1/')) return at
        const location = (await visit(at)).headers.get('location')
        if (!location) return at
        at = new URL(location, at).href
      }
    },
  }
}

/** A mock with one application, its client, the auth domain, and a browser. */
export function stage({
  provider = bridgekeeper,
  ...options
}: Partial<CookieSessionClientOptions> & { provider?: CookieSessionProvider } = {}) {
  const authDomain = 'https://auth.example'
  const mock = createMockProvider(provider, {
    clients: [{ client_id: '7', redirect_uris: [redirectUri] }],
    baseUrl: authDomain,
    now: () => noon * 1000,
  })
  const fetch = mock.fetch as typeof globalThis.fetch
  const sso = client({ fetch, now: mock.clock.now, ...options })
  const auth = createAuthDomain(bridgekeeper, { baseUrl: authDomain, fetch })
  const browser = browse((url, init) => mock.fetch(url, init))
  /** Signs in on the auth domain by its login page. */
  async function signInAt(page: string, user: string): Promise<string> {
    const text = await (await browser.visit(page)).text()
    const hidden = (name: string) =>
      text.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1]?.replaceAll('&amp;', '&') ?? ''
    const body = new URLSearchParams({
      csrfmiddlewaretoken: hidden('csrfmiddlewaretoken'),
      next: hidden('next'),
      user,
    })
    const action = text.match(/action="([^"]*)"/)?.[1] as string
    const answer = await browser.visit(new URL(action, page).href, { method: 'POST', body })
    return new URL(answer.headers.get('location') as string, page).href
  }
  /** From start to finish, by redirects and the login page. */
  async function signIn(user = 'alice') {
    const { url, transaction } = await sso.start()
    const first = await browser.follow(url)
    const callback =
      new URL(first).pathname === '/login'
        ? await browser.follow(await signInAt(first, user))
        : first
    return { url, transaction, callback, request: browser.request(callback) }
  }
  return { mock, sso, auth, browser, authDomain, signInAt, signIn }
}
