/** The gallery: one page with the element in every state, and the session endpoints that bring them about. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { directionOf, type LanguageTag, languages } from '@sso-login/providers/languages'
import { answerLike, isSessionName } from './gallery-sessions.ts'

const pages = new URL('./page/', import.meta.url)
const built = new URL('../packages/element/dist/', import.meta.url)

const types = { css: 'text/css', html: 'text/html; charset=utf-8', js: 'text/javascript' }

/** Its own scripts and styles, by their address: `/gallery/controls.js` is `gallery-controls.js`. */
const ownFile = /^\/gallery\/([a-z-]+\.(css|js))$/
const languageFile = /^(\/languages\/[a-z]{2}\.min\.js)$/

const policy = (extra: Readonly<Record<string, string>>) =>
  Object.entries({
    'default-src': "'none'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'form-action': "'none'",
    'base-uri': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
    ...extra,
  })
    .map((directive) => directive.join(' '))
    .join('; ')

const galleryPolicy = policy({
  'script-src': "'self'",
  'connect-src': "'self'",
  'frame-src': "'self'",
  'frame-ancestors': "'none'",
})

/** No script at all: what a visitor sees who has none. */
const scriptlessPolicy = policy({ 'frame-ancestors': "'self'" })

export const isOfGallery = (pathname: string): boolean =>
  pathname === '/gallery' || pathname.startsWith('/gallery/') || languageFile.test(pathname)

export async function answerGallery(
  { url, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(url ?? '/', 'http://site.invalid')
  const page = (name: string, policy: string) =>
    send(response, types.html, name, pages, { 'Content-Security-Policy': policy })

  if (pathname === '/gallery') return page('gallery.html', galleryPolicy)
  if (pathname === '/gallery/without-script') return page('gallery-bare.html', scriptlessPolicy)
  if (pathname === '/gallery/login') {
    if (searchParams.has('popup')) return page('gallery-window.html', scriptlessPolicy)
    return redirect(response, searchParams.get('return_to'))
  }
  if (pathname === '/gallery/logout') return void response.writeHead(204).end()
  if (pathname === '/gallery/element.json') {
    response.setHeader('Content-Type', 'application/json')
    return void response.end(JSON.stringify(await describeElement()))
  }
  const session = pathname.split('/gallery/session/')[1] ?? ''
  if (isSessionName(session)) return answerLike(session, headers.cookie ?? '', response)
  const [, own, extension] = ownFile.exec(pathname) ?? []
  if (own) return send(response, types[extension as 'css' | 'js'], `gallery-${own}`, pages)
  const [, words] = languageFile.exec(pathname) ?? []
  if (words) return send(response, types.js, `.${words}`, built)
  response.writeHead(404).end()
}

/** What the page knows of the element: its manifest's declaration, and its languages. */
async function describeElement(): Promise<object> {
  const manifest = JSON.parse(await readFile(new URL('custom-elements.json', built), 'utf8'))
  const declaration = manifest.modules
    .flatMap(({ declarations }: { declarations: object[] }) => declarations)
    .find(({ tagName }: { tagName?: string }) => tagName === 'sso-login')
  const tags = Object.keys(languages) as LanguageTag[]
  const spoken = tags.map(async (tag) => {
    const { login } = (await languages[tag]()).element
    return { tag, dir: directionOf(tag), login }
  })
  return { declaration, languages: await Promise.all(spoken) }
}

async function send(
  response: ServerResponse,
  type: string,
  name: string,
  folder: URL,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const body = await readFile(new URL(name, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  response.writeHead(body ? 200 : 404, {
    'Content-Type': type,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  })
  response.end(body)
}

/** A login that is over at once: back to the gallery as it was. */
function redirect(response: ServerResponse, returnTo: string | null): void {
  const location = returnTo?.startsWith('/gallery?') ? returnTo : '/gallery'
  response.writeHead(303, { Location: location }).end()
}
