import { parseUrl } from './safe-url.ts'

/** The page as the server may send the visitor back to it: path, query and fragment. */
export const currentPath = (): string => location.pathname + location.search + location.hash

/**
 * Puts `return_to` into a link's own `href`, so that it also holds in a new tab, and marks the link
 * with it. A link that leaves the site, or has a `return_to` of the site's own, stays as it is.
 */
export function setReturnTo(link: HTMLAnchorElement, path: string): void {
  const url = parseUrl(link.href)
  if (url?.origin !== location.origin) return
  const present = url.searchParams.get('return_to')
  if (present !== null && present !== link.dataset.returnTo) return
  url.searchParams.set('return_to', path)
  link.dataset.returnTo = path
  link.href = url.href
}
