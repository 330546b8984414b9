import type { Headers, Outgoing } from '../http-message.ts'
import { type Html, html, raw } from './html.ts'
import { pageStyle } from './style.ts'
import type { Language } from './words.ts'

export interface Page {
  /** Whose page it is, e.g. the provider's name. */
  readonly site: string
  readonly title: string
  readonly body: Html
  /** Default English: what a page says for developers. */
  readonly language?: Language
}

/** A whole page in the mock's style, under a policy that lets nothing in but that style and own pictures. */
export async function pageAnswer(
  status: number,
  page: Page,
  headers: Headers = {},
): Promise<Outgoing> {
  const { tag = 'en', direction = 'ltr' } = page.language ?? {}
  const document = html`<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${page.title} · ${page.site}</title>
<style>${raw(pageStyle)}</style>
</head>
<body>
<main>
<header><b>${page.site}</b><span lang="en">mock provider</span></header>
${page.body}
</main>
</body>
</html>
`
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': await contentSecurityPolicy(),
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
      ...headers,
    },
    body: document.html,
  }
}

/**
 * The forms may lead anywhere on the web: a browser judges by `form-action` also the redirects that
 * follow a form, and those end at the application. It still keeps `javascript:` and its like out.
 */
async function contentSecurityPolicy(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pageStyle))
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)))
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self' data:; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'`
}
