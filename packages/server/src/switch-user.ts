import type { Provider, TokenProvider } from '@sso-login/providers'
import { hasPrompt } from './prompts.ts'

/** Whether a person can be asked who they are although the provider knows. */
export const canSwitchUser = (provider: Provider): boolean =>
  // Whose session a logout ends, which a login then begins with.
  provider.protocol === 'cookie-session' ||
  provider.switchUser !== undefined ||
  hasPrompt(provider, 'login')

/** OpenID Connect has a parameter for it (Core 3.1.2.1); plain OAuth has none. */
export const switchUserParameters = (provider: TokenProvider): Readonly<Record<string, string>> =>
  hasPrompt(provider, 'login') && !provider.switchUser ? { prompt: 'login' } : {}

/** Where the visitor signs in as somebody else and then meets the authorization request `url`. */
export function switchUserUrl(provider: TokenProvider, url: string): string {
  if (!provider.switchUser) return url
  const authorization = new URL(url)
  const page = new URL(provider.switchUser.endpoint, authorization)
  // A path alone where it will do: a provider that leads on within its own host takes that for sure.
  const next =
    page.origin === authorization.origin ? authorization.pathname + authorization.search : url
  page.searchParams.set(provider.switchUser.parameter, next)
  return page.href
}
