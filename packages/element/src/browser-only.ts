/** Pages without a backend: the login is made here, by a public client, and its tokens are kept here. */
import {
  createClient,
  type Identity,
  isLoginError,
  type LoginError,
  type Tokens,
  type Transaction,
} from '@sso-login/client/browser'
import { discover } from '@sso-login/client/discover'
import { type SharedTokens, sharedTokens } from '@sso-login/client/shared-tokens'
import type { TokenProvider } from '@sso-login/providers'
import { isProviderId, registry } from '@sso-login/providers/registry'
import { find, keep, take } from './kept.ts'
import { currentPath } from './return-to.ts'
import { pictureUrl, siteUrl } from './safe-url.ts'
import type { Session, SessionFailure } from './session.ts'

/** What the element needs of a client, whichever its provider. */
interface AnyClient {
  start(options: { returnTo: string; parameters?: Record<string, string> }): Promise<{
    url: string
    transaction: Transaction
  }>
  finish(callback: string, transaction: Transaction): Promise<Tokens>
  identity(tokens: Tokens): Promise<Identity>
  revoke?(tokens: Tokens): Promise<void>
}

interface SignedIn {
  tokens: Tokens
  user: Identity
}

/** Query parameters of an authorization response (RFC 6749 4.1.2, RFC 9207, OpenID Connect). */
const answerParameters = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'session_state',
]

/**
 * The session of a page without a backend. It finishes a login whose answer stands in the page's
 * address, and cleans the address. Never rejects.
 */
export async function readBrowserSession(host: Element): Promise<Session | SessionFailure> {
  try {
    const { client, provider, shared, key } = await clientOf(host)
    // One at a time over all tabs and elements: a code is used once.
    return await navigator.locks.request('sso-login', async () => {
      await finish(client, shared, key)
      return sessionOf(client, provider, shared, key, await current(shared, key))
    })
  } catch (cause) {
    return failureOf(cause)
  }
}

function failureOf(cause: unknown): SessionFailure {
  const { code, hint, message } = (isLoginError(cause) ? cause : {}) as Partial<LoginError>
  const words = [message, hint].filter(Boolean).join(' ') || (cause as Error).name
  return { code: code ?? 'response_invalid', hint: words }
}

async function clientOf(host: Element) {
  const { promise, clientId, redirectUri, scopes } = settingsOf(host)
  const provider = await promise
  // Whether this provider lets pages hold tokens is checked at run time: a name has no type.
  const client = createClient(provider as TokenProvider & { browserTokens: 'yes' }, {
    clientId,
    redirectUri,
    scopes: scopes as never[],
    baseUrl: host.getAttribute('base-url') ?? undefined,
  })
  return {
    client: client as unknown as AnyClient,
    provider,
    shared: sharedTokens(client),
    key: `${provider.id} ${clientId}`,
  }
}

function settingsOf(host: Element) {
  const name = host.getAttribute('provider') ?? ''
  return {
    // One that gives no tokens is refused by `createClient`.
    promise: (isProviderId(name) ? registry[name]() : discover(name)) as Promise<TokenProvider>,
    clientId: host.getAttribute('client-id') ?? undefined,
    redirectUri: host.getAttribute('redirect-uri') ?? location.origin + location.pathname,
    scopes: (host.getAttribute('scope') ?? '').split(/\s+/).filter(Boolean),
  }
}

/** Finishes the login whose answer stands in the page's address, if it was started here. */
async function finish(client: AnyClient, shared: SharedTokens, key: string): Promise<void> {
  const here = new URL(location.href)
  const state = here.searchParams.get('state')
  const transaction = state && (await take<Transaction>(`${key} ${state}`))
  if (!transaction) return
  const back = new URL(siteUrl(transaction.returnTo) ?? here.pathname, here)
  try {
    const tokens = await client.finish(here.href, transaction)
    await keep(key, (await client.identity(tokens)) satisfies Identity)
    await shared.keep(tokens)
  } catch (cause) {
    back.searchParams.set('sso_error', isLoginError(cause) ? cause.code : 'callback_invalid')
  }
  for (const name of answerParameters) here.searchParams.delete(name)
  // Out of the history: going back must not come here again.
  history.replaceState(history.state, '', here)
  if (here.href !== back.href) location.replace(back)
}

/** Who is signed in; refreshed when the access token has ended, and forgotten where that cannot be. */
async function current(shared: SharedTokens, key: string): Promise<SignedIn | undefined> {
  const user = await find<Identity>(key)
  const tokens = await shared.read()
  if (!user || !tokens) return undefined
  if (!tokens.expiresAt || Date.now() < tokens.expiresAt * 1000) return { user, tokens }
  const renewed = await shared.refresh(tokens)
  // Only the provider's word ends a session; being offline does not.
  if (renewed.outcome === 'transient') throw renewed.error
  if (renewed.outcome !== 'revoked') return { user, tokens: renewed.tokens }
  await take(key)
  return undefined
}

function sessionOf(
  client: AnyClient,
  provider: TokenProvider,
  shared: SharedTokens,
  key: string,
  signedIn: SignedIn | undefined,
): Session {
  const { user, tokens } = signedIn ?? {}
  // Logging in starts at the press; what stands in the links leads nowhere else.
  const here = location.href
  return {
    user: user ? { ...user, picture: pictureUrl(user.picture) } : null,
    expiresAt: tokens?.refreshToken ? undefined : tokens?.expiresAt,
    links: { login: here, logout: here, switch: provider.protocol === 'oidc' ? here : undefined },
    async start(other) {
      const parameters = other ? { prompt: 'login' } : {}
      try {
        const { url, transaction } = await client.start({ returnTo: currentPath(), parameters })
        await keep(`${key} ${transaction.state}`, transaction)
        return url
      } catch (cause) {
        return failureOf(cause)
      }
    },
    async end() {
      await take(key)
      await shared.forget()
      // The person is logged out here whatever the provider says.
      if (tokens) await client.revoke?.(tokens).catch(() => {})
      return {}
    },
  }
}
