/** A URL, relative to the page's base as all its links are; null when it is none. */
export const parseUrl = (value: unknown): URL | null =>
  typeof value === 'string' && value ? URL.parse(value, document.baseURI) : null

/** A link of this site, absolute: http(s) and the page's own origin; anything else is undefined. */
export function siteUrl(value: unknown): string | undefined {
  const href = parseUrl(value)?.href
  return href?.startsWith(`${location.origin}/`) ? href : undefined
}

/** An http(s) address of any origin; anything else is undefined. */
export function webUrl(value: unknown): string | undefined {
  const href = parseUrl(value)?.href
  return href && /^https?:/.test(href) ? href : undefined
}

/** An address that can be shown as a picture and can do nothing else; anything else is undefined. */
export function pictureUrl(value: unknown): string | undefined {
  const href = parseUrl(value)?.href
  return href && /^(https?:|data:image\/)/.test(href) ? href : undefined
}
