import type { LoginFailure } from './strings.ts'

/** The error codes of `@sso-login/client` that a visitor can make something of, by their own words. */
const failures: readonly [RegExp, LoginFailure][] = [
  [/denied|consent|^not_allowed$/, 'denied'],
  [/^transaction_(exp|used)|_grant$/, 'late'],
  [/^(state|transaction|cookie)_/, 'lost'],
  [/^(scope_|insuff)/, 'scopes'],
  [/^(provider|server|response|network)_|timeout|unavailable/, 'down'],
]

/** What a code means to the visitor. */
export const loginFailure = (code: string): LoginFailure =>
  failures.find(([codes]) => codes.test(code))?.[1] ?? 'other'
