import type { Provider } from '@sso-login/providers'
import { invalid } from './invalid.ts'

/** Where the site and its routes are. */
export interface Site {
  /** Of the redirect URI, never of a `Host` header, which a visitor can choose. */
  readonly origin: string
  /** Whether it is on https, so that cookies can insist on it. */
  readonly secure: boolean
  /** Path of the routes, with a slash before it and none behind, e.g. `/auth`. */
  readonly basePath: string
}

export const defaultBasePath = '/auth'

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

interface CallbackClient {
  readonly provider: Pick<Provider, 'id'>
  readonly redirectUri: string
}

/** @throws LoginError `invalid_config`, keys `basePath`, `redirectUri`. */
export function readSite(basePath: unknown, clients: readonly CallbackClient[]): Site {
  if (typeof basePath !== 'string' || !/^(\/[\w.~-]*[\w~-][\w.~-]*)+$/.test(basePath)) {
    throw invalid(
      'basePath',
      'basePath must be a path with a slash before it and none behind.',
      'E.g. /auth',
    )
  }
  const [site, ...others] = clients.map(({ provider, redirectUri }) => {
    const { protocol, origin, pathname } = new URL(redirectUri)
    if (protocol !== 'https:' && protocol !== 'http:') {
      throw invalid(
        'redirectUri',
        "The client's redirectUri is not a page of a site.",
        'It has to begin with https://, or with http:// on this machine.',
      )
    }
    const callback = `/callback${clients.length > 1 ? `/${provider.id}` : ''}`
    if (pathname.replace(/\/$/, '') !== basePath + callback) {
      throw invalid(
        'basePath',
        `The client's redirectUri has the path ${pathname}, the callback is at basePath${callback}: ${basePath}${callback}.`,
        'Set basePath, or register another redirect URI.',
      )
    }
    return { origin, secure: protocol === 'https:', basePath }
  })
  if (!site || others.some(({ origin }) => origin !== site.origin)) {
    throw invalid(
      'redirectUri',
      'The clients have redirect URIs of different origins.',
      'A login is for one site.',
    )
  }
  return site
}
