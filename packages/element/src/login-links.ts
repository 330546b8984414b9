import { currentPath, setReturnTo } from './return-to.ts'

/** The page's own login link: right inside of `host`, or else wrapped in something. */
export const ownLink = (host: Element): HTMLAnchorElement | null =>
  host.querySelector<HTMLAnchorElement>(':scope > a:not([slot])') ??
  host.querySelector<HTMLAnchorElement>(':scope > :not([slot]) a')

/** Whether `host` holds something in the link's place that cannot be made to look like the button. */
export const holdsOtherThanLink = (host: Element): boolean =>
  !host.querySelector(':scope > a:not([slot])') && !!host.querySelector(':scope > :not([slot])')

/** The links that the element makes. */
export const madeLinks = (host: Element): HTMLAnchorElement[] => [
  ...(host.shadowRoot?.querySelectorAll('a') ?? []),
]

/** What leads to a login: the page's own link, and those that the element makes. */
export const loginLinks = (host: Element): HTMLAnchorElement[] =>
  [ownLink(host), ...madeLinks(host)].filter((link) => link !== null)

/** Makes each of them bring the visitor back to where they are. */
export const bringBack = (links: HTMLAnchorElement[]): void => {
  const path = currentPath()
  for (const link of links) setReturnTo(link, path)
}

/** The link by which a click leaves the page to log in; one for a new tab or a download leaves nothing. */
export function pressedLink(host: Element, event: MouseEvent): HTMLAnchorElement | undefined {
  const { ctrlKey, metaKey, shiftKey, altKey } = event
  if (event.defaultPrevented || ctrlKey || metaKey || shiftKey || altKey) return undefined
  const path = event.composedPath()
  return loginLinks(host).find((link) => link.href && path.includes(link))
}
