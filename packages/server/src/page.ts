import type { Language, Text } from './words.ts'

export interface Link {
  readonly href: string
  readonly text: Text
}

/** All of it is escaped. */
export interface PageContent {
  readonly text: Text
  /** Further lines of a list. */
  readonly list?: readonly Text[]
  readonly links: readonly Link[]
  /** For whoever is asked what went wrong. */
  readonly code?: string
  /** Address of a script of this site. */
  readonly script?: string
}

export const toSite: Link = { href: '/', text: ({ toSite }) => toSite }

/** @param nonce For its style (Content Security Policy 3, 6.7.3.2). */
export const page = (
  { text, list = [], links, code, script }: PageContent,
  { tag, direction, say }: Language,
  nonce: string,
): string => `<!doctype html>
<html lang="${tag}" dir="${direction}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(say(text))}</title>
<style nonce="${nonce}">
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 32rem; margin: 20vh auto; padding: 0 1.5rem }
  small { opacity: .7 }
</style>
${script === undefined ? '' : `<script type="module" src="${escaped(script)}"></script>\n`}<h1>${escaped(say(({ title }) => title))}</h1>
<p dir="auto">${escaped(say(text))}</p>
${list.length > 0 ? `<ul>${list.map((line) => `<li>${escaped(say(line))}</li>`).join('')}</ul>\n` : ''}${links
  .map(({ href, text }) => `<p><a href="${escaped(href)}">${escaped(say(text))}</a></p>\n`)
  .join('')}${code === undefined ? '' : `<p><small>${escaped(code)}</small></p>\n`}</html>
`

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
