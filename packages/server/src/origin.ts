import { headerOf, type RequestLike } from './cookies.ts'
import type { Site } from './site.ts'

/**
 * Whether a page of this site sent a request. `Sec-Fetch-Site` cannot be forged by a page; browsers without it, and
 * plain http off loopback, send `Origin` with every POST. `none` does not count: no visitor types a POST.
 */
export function isFromSite(request: RequestLike, { origin }: Site): boolean {
  const fetchSite = headerOf(request, 'sec-fetch-site')
  return fetchSite ? fetchSite === 'same-origin' : headerOf(request, 'origin') === origin
}

/** RFC 9110 9.2.1: those that only ask. */
export const isSafe = (method: string): boolean => /^(GET|HEAD|OPTIONS)$/.test(method)
