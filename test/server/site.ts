import { createClient } from '@sso-login/client'
import { createMockProvider } from '@sso-login/mock-provider'
import type { Prompt } from '@sso-login/providers'
import { iitb } from '@sso-login/providers/iitb'
import {
  createLogin,
  type LoginEvent,
  type LoginOptions,
  memory,
  type Store,
} from '@sso-login/server'
import { createBrowser, type Visit } from './browser.ts'

export const secret = 'a secret for tests, at least 32 characters'

const person = {
  type: 'ug',
  is_alumni: false,
  profile_picture: null as string | null,
  sex: null,
  mobile: null,
  contacts: [],
  insti_address: null,
  roll_number: null,
  program: null,
  secondary_emails: [],
}

export const alice = {
  ...person,
  id: 101,
  first_name: 'Alice',
  last_name: 'Bose',
  username: 'alice',
  email: 'alice@iitb.ac.in',
  profile_picture: '/profiles/media/alice.png' as string | null,
}

export const bob: typeof alice = {
  ...person,
  id: 102,
  first_name: 'Bob',
  last_name: 'Iyer',
  username: 'bob',
  email: 'bob@iitb.ac.in',
}

const scopes = ['basic', 'profile', 'picture', 'send_mail'] as const

export interface SiteOptions {
  origin?: string
  store?: (now: () => number) => Store
  secrets?: readonly string[]
  users?: readonly (typeof alice)[]
  keepGrants?: boolean
  requiredScopes?: readonly (typeof scopes)[number][]
  sessionTtlSeconds?: number
  idleTtlSeconds?: number
  trustCookieSeconds?: number
  fields?: readonly 'type'[]
  allow?: (user: { type?: string | null }) => boolean | string | Promise<boolean | string>
  promptValues?: readonly Prompt[]
  onLogin?: NonNullable<LoginOptions['onLogin']>
  onLogout?: NonNullable<LoginOptions['onLogout']>
  onGrantLost?: NonNullable<LoginOptions['onGrantLost']>
}

export interface Approval {
  user?: string
  scopes?: readonly string[]
  deny?: boolean
}

/** A site, the mock that it signs in at, and a clock that both follow. */
export function createSite({
  origin = 'https://site.example',
  store: makeStore = (now) => memory({ now }),
  secrets = [secret],
  users = [alice, bob],
  promptValues,
  ...options
}: SiteOptions = {}) {
  const redirectUri = `${origin}/auth/callback`
  const mock = createMockProvider(iitb, {
    clients: [
      {
        client_id: 'site',
        client_secret: 'client secret of the site',
        client_name: 'The site',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    users,
  })
  const now = () => mock.clock.now()
  const store = makeStore(now)
  const events: LoginEvent[] = []
  const provider = promptValues ? { ...iitb, promptValues } : iitb
  const sso = createClient(provider, {
    clientId: 'site',
    clientSecret: 'client secret of the site',
    redirectUri,
    scopes,
    fetch: (input, init) => mock.fetch(new Request(input, init)),
    now,
  })
  const login = createLogin(sso, {
    secrets,
    store,
    now,
    onEvent: (event) => events.push(event),
    ...options,
  })
  const newBrowser = () => createBrowser(login.fetch, origin, now)
  const browser = newBrowser()

  /** From the login route to the address that the provider sends the browser back to. */
  async function approve(started: Visit, { user = 'alice', ...rest }: Approval = {}) {
    const { location } = await mock.approve(started.location ?? '', { user, ...rest })
    return location ?? ''
  }

  return {
    origin,
    mock,
    sso,
    store,
    login,
    events,
    browser,
    newBrowser,
    approve,

    /** A whole sign-in; returns the answer of the callback. */
    async signIn(approval: Approval & { browser?: typeof browser; path?: string } = {}) {
      const { browser: visitor = browser, path = '/auth/login', ...rest } = approval
      return visitor.get(await approve(await visitor.get(path), rest))
    },

    /** `GET /session`, read. */
    async whoIs(visitor = browser) {
      const { body } = await visitor.get('/auth/session')
      return JSON.parse(body) as {
        user: { id: string; name: string | null; picture?: string } | null
        expiresAt?: number
        links: Record<string, string>
      }
    },

    /** What a page of the site learns of its visitor. */
    session: (visitor = browser) =>
      login.session(
        new Request(`${origin}/page`, { headers: { cookie: visitor.cookieHeader('/page') } }),
      ),

    /** Whether the provider still knows a token. */
    async isAlive(accessToken: string): Promise<boolean> {
      const { status } = await mock.fetch(
        new Request('https://gymkhana.iitb.ac.in/profiles/user/api/user/', {
          headers: { authorization: `Bearer ${accessToken}` },
        }),
      )
      return status === 200
    },
  }
}

export type Site = ReturnType<typeof createSite>

export const sameOrigin = { 'sec-fetch-site': 'same-origin' }

/** The `sso_error` that an answer sends the visitor back with. */
export const errorOf = ({ location }: Visit) =>
  new URL(location ?? '').searchParams.get('sso_error')
