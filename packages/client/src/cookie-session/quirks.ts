/** Where a cookie-session provider leaves what others do: all of it, and only here. */
import type { CookieSessionProvider, CookieSessionQuirk } from '@sso-login/providers'

const has = ({ quirks = [] }: CookieSessionProvider, quirk: CookieSessionQuirk) =>
  quirks.includes(quirk)

/** A member or parameter as the provider writes its name. */
export const writtenAs = (provider: CookieSessionProvider, name: string): string =>
  has(provider, 'kebab-case') ? name.replaceAll('_', '-') : name

/** The same for all members of what is sent. */
export const written = (provider: CookieSessionProvider, members: object): object =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [writtenAs(provider, name), value]),
  )

/** Whether an application can be known by this id. */
export const isClientId = (provider: CookieSessionProvider, id: string): boolean =>
  has(provider, 'integer-client-id') ? /^\d+$/.test(id) : id.trim() !== ''
