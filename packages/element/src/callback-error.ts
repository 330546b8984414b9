import type { LoginFailure } from '@sso-login/providers/languages'

const parameter = 'sso_error'

/** The error codes of `@sso-login/client` that a visitor can make something of, by their own words. */
const failures: readonly [RegExp, LoginFailure][] = [
  [/denied|consent/, 'denied'],
  [/^transaction_(exp|used)|_grant$/, 'late'],
  [/^(state|transaction|cookie)_/, 'lost'],
  [/^(scope_|insuff)/, 'scopes'],
  [/^(provider|server|response|network)_|timeout|unavailable/, 'down'],
]

/** What a code means to the visitor. */
export const loginFailure = (code: string): LoginFailure =>
  failures.find(([codes]) => codes.test(code))?.[1] ?? 'other'

/** The `?sso_error=` that a failed login left in the page's address, taken out of it; else undefined. */
export function takeCallbackError(): string | undefined {
  const url = new URL(location.href)
  const code = url.searchParams.get(parameter)
  if (code === null) return
  url.searchParams.delete(parameter)
  history.replaceState(history.state, '', url)
  // Anybody can write an address: only what looks like a code goes on to the page's listeners.
  return /^[a-z_]{1,40}$/.test(code) ? code : 'callback_invalid'
}
