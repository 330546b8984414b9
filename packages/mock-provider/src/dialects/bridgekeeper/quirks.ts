import type { CookieSessionProvider, CookieSessionQuirk } from '@sso-login/providers'

const has = ({ quirks = [] }: CookieSessionProvider, quirk: CookieSessionQuirk) =>
  quirks.includes(quirk)

/** A member's name as this provider writes it. */
export const writtenAs = (provider: CookieSessionProvider, name: string): string =>
  has(provider, 'kebab-case') ? name.replaceAll('_', '-') : name

/** Whether an application can be known by this id. */
export const isClientId = (provider: CookieSessionProvider, id: string): boolean =>
  !has(provider, 'integer-client-id') || /^\d+$/.test(id)
