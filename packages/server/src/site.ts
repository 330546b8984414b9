/** Where the site and its routes are. */
export interface Site {
  /** Of the redirect URI, never of a `Host` header, which a visitor can choose. */
  readonly origin: string
  /** Whether it is on https, so that cookies can insist on it. */
  readonly secure: boolean
  /** Path of the routes, with a slash before it and none behind, e.g. `/auth`. */
  readonly basePath: string
}

export type RouteName =
  | 'login'
  | 'callback'
  | 'session'
  | 'logout'
  | 'done'
  | 'done.js'
  | 'backchannel-logout'

/** @param provider Where the site has several: each has a login and a callback of its own. */
export const pathOf = (site: Site, route: RouteName, provider?: string): string =>
  [site.basePath, route, ...(provider === undefined ? [] : [provider])].join('/')

/** The path below the base path, e.g. `login`; null for a path that is not ours. */
export function pathBelow(site: Site, pathname: string): string | null {
  const base = `${site.basePath}/`
  // One slash at the end is no other page: redirect URIs are often registered with one.
  return pathname.startsWith(base) ? pathname.slice(base.length).replace(/\/$/, '') : null
}
